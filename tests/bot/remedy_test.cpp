// What each error of the Bot API leads to.
#include "bot/bot.hpp"

#include <gtest/gtest.h>

namespace aisha::bot {
namespace {

Remedy of(std::string_view method, int code, std::string description,
          std::optional<std::chrono::seconds> retry = {}, std::optional<ChatId> migrate = {}) {
    return remedy(method,
                  std::make_exception_ptr(ApiError(method, code, std::move(description), retry, migrate)));
}

struct Case {
    std::string_view method;
    int code;
    std::string_view description;
    Remedy remedy;
};

constexpr Case cases[] = {
    {"sendMessage", 429, "Too Many Requests: retry after 5", Remedy::wait},
    {"sendMessage", 500, "Internal Server Error", Remedy::wait},
    {"sendMessage", 502, "Bad Gateway", Remedy::wait},
    {"sendMessage", 409, "Conflict", Remedy::wait},
    {"sendMessage", 401, "Unauthorized", Remedy::wait},
    {"sendMessage", 404, "Not Found", Remedy::wait},
    {"sendMessage", 404, "Not Found: method not found", Remedy::give_up},
    {"sendMessage", 403, "Forbidden: bot was blocked by the user", Remedy::unreachable},
    {"sendMessage", 403, "Forbidden: user is deactivated", Remedy::unreachable},
    {"sendMessage", 403, "Forbidden: bot was kicked from the supergroup chat", Remedy::unreachable},
    {"sendMessage", 400, "Bad Request: chat not found", Remedy::unreachable},
    {"sendMessage", 400, "Bad Request: not enough rights to send text messages to the chat",
     Remedy::unreachable},
    {"sendMessage", 400, "Bad Request: message to be replied not found", Remedy::without_reply},
    {"sendMessage", 400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 3",
     Remedy::plain_text},
    {"sendMessage", 400, "Bad Request: unsupported parse_mode", Remedy::plain_text},
    {"sendMessage", 400, "Bad Request: message is too long", Remedy::give_up},
    {"sendMessage", 400, "Bad Request: message text is empty", Remedy::give_up},
    {"sendMessage", 400, "Bad Request: BUTTON_DATA_INVALID", Remedy::give_up},
    {"editMessageText", 400,
     "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
     "same as a "
     "current content and reply markup of the message",
     Remedy::done},
    {"editMessageText", 400, "Bad Request: message to edit not found", Remedy::send_anew},
    {"editMessageText", 400, "Bad Request: MESSAGE_ID_INVALID", Remedy::send_anew},
    {"deleteMessage", 400, "Bad Request: message to delete not found", Remedy::done},
    {"deleteMessage", 400, "Bad Request: MESSAGE_ID_INVALID", Remedy::done},
    {"deleteMessage", 400, "Bad Request: message can't be deleted", Remedy::give_up},
    {"sendMessage", 400, "Bad Request: MESSAGE_ID_INVALID", Remedy::give_up},
    {"answerCallbackQuery", 400,
     "Bad Request: query is too old and response timeout expired or query ID is invalid", Remedy::done},
    {"sendMessage", 418, "Something new", Remedy::give_up},
};

TEST(Remedy, FollowsTelegramsWords) {
    for (auto const& one : cases)
        EXPECT_EQ(of(one.method, one.code, std::string(one.description)), one.remedy)
            << one.code << " " << one.description;
}

TEST(Remedy, MigrationIsKnownByItsParameter) {
    EXPECT_EQ(of("sendMessage", 400, "Bad Request: group chat was upgraded to a supergroup chat", {},
                 ChatId{-1001}),
              Remedy::migrated);
}

TEST(Remedy, TellsWhetherASendMayHaveArrived) {
    using net::TransportError;
    EXPECT_EQ(
        remedy("sendMessage", std::make_exception_ptr(TransportError("refused", TransportError::Sent::no))),
        Remedy::wait);
    EXPECT_EQ(
        remedy("sendMessage", std::make_exception_ptr(TransportError("reset", TransportError::Sent::maybe))),
        Remedy::maybe_sent);
    EXPECT_EQ(remedy("sendMessage", std::make_exception_ptr(Unavailable("away"))), Remedy::wait);
    EXPECT_EQ(remedy("sendMessage", std::make_exception_ptr(std::logic_error("a mistake"))), Remedy::give_up);
}

}  // namespace
}  // namespace aisha::bot
