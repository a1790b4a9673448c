// Methods that say something: messages, drafts, chat actions.
#include "sandbox/telegram/methods.hpp"

namespace aisha::sandbox::telegram {

namespace {

using namespace std::chrono_literals;

/// https://core.telegram.org/bots/api#sendmessagedraft: "an ephemeral preview that lasts 30 seconds"
constexpr auto draft_lasts = 30s;
/// https://core.telegram.org/bots/api#sendchataction: "The status is set for 5 seconds or less"
constexpr auto action_lasts = 5s;

awaitable<void> end_draft_later(World& world, ChatKey key, std::int64_t bot, std::uint64_t renewal) {
    co_await world.clock().sleep(draft_lasts);
    world.end_draft(world.chat(key), bot, renewal);
}

awaitable<void> end_action_later(World& world, ChatKey key, std::int64_t bot, std::uint64_t renewal) {
    co_await world.clock().sleep(action_lasts);
    world.end_action(world.chat(key), bot, renewal);
}

}  // namespace

json::Value send_message(MethodCall& call) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    auto const text = formatted_text(call, call.parameters.values, text_place, text_characters_max);
    if (text.text.empty()) bad_request("message text is empty");
    auto message = new_message(call, chat);
    put_text(message.body.as_object(), text_place, text);
    return call.world.rendered(chat, call.world.add_message(chat, std::move(message)));
}

json::Value send_message_draft(MethodCall& call) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    if (!chat.key.is_private()) bad_request("chat not found");
    auto const id = call.parameters.integer("draft_id").value_or(0);
    if (id == 0) bad_request("draft identifier must be non-zero");
    Draft draft{.id = id,
                .text = formatted_text(call, call.parameters.values, text_place, text_characters_max)};
    draft.can_stop = call.parameters.flag("can_stop");
    draft.keep_on_stop = call.parameters.flag("keep_on_stop");
    auto const bot = call.bot.record.id;
    call.world.set_draft(chat, bot, std::move(draft));
    call.timers.spawn("sandbox_draft",
                      end_draft_later(call.world, chat.key, bot, chat.drafts.at(bot).renewal));
    return true;
}

json::Value send_chat_action(MethodCall& call) {
    refuse_unbuilt(call);
    auto& chat = writable_chat_of(call);
    auto const bot = call.bot.record.id;
    call.world.set_action(chat, bot, call.parameters.text("action"));
    call.timers.spawn("sandbox_action",
                      end_action_later(call.world, chat.key, bot, chat.actions.at(bot).renewal));
    return true;
}

json::Value answer_callback_query(MethodCall& call) {
    auto const callback =
        call.world.find_callback(call.bot.record.id, call.parameters.text("callback_query_id"));
    if (!callback || callback->answer)
        bad_request("query is too old and response timeout expired or query ID is invalid");
    json::Object answer;
    if (auto const text = call.parameters.text("text"); !text.empty()) answer["text"] = text;
    if (call.parameters.flag("show_alert")) answer["show_alert"] = true;
    if (auto const url = call.parameters.text("url"); !url.empty()) {
        if (!url.starts_with("https://t.me/") && !url.starts_with("http://t.me/") &&
            !url.starts_with("t.me/") && !url.starts_with("tg://"))
            bad_request("URL_INVALID");
        answer["url"] = url;
    }
    callback->answer = std::move(answer);
    callback->changed.notify_all();
    return true;
}

}  // namespace aisha::sandbox::telegram
