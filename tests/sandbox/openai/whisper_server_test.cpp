// The local speech server is started, and started again when it dies or hangs.
#include "sandbox/openai/whisper_server.hpp"

#include "net/http_client.hpp"
#include "tests/support/local_speech.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <signal.h>

#include <fstream>

namespace aisha::sandbox {
namespace {

using namespace std::chrono_literals;
using tests::run_until;

struct WhisperServerTest : testing::Test {
    WhisperServerTest() {
        if (auto const speech = tests::local_speech())
            options = {.program = speech->program, .model = speech->model};
    }
    bool missing() const { return options.program.empty(); }

    /// Runs a server while `body` does its work, and stops it.
    template <class Body>
    void with_server(Body body) {
        WhisperServer server(http, clock, tests::silent_log(), options);
        auto ended = asio::co_spawn(loop, server.run(), asio::use_future);
        body(server);
        server.stop();
        EXPECT_TRUE(run_until(loop, [&] { return ended.wait_for(0s) == std::future_status::ready; }, 10s));
        EXPECT_FALSE(server.pid());
        EXPECT_FALSE(server.ready());
        ended.get();
    }
    bool ready(WhisperServer const& server) {
        return run_until(loop, [&] { return server.ready(); }, 120s);
    }
    /// The server runs again as another process.
    bool ready_again(WhisperServer const& server, pid_t before) {
        return run_until(loop, [&] { return server.ready() && server.pid() != before; }, 120s);
    }

    asio::io_context loop;
    SystemClock clock;
    net::HttpClient http{loop.get_executor()};
    tests::TemporaryFolder folder;
    WhisperServerOptions options;
};

constexpr auto not_installed = "WHISPER_SERVER and WHISPER_MODEL are not installed: `make test` does that";

TEST_F(WhisperServerTest, starts_and_stops) {
    if (missing()) GTEST_SKIP() << not_installed;
    options.log_file = folder.path() / "whisper.log";
    pid_t pid = 0;
    with_server([&](WhisperServer& server) {
        EXPECT_FALSE(server.ready());
        ASSERT_TRUE(ready(server));
        EXPECT_TRUE(server.url().starts_with("http://127.0.0.1:") && server.url().ends_with("/v1"))
            << server.url();
        pid = *server.pid();
    });
    EXPECT_EQ(::kill(pid, 0), -1) << "it still runs";
    EXPECT_GT(std::filesystem::file_size(*options.log_file), 0U);
}

TEST_F(WhisperServerTest, is_started_again_when_it_is_killed) {
    if (missing()) GTEST_SKIP() << not_installed;
    with_server([&](WhisperServer& server) {
        ASSERT_TRUE(ready(server));
        auto const before = *server.pid();
        ::kill(before, SIGKILL);
        EXPECT_TRUE(ready_again(server, before));
    });
}

TEST_F(WhisperServerTest, is_killed_and_started_again_when_it_hangs) {
    if (missing()) GTEST_SKIP() << not_installed;
    with_server([&](WhisperServer& server) {
        ASSERT_TRUE(ready(server));
        auto const before = *server.pid();
        auto const began = std::chrono::steady_clock::now();
        ::kill(before, SIGSTOP);
        EXPECT_TRUE(ready_again(server, before));
        EXPECT_LT(std::chrono::steady_clock::now() - began, 60s);
    });
}

TEST_F(WhisperServerTest, is_tried_again_while_it_cannot_start) {
    options.program = folder.write(
        "program", "#!/bin/sh\necho \"$OMP_THREAD_LIMIT $GOMP_SPINCOUNT\" >>\"$0.runs\"\nexit 3\n");
    options.model = folder.write("model", "");
    options.threads = 2;
    std::filesystem::permissions(options.program, std::filesystem::perms::owner_all);
    with_server([&](WhisperServer& server) {
        auto const runs = folder.path() / "program.runs";
        auto const lines = [&] {
            std::ifstream in(runs);
            return std::count(std::istreambuf_iterator<char>(in), {}, '\n');
        };
        EXPECT_TRUE(run_until(loop, [&] { return lines() >= 3; }));
        EXPECT_TRUE(tests::read_file(runs).starts_with("2 10000\n"));
        EXPECT_FALSE(server.ready());
    });
}

TEST_F(WhisperServerTest, wants_its_program_and_model) {
    options = {.program = folder.path() / "none", .model = folder.path() / "none"};
    EXPECT_THROW(WhisperServer(http, clock, tests::silent_log(), options), ConfigError);
}

}  // namespace
}  // namespace aisha::sandbox
