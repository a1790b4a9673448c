// The way of updates into the durable inbox, whoever brought them.
#include "bot/updates.hpp"
#include "core/crash_point.hpp"

#include <array>

namespace aisha::bot {

namespace {

json::Value const* at(json::Value const* value, std::string_view key) {
    auto const* object = value ? value->if_object() : nullptr;
    return object ? object->if_contains(key) : nullptr;
}

std::optional<std::int64_t> integer(json::Value const* value) {
    boost::json::error_code error;
    auto const number = value ? value->to_number<std::int64_t>(error) : 0;
    return value && !error ? std::optional(number) : std::nullopt;
}

}  // namespace

ChatId chat_of(json::Value const& update) {
    auto const* object = update.if_object();
    if (!object) return {};
    for (auto const& [kind, about] : *object) {
        if (!about.is_object()) continue;
        auto const* message = at(&about, "message");
        auto const paths =
            std::to_array<json::Value const*>({at(at(&about, "chat"), "id"), at(at(message, "chat"), "id"),
                                               at(at(&about, "from"), "id"), at(at(&about, "user"), "id")});
        for (auto const* id : paths)
            if (auto const number = integer(id)) return ChatId{*number};
    }
    return {};
}

/// Who sent an update.
std::optional<UserId> sender_of(json::Value const& update) {
    auto const* object = update.if_object();
    if (!object) return std::nullopt;
    for (auto const& [kind, about] : *object)
        for (auto const* sender : {at(&about, "from"), at(&about, "user")})
            if (auto const number = integer(at(sender, "id"))) return UserId{*number};
    return std::nullopt;
}

std::optional<inbox_repository::Received> received(json::Value const& update, std::string payload) {
    auto const id = integer(at(&update, "update_id"));
    if (!id) return std::nullopt;
    return inbox_repository::Received{UpdateId{*id}, chat_of(update), std::move(payload), sender_of(update)};
}

awaitable<std::int64_t> keep_updates(Database& database, Clock& clock, BotId bot,
                                     std::vector<inbox_repository::Received> const& updates) {
    auto const added = co_await database.write(
        [&](Transaction& tx) { return inbox_repository::insert(tx, bot, updates, clock.now()); });
    if (added > 0) reach(CrashPoint::updates_kept);
    co_return added;
}

std::vector<std::string> wanted_updates() {
    return {"message", "callback_query", "my_chat_member", "stopped_message_generation"};
}

}  // namespace aisha::bot
