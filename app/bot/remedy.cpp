// What the errors of the Bot API mean: the one place that reads Telegram's words.
#include "bot/bot.hpp"

namespace aisha::bot {

namespace {

/// Part of a 400's description and what follows from it. The words are those of the official server:
/// https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp
struct Rule {
    std::string_view words;
    Remedy remedy;
};

constexpr Rule rules[] = {
    {"message is not modified", Remedy::done},
    {"query is too old", Remedy::done},
    {"query id is invalid", Remedy::done},
    {"message to delete not found", Remedy::done},
    {"message to be replied not found", Remedy::without_reply},
    {"replied message not found", Remedy::without_reply},
    {"reply message not found", Remedy::without_reply},
    {"can't parse entities", Remedy::plain_text},
    {"unsupported parse_mode", Remedy::plain_text},
    {"message to edit not found", Remedy::send_anew},
    {"message can't be edited", Remedy::send_anew},
    {"chat not found", Remedy::unreachable},
    {"chat was deactivated", Remedy::unreachable},
    {"not enough rights to send", Remedy::unreachable},
    {"chat_write_forbidden", Remedy::unreachable},
    {"peer_id_invalid", Remedy::unreachable},
};

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

Remedy remedy_of_bad_request(std::string_view method, ApiError const& error) {
    auto const description = lower(error.description());
    for (auto const& rule : rules)
        if (description.find(rule.words) != std::string::npos) return rule.remedy;
    if (description.find("message_id_invalid") != std::string::npos) {
        if (method == DeleteMessage::name) return Remedy::done;
        if (method == EditMessageText::name) return Remedy::send_anew;
    }
    return Remedy::give_up;
}

Remedy remedy_of(std::string_view method, ApiError const& error) {
    enum {
        bad_request = 400,
        unauthorized,
        forbidden = 403,
        not_found,
        conflict = 409,
        too_many = 429,
        server = 500
    };
    if (error.migrate_to()) return Remedy::migrated;
    if (error.code() >= server) return Remedy::wait;
    switch (error.code()) {
        case too_many:
        case conflict: return Remedy::wait;
        // The token is refused. Messages wait until the operator has mended it; the poller says so.
        case unauthorized: return Remedy::wait;
        case not_found: return error.description() == "Not Found" ? Remedy::wait : Remedy::give_up;
        case forbidden: return Remedy::unreachable;
        case bad_request: return remedy_of_bad_request(method, error);
        default: return Remedy::give_up;
    }
}

}  // namespace

Remedy remedy(std::string_view method, std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (ApiError const& e) {
        return remedy_of(method, e);
    } catch (net::TransportError const& e) {
        return e.sent() == net::TransportError::Sent::no ? Remedy::wait : Remedy::maybe_sent;
    } catch (Unavailable const&) {
        return Remedy::wait;
    } catch (...) {
        return Remedy::give_up;
    }
}

}  // namespace aisha::bot
