// A press of an inline button.
#include "core/hash.hpp"
#include "sandbox/telegram/people_side.hpp"

namespace aisha::sandbox::telegram {

namespace {

constexpr std::size_t instance_digits = 15;

struct NewPress {
    std::optional<std::int64_t> from;
    std::optional<std::string> data;
    std::optional<std::int64_t> row;
    std::optional<std::int64_t> column;
};
BOOST_DESCRIBE_STRUCT(NewPress, (), (from, data, row, column))

json::Array const* rows_of(Message const& message) {
    auto const* const markup = message.body.as_object().if_contains("reply_markup");
    return markup ? markup->as_object().at("inline_keyboard").if_array() : nullptr;
}

json::Object const& button_of(Message const& message, NewPress const& press) {
    auto const* const rows = rows_of(message);
    if (!rows) throw Problem(409, "The message has no buttons.");
    if (press.data) {
        for (auto const& row : *rows)
            for (auto const& button : row.as_array()) {
                auto const* const data = button.as_object().if_contains("callback_data");
                if (data && std::string_view(data->as_string()) == *press.data) return button.as_object();
            }
        throw Problem(409, "The message has no button with this data.");
    }
    if (!press.row || !press.column) throw Problem(400, "Say which button: data, or row and column.");
    auto const row = static_cast<std::size_t>(*press.row);
    auto const column = static_cast<std::size_t>(*press.column);
    if (*press.row < 0 || *press.column < 0 || row >= rows->size() ||
        column >= rows->at(row).as_array().size())
        throw Problem(409, "The message has no button at this row and column. Both count from 0.");
    return rows->at(row).as_array().at(column).as_object();
}

/// Something that stays the same for a chat and means nothing else.
std::string chat_instance(ChatKey key) {
    return std::to_string(std::stoll(
        sha256_hex(fmt::format("{}/{}", key.bot, key.chat)).substr(0, instance_digits), nullptr, 16));
}

}  // namespace

awaitable<net::OutgoingResponse> PeopleSide::press(net::IncomingRequest const& request, Place where,
                                                   std::int64_t id) {
    auto const wanted = read_body_as<NewPress>(request);
    auto const wait = query_wait(request);
    auto const from = wanted.from.value_or(where.key.chat);
    check_speaker(where, from);
    auto& world = parts_.world;
    auto& chat = world.chat(where.key);
    auto const found = chat.messages.find(id);
    if (found == chat.messages.end()) throw Problem(404, "There is no such message in this chat.");
    auto const& button = button_of(found->second, wanted);
    if (auto const* const url = button.if_contains("url"))
        co_return net::json_response(200, json::dump(json::Object{{"url", *url}}));
    auto const* const data = button.if_contains("callback_data");
    if (!data)
        throw Problem(button.contains("disabled") ? 409 : 501, "This kind of button cannot be pressed here.");
    auto* const bot = world.find_bot(found->second.from);
    if (!bot) throw Problem(409, "The message is no bot's.");

    auto const callback = world.add_callback(bot->record.id, from);
    world.enqueue(*bot, "callback_query",
                  json::Object{{"id", callback->id},
                               {"from", world.user(from)},
                               {"message", world.rendered(chat, found->second)},
                               {"chat_instance", chat_instance(where.key)},
                               {"data", *data}});
    co_await parts_.store.flush();
    if (!wait) co_return net::json_response(202, "{}");
    auto& clock = world.clock();
    auto const until = clock.monotonic() + *wait;
    while (!callback->answer && !world.stopping()) {
        auto const left = until - clock.monotonic();
        if (left <= Duration(0)) break;
        co_await callback->changed.wait(clock, left);
    }
    if (!callback->answer) throw Problem(504, "The bot has not called answerCallbackQuery.");
    co_return net::json_response(200, json::dump(*callback->answer));
}

}  // namespace aisha::sandbox::telegram
