// A chat as a person sees it.
#include "sandbox/telegram/people_side.hpp"

namespace aisha::sandbox::telegram {

namespace {

/// Reactions as a list: who, and with what.
json::Array reaction_list(json::Object const& reactions) {
    json::Array list;
    for (auto const& [who, what] : reactions)
        list.push_back(json::Object{{"from", std::stoll(std::string(who))}, {"reaction", what}});
    return list;
}

}  // namespace

json::Object PeopleSide::view_json(Place where) {
    auto const* const chat = parts_.world.find_chat(where.key);
    json::Array messages;
    json::Object result{{"revision", chat ? chat->revision : 0}};
    if (chat) {
        for (auto const& [id, message] : chat->messages) {
            auto shown = parts_.world.rendered(*chat, message);
            if (!message.keyboard.is_null()) shown["reply_markup"] = message.keyboard;
            auto const& reactions = message.reactions.as_object();
            if (!reactions.empty()) shown["reactions"] = reaction_list(reactions);
            messages.push_back(std::move(shown));
        }
    }
    result["messages"] = std::move(messages);
    result["deleted"] = chat ? json::write(chat->deleted) : json::Value(json::Array{});
    if (!chat) return result;
    auto const bot = where.bot.record.id;
    if (auto const draft = chat->drafts.find(bot); draft != chat->drafts.end())
        result["draft"] = json::Object{{"draft_id", draft->second.id},
                                       {"text", draft->second.text.text},
                                       {"entities", json::write(draft->second.text.entities)},
                                       {"can_stop", draft->second.can_stop}};
    if (auto const action = chat->actions.find(bot); action != chat->actions.end())
        result["action"] = action->second.name;
    if (chat->blocked) result["blocked"] = true;
    return result;
}

awaitable<net::OutgoingResponse> PeopleSide::view(net::IncomingRequest const& request, Place where) {
    auto const after = query_number(request, "after", 0);
    auto& clock = parts_.world.clock();
    auto const until = clock.monotonic() + query_wait(request).value_or(Duration(0));
    auto& chat = parts_.world.chat(where.key);
    // A revision above ours was seen in another life of this world: then what we have is news, too.
    while (chat.revision == after) {
        auto const left = until - clock.monotonic();
        if (left <= Duration(0) || parts_.world.stopping()) break;
        co_await chat.changed.wait(clock, left);
    }
    co_await parts_.store.flush();  // nobody sees what a crash could take back
    co_return net::json_response(200, json::dump(view_json(where)));
}

}  // namespace aisha::sandbox::telegram
