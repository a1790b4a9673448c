// Fixtures of the bot's tests.
#include "tests/bot/bot_fixture.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <array>

namespace aisha::tests {

KeptLog::KeptLog()
    : descriptor_(::memfd_create("log", MFD_CLOEXEC)),
      sink_(clock_, LogFormat::human, LogLevel::debug, descriptor_) {}

KeptLog::~KeptLog() { ::close(descriptor_); }

std::string KeptLog::text() const {
    std::string out;
    std::array<char, 4096> block{};
    for (;;) {
        auto const got = ::pread(descriptor_, block.data(), block.size(), static_cast<off_t>(out.size()));
        if (got <= 0) return out;
        out.append(block.data(), static_cast<std::size_t>(got));
    }
}

std::size_t KeptLog::count(std::string_view words) const {
    auto const all = text();
    std::size_t count = 0;
    for (auto at = all.find(words); at != std::string::npos; at = all.find(words, at + 1)) ++count;
    return count;
}

BotFixture::~BotFixture() {
    run(loop, bot.drain());
    EXPECT_EQ(kept.count(token), 0U) << "the token is in the log";
}

void BotFixture::settle() {
    // Database threads answer within milliseconds; a loop that is idle for longer has nothing to do.
    do {
        if (loop.stopped()) loop.restart();
    } while (loop.run_one_for(std::chrono::milliseconds(50)) > 0);
}

std::int64_t DatabaseFixture::number(std::string const& sql) {
    return run(loop, database->read([&](Transaction& tx) { return tx.one<std::int64_t>(sql); }));
}

std::string DatabaseFixture::text(std::string const& sql) {
    return run(loop, database->read([&](Transaction& tx) { return tx.one<std::string>(sql); }));
}

}  // namespace aisha::tests
