// Dialogue states as JSON in the database.
#include "bot/conversation.hpp"

#include "database/repositories/conversation_repository.hpp"

namespace aisha::bot {

namespace conversation_json {

json::Value with_name(std::string_view name, json::Value fields) {
    fields.as_object()["state"] = json::write(name);
    return fields;
}

std::optional<Stored> find(Transaction& tx, Log const& log, ConversationKey key) {
    auto const text = conversation_repository::find(tx, key.chat, key.user);
    if (!text) return std::nullopt;
    try {
        Stored stored;
        stored.fields = json::parse(*text);
        auto const* object = stored.fields.if_object();
        auto const* name = object ? object->if_contains("state") : nullptr;
        if (!name) throw json::Error("names no state");
        stored.name = json::read<std::string>(*name);
        return stored;
    } catch (json::Error const& e) {
        log_unknown(log, "", e.what());
        return std::nullopt;
    }
}

void save(Transaction& tx, ConversationKey key, json::Value const& state, Time now) {
    conversation_repository::save(tx, key.chat, key.user, state, now);
}

void log_unknown(Log const& log, std::string_view name, std::string_view error) {
    log.warning("conversation_forgotten", "state", name, "error", error);
}

}  // namespace conversation_json

void clear_conversation(Transaction& tx, ConversationKey key) {
    conversation_repository::remove(tx, key.chat, key.user);
}

}  // namespace aisha::bot
