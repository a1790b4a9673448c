// Which handler answers an update: one table, tried from the top.
#pragma once

#include "bot/callback_data.hpp"
#include "bot/types.hpp"
#include "core/log.hpp"
#include "database/database.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::bot {

/// What a person sees who pressed a button: a short notice, or a window to close.
struct CallbackAnswer {
    std::string text;  ///< at most limits::callback_answer_units_max UTF-16 units; cut where it is longer
    bool show_alert = false;
};

/// An update on its way through the handlers.
struct Incoming {
    Update update;
    Log log;
    /// Set by `answer` and `alert`; the dispatcher sends it after the commit, and an empty answer, which
    /// only ends the button's spinner, where no handler set one. Not for handlers to send themselves.
    mutable std::optional<CallbackAnswer> callback_answer;

    /// A notice on top of the chat for who pressed; the last one counts. Nothing where nobody pressed.
    void answer(std::string text) const { callback_answer = CallbackAnswer{std::move(text), false}; }
    /// The same as a window with an OK button.
    void alert(std::string text) const { callback_answer = CallbackAnswer{std::move(text), true}; }

    /// Whoever takes this on answers the press: it is known only later what there is to say.
    void answer_later() const { is_answered_later = true; }
    mutable bool is_answered_later = false;

    /// The message, or the one whose button was pressed; null for other kinds.
    Message const* message() const;
    /// Who sent it or pressed; null where nobody did.
    User const* sender() const;
    /// Where it happened: what keeps its order. The sender's id where there is no chat.
    ChatId chat() const;
};

/// Runs in the transaction that marks the update as handled: everything it writes is done once or not at all.
/// It runs on a database thread; what must leave at once goes through Transaction::after_commit.
/// A Refusal thrown here is a mistake: handlers answer refusals themselves.
using Handler = std::function<void(Transaction&, Incoming const&)>;

class Router {
public:
    /// `bot_username` says for whom "/name@username" is; asked at each such command, on the handler's
    /// thread. Without it, or while it is empty, only "/name" matches.
    explicit Router(std::function<std::string()> bot_username = {})
        : bot_username_(std::move(bot_username)) {}

    /// "/name" or "/name@bot …", in text messages. The bot's name is compared without case; a command for
    /// another bot does not match.
    Router& command(std::string_view name, Handler handler);

    /// A press of a button that carries the callback data type `Button`.
    template <CallbackDataType Button>
    Router& on(std::function<void(Transaction&, Incoming const&, Button const&)> handler) {
        return add([handler = std::move(handler)](Transaction& tx, Incoming const& incoming) {
            auto const& query = incoming.update.callback_query;
            auto const button = query && query->data ? unpack<Button>(*query->data) : std::nullopt;
            if (!button) return false;
            handler(tx, incoming, *button);
            return true;
        });
    }

    /// Anything for which `matches` is true.
    Router& when(std::function<bool(Incoming const&)> matches, Handler handler);
    /// Everything that is left.
    Router& otherwise(Handler handler);

    /// Runs the first handler that matches.
    void handle(Transaction& tx, Incoming const& incoming) const;

private:
    using Attempt = std::function<bool(Transaction&, Incoming const&)>;
    Router& add(Attempt attempt) {
        attempts_.push_back(std::move(attempt));
        return *this;
    }
    std::vector<Attempt> attempts_;
    std::function<std::string()> bot_username_;
};

}  // namespace aisha::bot
