// Where a person is in a dialogue, kept over restarts: one of several states, each with its own data.
#pragma once

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/log.hpp"
#include "database/database.hpp"

#include <concepts>
#include <optional>
#include <string_view>
#include <variant>

namespace aisha::bot {

/// A state: a described struct with `static constexpr std::string_view name`, by which it is stored.
template <class T>
concept ConversationState = json::Described<T> && requires {
    { T::name } -> std::convertible_to<std::string_view>;
};

/// Whose dialogue: a person has one in each chat.
struct ConversationKey {
    ChatId chat;
    UserId user;
};

namespace conversation_json {

/// {"state":"name", …its fields}
json::Value with_name(std::string_view name, json::Value fields);
/// What is stored, where it is an object that names a state; anything else is logged and is nothing.
struct Stored {
    std::string name;
    json::Value fields;
};
std::optional<Stored> find(Transaction& tx, Log const& log, ConversationKey key);
void save(Transaction& tx, ConversationKey key, json::Value const& state, Time now);
void log_unknown(Log const& log, std::string_view name, std::string_view error);

}  // namespace conversation_json

/// The dialogue states of a bot: a closed list, so that whoever handles them handles all.
template <ConversationState... States>
class Conversations {
public:
    using State = std::variant<States...>;

    explicit Conversations(Clock const& clock) : clock_(clock) {}

    /// The state a person is in; nothing where there is none, or where it is one this program does not know
    /// (left by another version): that is logged, and the person starts anew.
    std::optional<State> load(Transaction& tx, Log const& log, ConversationKey key) const {
        auto const stored = conversation_json::find(tx, log, key);
        if (!stored) return std::nullopt;
        std::optional<State> state;
        try {
            (void)((States::name == stored->name &&
                    (state.emplace(json::read<States>(stored->fields)), true)) ||
                   ...);
        } catch (json::Error const& e) {
            conversation_json::log_unknown(log, stored->name, e.what());
            return std::nullopt;
        }
        if (!state) conversation_json::log_unknown(log, stored->name, "no such state");
        return state;
    }

    /// Replaces the state.
    void save(Transaction& tx, ConversationKey key, State const& state) const {
        auto const value = std::visit(
            []<class T>(T const& one) { return conversation_json::with_name(T::name, json::write(one)); },
            state);
        conversation_json::save(tx, key, value, clock_.now());
    }

private:
    Clock const& clock_;
};

/// Ends a dialogue; nothing where there is none.
void clear_conversation(Transaction& tx, ConversationKey key);

}  // namespace aisha::bot
