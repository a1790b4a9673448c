// SQL of dialogue states.
#include "database/repositories/conversation_repository.hpp"

namespace aisha::conversation_repository {

std::optional<std::string> find(Transaction& tx, ChatId chat, UserId user) {
    return tx.find<std::string>("SELECT state FROM conversations WHERE chat_id = $1 AND user_id = $2", chat,
                                user);
}

void save(Transaction& tx, ChatId chat, UserId user, json::Value const& state, Time now) {
    tx.execute("INSERT INTO conversations (chat_id, user_id, state, updated_at) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (chat_id, user_id) DO UPDATE SET state = excluded.state, updated_at = "
               "excluded.updated_at",
               chat, user, state, now);
}

void remove(Transaction& tx, ChatId chat, UserId user) {
    tx.execute("DELETE FROM conversations WHERE chat_id = $1 AND user_id = $2", chat, user);
}

}  // namespace aisha::conversation_repository
