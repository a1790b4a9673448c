// Calls, what may be lost, and downloads.
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {
namespace {

using tests::answered;
using tests::refused;
using tests::run;

class BotTest : public tests::BotFixture {
protected:
    SendMessage hello() {
        SendMessage message;
        message.chat_id = ChatId{7};
        message.text = "hello";
        return message;
    }
    /// The error of a call that fails.
    template <class E>
    E error_of(std::function<awaitable<void>()> call) {
        try {
            run(loop, call());
        } catch (E const& e) {
            return e;
        }
        throw std::logic_error("no error came");
    }
    template <class E>
    E send_error() {
        return error_of<E>([&]() -> awaitable<void> { co_await bot.call(hello()); });
    }
    SendMessageDraft draft(std::int64_t id, std::string text, std::int64_t chat = 7) {
        SendMessageDraft one;
        one.chat_id = ChatId{chat};
        one.draft_id = id;
        one.text = std::move(text);
        return one;
    }
};

TEST_F(BotTest, KnowsItsIdFromTheToken) { EXPECT_EQ(bot.id(), BotId{4242}); }

TEST_F(BotTest, RefusesTokensOfAnotherForm) {
    for (auto const* wrong : {"", "abc", "123", "123:", ":abc", "12a:abc", "123:a b", "123:a/b", "0:abc",
                              "-5:abc", "99999999999999999999:abc"})
        EXPECT_THROW(Bot(telegram, loop.get_executor(), clock, kept.log(), {.token = Secret(wrong)}),
                     ConfigError)
            << wrong;
}

TEST_F(BotTest, PostsJsonToTheMethod) {
    auto const message = run(loop, bot.call(hello()));
    EXPECT_EQ(message.chat.id, ChatId{7});
    auto const& call = telegram.calls.at(0);
    EXPECT_EQ(call.request.method, "POST");
    EXPECT_EQ(call.request.url, "https://telegram.test/bot4242:AAbbCC-dd_EE/sendMessage");
    EXPECT_EQ(std::get<std::string>(call.request.body), R"({"chat_id":7,"text":"hello"})");
}

TEST_F(BotTest, KeepsWhatTelegramSaysInAnError) {
    telegram.next("sendMessage", [](auto&) {
        return refused(429, "Too Many Requests: retry after 17", json::Object{{"retry_after", 17}});
    });
    auto const e = send_error<ApiError>();
    EXPECT_EQ(e.code(), 429);
    EXPECT_EQ(e.retry_after(), std::chrono::seconds(17));
    EXPECT_EQ(e.description(), "Too Many Requests: retry after 17");
    EXPECT_STREQ(e.what(), "sendMessage: 429 Too Many Requests: retry after 17");

    telegram.next("sendMessage", [](auto&) {
        return refused(400, "Bad Request: upgraded", json::Object{{"migrate_to_chat_id", -1001234567890}});
    });
    EXPECT_EQ(send_error<ApiError>().migrate_to(), ChatId{-1001234567890});
}

TEST_F(BotTest, WhatIsNoAnswerOfTheApiIsALostAnswer) {
    std::string const bodies[] = {
        "<html>", "", "[]", "{}", R"({"ok":"yes"})", R"({"ok":true})", R"({"ok":true,"resu)"};
    for (auto const& body : bodies) {
        telegram.next("sendMessage",
                      [&](auto&) { return net::Response{.status = 200, .headers = {}, .body = body}; });
        EXPECT_EQ(send_error<net::TransportError>().sent(), net::TransportError::Sent::maybe) << body;
    }
}

TEST_F(BotTest, NeverTellsTheTokenInAnError) {
    telegram.next("sendMessage",
                  [](auto&) { return refused(404, "Not Found: /bot" + tests::token + "/sendMessage"); });
    EXPECT_EQ(std::string(send_error<ApiError>().what()).find("AAbbCC"), std::string::npos);
    telegram.next("sendMessage", [](auto&) { return tests::html_page(502); });
    EXPECT_EQ(std::string(send_error<net::TransportError>().what()).find("AAbbCC"), std::string::npos);
}

TEST_F(BotTest, ReadsDeeplyNestedAnswers) {
    std::string nested = "1";
    for (int i = 0; i < 100; ++i) nested = "[" + nested + "]";
    telegram.next("getUpdates", [&](auto&) {
        return net::Response{
            .status = 200, .headers = {}, .body = R"({"ok":true,"result":[)" + nested + "]}"};
    });
    EXPECT_EQ(run(loop, bot.call(GetUpdates())).size(), 1U);
}

TEST_F(BotTest, ANewerDraftTakesThePlaceOfOneThatWaits) {
    telegram.hold("sendMessageDraft");
    bot.fire(draft(1, "a"));
    bot.fire(draft(1, "b"));
    bot.fire(draft(1, "c"));
    bot.fire(draft(2, "other"));
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessageDraft") == 2; }));
    telegram.release("sendMessageDraft");
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessageDraft") == 3; }));
    EXPECT_EQ(telegram.calls.back().text(), "c");
    bot.fire(draft(1, "d"));
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessageDraft") == 4; }));
    EXPECT_EQ(telegram.calls.back().text(), "d");
}

TEST_F(BotTest, EveryPressIsAnswered) {
    telegram.hold("answerCallbackQuery");
    for (auto const* id : {"1", "2", "3"}) {
        AnswerCallbackQuery answer;
        answer.callback_query_id = id;
        bot.fire(answer);
    }
    EXPECT_TRUE(soon([&] { return telegram.count("answerCallbackQuery") == 3; }));
}

TEST_F(BotTest, FailuresOfWhatMayBeLostAreOnlyNoted) {
    telegram.next("sendMessageDraft", tests::never_connected);
    bot.fire(draft(1, "a"));
    EXPECT_TRUE(soon([&] { return kept.count("call_dropped") == 1; }));
}

TEST_F(BotTest, AChatThatAskedForRestIsLeftAlone) {
    telegram.next("sendMessageDraft",
                  [](auto&) { return refused(429, "Too Many Requests", json::Object{{"retry_after", 30}}); });
    bot.fire(draft(1, "a"));
    ASSERT_TRUE(soon([&] { return kept.count("call_dropped") == 1; }));
    bot.fire(draft(1, "dropped"));
    bot.fire(draft(1, "another chat", 8));
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessageDraft") == 2; }));
    EXPECT_EQ(telegram.calls.back().text(), "another chat");
    clock.advance(std::chrono::seconds(30));
    bot.fire(draft(1, "later"));
    ASSERT_TRUE(soon([&] { return telegram.count("sendMessageDraft") == 3; }));
    EXPECT_EQ(telegram.calls.back().text(), "later");
}

TEST_F(BotTest, DrainEndsWhatWasFired) {
    telegram.hold("sendChatAction");
    SendChatAction typing;
    typing.chat_id = ChatId{7};
    typing.action = "typing";
    bot.fire(typing);
    ASSERT_TRUE(soon([&] { return telegram.count("sendChatAction") == 1; }));
    run(loop, bot.drain());
    telegram.release("sendChatAction");
    bot.fire(typing);
    EXPECT_TRUE(soon([&] { return telegram.count("sendChatAction") == 2; }));
}

class Download : public BotTest {
protected:
    tests::TemporaryFolder folder;
    std::filesystem::path to = folder.path() / "voice";

    void file_is(std::int64_t size, int times = 1) {
        telegram.next(
            "getFile",
            [size](auto&) {
                return answered(json::Object{{"file_id", "F"},
                                             {"file_unique_id", "U"},
                                             {"file_size", size},
                                             {"file_path", "voice/file_1.oga"}});
            },
            times);
    }
    /// Runs the download, moving time on.
    std::exception_ptr outcome() {
        auto future = asio::co_spawn(loop, bot.download("F", to), asio::use_future);
        EXPECT_TRUE(eventually(
            [&] { return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
        try {
            future.get();
            return nullptr;
        } catch (...) {
            return std::current_exception();
        }
    }
    std::optional<RefusalReason> refusal() {
        try {
            if (auto const error = outcome()) std::rethrow_exception(error);
        } catch (Refusal const& e) {
            return e.reason();
        }
        return std::nullopt;
    }
};

TEST_F(Download, GetsTheFileToItsPlace) {
    file_is(1000);
    telegram.next("file", [](auto&) { return net::Response{.status = 200}; });
    EXPECT_EQ(outcome(), nullptr);
    auto const& request = telegram.calls.at(1).request;
    EXPECT_EQ(request.url, "https://telegram.test/file/bot4242:AAbbCC-dd_EE/voice/file_1.oga");
    EXPECT_EQ(request.answer_to, to);
    EXPECT_EQ(request.answer_max, limits::telegram_download_max);
}

TEST_F(Download, TooBigIsToldByTelegramByTheSizeAndByTheBytes) {
    telegram.next("getFile", [](auto&) { return refused(400, "Bad Request: file is too big"); });
    EXPECT_EQ(refusal(), RefusalReason::file_too_big);
    file_is(static_cast<std::int64_t>(limits::telegram_download_max) + 1);
    EXPECT_EQ(refusal(), RefusalReason::file_too_big);
    file_is(1);
    telegram.next("file", [](auto&) -> net::Response { throw net::RequestRefused("too long"); });
    EXPECT_EQ(refusal(), RefusalReason::file_too_big);
}

TEST_F(Download, WhatIsAwayForAMomentIsAskedAgain) {
    telegram.next(
        "getFile",
        [](auto&) {
            return refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable");
        },
        2);
    file_is(1);
    telegram.next("file", [](auto&) { return net::Response{.status = 200}; });
    EXPECT_EQ(outcome(), nullptr);
    EXPECT_EQ(telegram.count("getFile"), 3U);
}

TEST_F(Download, WhatStaysAwayIsGone) {
    telegram.next(
        "getFile",
        [](auto&) {
            return refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable");
        },
        limits::file_tries_max);
    EXPECT_EQ(refusal(), RefusalReason::file_gone);
    file_is(1, limits::file_tries_max);
    telegram.next("file", [](auto&) { return refused(404, "Not Found"); }, limits::file_tries_max);
    EXPECT_EQ(refusal(), RefusalReason::file_gone);
    telegram.next("getFile", [](auto&) { return refused(400, "Bad Request: invalid file_id"); });
    EXPECT_EQ(refusal(), RefusalReason::file_gone);
}

TEST_F(Download, WhatMayPassIsUnavailable) {
    telegram.next("getFile",
                  [](auto&) { return refused(429, "Too Many Requests", json::Object{{"retry_after", 9}}); });
    try {
        std::rethrow_exception(outcome());
    } catch (Unavailable const& e) {
        EXPECT_EQ(e.retry_after(), std::chrono::seconds(9));
    }
    telegram.next("getFile", tests::never_connected);
    EXPECT_THROW(std::rethrow_exception(outcome()), Unavailable);
    file_is(1);
    telegram.next("file", [](auto&) { return tests::html_page(502); });
    EXPECT_THROW(std::rethrow_exception(outcome()), Unavailable);
}

}  // namespace
}  // namespace aisha::bot
