// What else a person does: block, stop, edit, delete, react, join, leave.
#include "sandbox/telegram/people_side.hpp"

namespace aisha::sandbox::telegram {

namespace {

struct NewAction {
    std::optional<std::int64_t> from;
    std::string action;
    std::optional<std::int64_t> draft_id;
    std::optional<std::int64_t> message_id;
    std::optional<std::string> text;
    std::optional<std::string> emoji;
    std::optional<std::int64_t> member;  ///< of join and leave: somebody else, also a bot
};
BOOST_DESCRIBE_STRUCT(NewAction, (), (from, action, draft_id, message_id, text, emoji, member))

std::int64_t seconds_of(Time time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// One action on its way, with what it works on.
struct Deed {
    World& world;
    Bot& bot;
    Chat& chat;
    std::int64_t from;
    NewAction const& wanted;
};

Message& message_of(Deed const& deed) {
    if (!deed.wanted.message_id) throw Problem(400, "message_id is missing.");
    auto const found = deed.chat.messages.find(*deed.wanted.message_id);
    if (found == deed.chat.messages.end()) throw Problem(404, "There is no such message in this chat.");
    return found->second;
}

void set_blocked(Deed const& deed, bool blocked) {
    if (!deed.chat.key.is_private()) throw Problem(400, "Bots are blocked in private chats.");
    if (deed.chat.blocked == blocked) return;
    deed.chat.blocked = blocked;
    deed.world.touch(deed.chat);
    announce_membership(deed.world, deed.bot, deed.chat, deed.from, blocked ? "member" : "kicked",
                        blocked ? "kicked" : "member");
}

void stop_draft(Deed const& deed) {
    auto const found = deed.chat.drafts.find(deed.bot.record.id);
    if (found == deed.chat.drafts.end()) throw Problem(409, "There is no draft to stop.");
    auto const& draft = found->second;
    if (deed.wanted.draft_id && *deed.wanted.draft_id != draft.id)
        throw Problem(409, "This draft is not there any more.");
    if (!draft.can_stop) throw Problem(409, "The bot does not let this draft be stopped.");
    deed.world.enqueue(deed.bot, "stopped_message_generation",
                       json::Object{{"chat", deed.world.chat_json(deed.chat.key)}, {"draft_id", draft.id}});
    if (!draft.keep_on_stop) deed.world.set_draft(deed.chat, deed.bot.record.id, std::nullopt);
}

void edit(Deed const& deed) {
    auto& message = message_of(deed);
    if (message.from != deed.from) throw Problem(409, "People edit only what they said themselves.");
    if (!deed.wanted.text) throw Problem(400, "text is missing.");
    auto& body = message.body.as_object();
    auto const text = cleaned({.text = *deed.wanted.text, .entities = {}});
    bool const is_text = body.contains("text");
    if (is_text && text.text.empty()) throw Problem(400, "text must not be empty.");
    std::string_view const field = is_text ? "text" : "caption";
    std::string_view const entities = is_text ? "entities" : "caption_entities";
    body.erase(entities);
    body[field] = text.text;
    if (!text.entities.empty()) body[entities] = json::write(text.entities);
    body["edit_date"] = seconds_of(deed.world.clock().now());
    deed.world.save(deed.chat, message);
    deed.world.touch(deed.chat);
    deed.world.announce(deed.chat, message, "edited_message");
}

/// Bots are not told.
void remove(Deed const& deed) {
    auto const& message = message_of(deed);
    if (!deed.chat.key.is_private() && message.from != deed.from)
        throw Problem(409, "In groups people delete only what they said themselves.");
    deed.world.delete_message(deed.chat, message.id);
}

void react(Deed const& deed) {
    auto& message = message_of(deed);
    auto& all = message.reactions.as_object();
    auto const who = std::to_string(deed.from);
    auto const* const old = all.if_contains(who);
    json::Array const before = old ? old->as_array() : json::Array();
    json::Array after;
    if (deed.wanted.emoji && !deed.wanted.emoji->empty())
        after.push_back(json::Object{{"type", "emoji"}, {"emoji", *deed.wanted.emoji}});
    if (after.empty()) all.erase(who);
    else all[who] = after;
    deed.world.save(deed.chat, message);
    deed.world.touch(deed.chat);
    for (auto const id : deed.world.bots_of(deed.chat.key))
        deed.world.enqueue(*deed.world.find_bot(id), "message_reaction",
                           json::Object{{"chat", deed.world.chat_json(deed.chat.key)},
                                        {"message_id", message.id},
                                        {"user", deed.world.user(deed.from)},
                                        {"date", seconds_of(deed.world.clock().now())},
                                        {"old_reaction", before},
                                        {"new_reaction", after}});
}

void join(Deed const& deed) {
    auto* const group = deed.world.find_group(deed.chat.key.chat);
    if (!group) throw Problem(400, "Only groups can be joined.");
    auto const who = deed.wanted.member.value_or(deed.from);
    auto* const bot = deed.world.find_bot(who);
    if (!bot && !deed.world.find_person(who)) throw Problem(400, "member: there is nobody with this id.");
    auto& members = bot ? group->bots : group->people;
    if (std::ranges::find(members, who) != members.end()) throw Problem(409, "Is in this group already.");
    members.push_back(who);
    deed.world.save(*group);
    if (bot) announce_membership(deed.world, *bot, deed.chat, deed.from, "left", "member");
    add_service_message(deed.world, deed.chat, deed.from,
                        {{"new_chat_members", json::Array{deed.world.user(who)}}});
}

void leave(Deed const& deed) {
    auto* const group = deed.world.find_group(deed.chat.key.chat);
    if (!group) throw Problem(400, "Only groups can be left.");
    auto const who = deed.wanted.member.value_or(deed.from);
    auto* const bot = deed.world.find_bot(who);
    auto& members = bot ? group->bots : group->people;
    if (std::erase(members, who) == 0) throw Problem(409, "Is not in this group.");
    deed.world.save(*group);
    if (bot) announce_membership(deed.world, *bot, deed.chat, deed.from, "member", "kicked");
    add_service_message(deed.world, deed.chat, deed.from, {{"left_chat_member", deed.world.user(who)}});
}

struct Row {
    std::string_view name;
    void (*run)(Deed const&);
    bool anyone;  ///< also somebody who is not in the chat, or has blocked the bot
};
constexpr Row rows[] = {
    {"block", [](Deed const& deed) { set_blocked(deed, true); }, true},
    {"unblock", [](Deed const& deed) { set_blocked(deed, false); }, true},
    {"stop_draft", stop_draft, false},
    {"edit", edit, false},
    {"delete", remove, false},
    {"react", react, false},
    {"join", join, true},
    {"leave", leave, true},
};

}  // namespace

awaitable<net::OutgoingResponse> PeopleSide::act(net::IncomingRequest const& request, Place where) {
    auto const wanted = read_body_as<NewAction>(request);
    auto const from = wanted.from.value_or(where.key.chat);
    auto const* const row = std::ranges::find(rows, wanted.action, &Row::name);
    if (row == std::end(rows))
        throw Problem(400, "action must be block, unblock, stop_draft, edit, delete, react, join or leave.");
    if (!row->anyone) check_speaker(where, from);
    else if (!parts_.world.find_person(from) || (where.key.is_private() && from != where.key.chat))
        throw Problem(400, "from: not a person of this chat.");
    row->run({parts_.world, where.bot, parts_.world.chat(where.key), from, wanted});
    co_return co_await saved(200, json::Object{});
}

void announce_membership(World& world, Bot& bot, Chat const& chat, std::int64_t by, std::string_view before,
                         std::string_view after) {
    auto const member = [&](std::string_view status) {
        json::Object result{{"user", user_json(bot)}, {"status", json::write(status)}};
        if (status == "kicked") result["until_date"] = 0;
        return result;
    };
    world.enqueue(bot, "my_chat_member",
                  json::Object{{"chat", world.chat_json(chat.key)},
                               {"from", world.user(by)},
                               {"date", seconds_of(world.clock().now())},
                               {"old_chat_member", member(before)},
                               {"new_chat_member", member(after)}});
}

void add_service_message(World& world, Chat& chat, std::int64_t from, json::Object content) {
    Message message{.id = world.next_message_id(), .from = from};
    auto body = world.new_body(chat, message.id, from);
    for (auto& [name, value] : content) body[name] = std::move(value);
    message.body = std::move(body);
    world.announce(chat, world.add_message(chat, std::move(message)), "message");
}

}  // namespace aisha::sandbox::telegram
