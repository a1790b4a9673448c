// A bot on a scripted Telegram, a real database and virtual time.
#pragma once

#include "core/log.hpp"
#include "tests/bot/fake_telegram.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisha::tests {

/// A log that keeps its lines.
class KeptLog {
public:
    KeptLog();
    ~KeptLog();
    KeptLog(KeptLog const&) = delete;
    KeptLog& operator=(KeptLog const&) = delete;

    Log log() const { return Log(sink_); }
    std::string text() const;
    /// How often `words` occur.
    std::size_t count(std::string_view words) const;

private:
    SystemClock clock_;
    int descriptor_;
    LogSink sink_;
};

class BotFixture : public ::testing::Test {
protected:
    asio::io_context loop;
    FakeClock clock;
    KeptLog kept;
    FakeTelegram telegram{loop.get_executor()};
    bot::Bot bot{telegram,
                 loop.get_executor(),
                 clock,
                 kept.log(),
                 {.token = Secret(token), .api_url = "https://telegram.test"}};

    ~BotFixture() override;

    /// Turns the loop until `condition` holds, and moves virtual time on whenever nothing else happens.
    /// False where it does not come to hold.
    template <class Condition>
    bool eventually(Condition condition) {
        auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            if (loop.stopped()) loop.restart();
            if (loop.run_one_for(std::chrono::milliseconds(5)) == 0) clock.advance_to_next();
        }
        return true;
    }
    /// The same in standing time.
    template <class Condition>
    bool soon(Condition condition) {
        return run_until(loop, condition, std::chrono::seconds(20));
    }
    /// Does what can be done in standing time.
    void settle();
};

class DatabaseFixture : public BotFixture {
protected:
    TestDatabase database{loop, clock};

    template <class Work>
    auto write(Work work) {
        return run(loop, database->write(std::move(work)));
    }
    /// One number from the database.
    std::int64_t number(std::string const& sql);
    std::string text(std::string const& sql);
};

}  // namespace aisha::tests
