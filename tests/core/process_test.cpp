// Child processes: results, limits, and that none outlives what it should not.
#include "core/process.hpp"

#include "core/errors.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

constexpr auto parent_folder_variable = "AISHA_TEST_PARENT_FOLDER";

/// A process that is not our child, held by a descriptor so that its id cannot be taken over.
class Watched {
public:
    explicit Watched(pid_t pid) : descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}
    ~Watched() {
        if (descriptor_ < 0) return;
        ::syscall(SYS_pidfd_send_signal, descriptor_, SIGKILL, nullptr, 0);
        ::close(descriptor_);
    }
    Watched(Watched const&) = delete;
    Watched& operator=(Watched const&) = delete;

    bool found() const { return descriptor_ >= 0; }
    /// Waits for its end.
    bool ends() const {
        pollfd entry{.fd = descriptor_, .events = POLLIN, .revents = 0};
        return ::poll(&entry, 1, 10'000) == 1;
    }

private:
    int descriptor_;
};

class ProcessTest : public ::testing::Test {
protected:
    ProcessResult sh(std::string script, ProcessLimits limits = {}) {
        ProcessOptions options{.arguments = {"sh", "-c", std::move(script)}, .limits = limits};
        return run(loop_, run_process(clock_, std::move(options), 20s));
    }

    /// Starts a shell that starts `sleep` and waits for it; gives the id of the sleeper.
    pid_t sleeper_of(std::filesystem::path const& file) {
        EXPECT_TRUE(run_until(loop_, [&] { return read_file(file).ends_with('\n'); }));
        return std::stoi(read_file(file));
    }

    ProcessOptions family(std::filesystem::path const& file) {
        return {.arguments = {"sh", "-c", "sleep 1000 & echo $! > \"$0\"; wait", file.string()}};
    }

    asio::io_context loop_{1};
    SystemClock clock_;
    TemporaryFolder folder_;
};

TEST_F(ProcessTest, gives_exit_code_and_both_outputs) {
    auto const result = sh("echo out; echo err >&2; exit 3");
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_EQ(result.output, "out\n");
    EXPECT_EQ(result.errors, "err\n");
}

TEST_F(ProcessTest, a_signal_shows_in_the_exit_code) { EXPECT_EQ(sh("kill -9 $$").exit_code, 137); }

TEST_F(ProcessTest, inherits_neither_environment_nor_descriptors_nor_input) {
    ::setenv("AISHA_TEST_SECRET", "hidden", 1);
    int const leak = ::fcntl(2, F_DUPFD, 70);  // without close-on-exec, as a careless library would
    ASSERT_GE(leak, 70);
    auto const result = sh("env; ls -l /proc/$$/fd/ | wc -l; cat; test -e /proc/$$/fd/" +
                           std::to_string(leak) + " && echo leaked");
    ::close(leak);
    ::unsetenv("AISHA_TEST_SECRET");
    EXPECT_FALSE(result.output.contains("hidden")) << result.output;
    EXPECT_FALSE(result.output.contains("leaked")) << result.output;
    EXPECT_TRUE(result.output.ends_with("\n4\n")) << result.output;  // a heading and 0, 1, 2
}

TEST_F(ProcessTest, gets_the_environment_that_is_named) {
    ProcessOptions options{.arguments = {"sh", "-c", "echo $COLOUR"}, .environment = {{"COLOUR", "a b=c"}}};
    EXPECT_EQ(run(loop_, run_process(clock_, options, 20s)).output, "a b=c\n");
}

TEST_F(ProcessTest, ignored_signals_are_not_inherited) {
    auto* const before = ::signal(SIGTERM, SIG_IGN);
    auto const result = sh("kill -TERM $$; echo survived");
    ::signal(SIGTERM, before);
    EXPECT_EQ(result.exit_code, 128 + SIGTERM);
    EXPECT_EQ(result.output, "");
}

TEST_F(ProcessTest, the_exit_code_is_known_even_where_children_were_ignored) {
    auto* const before = ::signal(SIGCHLD, SIG_IGN);
    auto const result = sh("exit 5");
    ::signal(SIGCHLD, before);
    EXPECT_EQ(result.exit_code, 5);
}

TEST_F(ProcessTest, output_over_the_cap_is_read_and_dropped) {
    auto const script = "printf begin; head -c 3000000 /dev/zero; printf end";
    ProcessOptions options{.arguments = {"sh", "-c", fmt::format("{}; ({}) >&2", script, script)},
                           .output_max = 1000};
    auto const result = run(loop_, run_process(clock_, options, 20s));
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.output, "begin" + std::string(995, '\0'));
    EXPECT_EQ(result.errors, std::string(997, '\0') + "end");
}

TEST_F(ProcessTest, output_goes_to_a_log_file_and_is_appended) {
    auto const file = folder_.write("log", "before\n");
    ProcessOptions options{.arguments = {"sh", "-c", "echo out; echo err >&2"}, .log_file = file};
    auto const result = run(loop_, run_process(clock_, options, 20s));
    EXPECT_EQ(result.output + result.errors, "");
    EXPECT_EQ(read_file(file), "before\nout\nerr\n");
}

TEST_F(ProcessTest, what_cannot_be_started_is_unavailable_and_named) {
    auto const not_program = folder_.write("notes.txt", "not a program");
    for (auto const& program :
         {std::string("aisha-no-such-program"), std::string("/no/such/file"), not_program.string()}) {
        try {
            run(loop_, run_process(clock_, {.arguments = {program}}, 20s));
            ADD_FAILURE() << program << " was started";
        } catch (Unavailable const& e) {
            EXPECT_TRUE(std::string(e.what()).contains(program)) << e.what();
        }
    }
}

TEST_F(ProcessTest, limits_reach_the_child) {
    auto const result =
        sh("ulimit -v; ulimit -t; ulimit -f; ulimit -n; ulimit -c",
           {.memory_bytes = 512 << 20, .cpu_seconds = 7, .file_bytes = 1 << 20, .open_files = 40});
    EXPECT_EQ(result.output, "524288\n7\n2048\n40\n0\n");
}

TEST_F(ProcessTest, a_limit_above_what_we_may_is_what_we_may) {
    EXPECT_EQ(sh("true", {.open_files = 1ULL << 50}).exit_code, 0);
}

TEST_F(ProcessTest, a_file_over_its_limit_ends_the_child) {
    auto const file = folder_.path() / "big";
    auto const result = sh("exec head -c 1000000 /dev/zero > " + file.string(), {.file_bytes = 100'000});
    EXPECT_NE(result.exit_code, 0);
    EXPECT_EQ(std::filesystem::file_size(file), 100'000U);
}

TEST_F(ProcessTest, cpu_over_its_limit_kills_the_child) {
    EXPECT_EQ(sh("while :; do :; done", {.cpu_seconds = 1}).exit_code, 137);
}

TEST_F(ProcessTest, over_time_the_whole_family_is_killed) {
    FakeClock clock;
    auto const file = folder_.path() / "pid";
    auto future = asio::co_spawn(loop_, run_process(clock, family(file), 1h), asio::use_future);
    Watched const sleeper(sleeper_of(file));
    ASSERT_TRUE(sleeper.found());
    clock.advance(1h);
    ASSERT_TRUE(run_until(loop_, [&] { return future.wait_for(0s) == std::future_status::ready; }));
    EXPECT_THROW(future.get(), Unavailable);
    EXPECT_TRUE(sleeper.ends());
}

TEST_F(ProcessTest, cancelled_the_whole_family_is_killed) {
    auto const file = folder_.path() / "pid";
    TaskGroup tasks(loop_.get_executor(), silent_log());
    std::exception_ptr error;
    auto const task = [&]() -> awaitable<void> {
        try {
            co_await run_process(clock_, family(file), 1h);
        } catch (...) {
            error = std::current_exception();
        }
    };
    tasks.spawn("family", task());
    Watched const sleeper(sleeper_of(file));
    ASSERT_TRUE(sleeper.found());
    tasks.cancel();
    run(loop_, tasks.join());
    ASSERT_TRUE(error);
    EXPECT_TRUE(is_cancelled(error));
    EXPECT_TRUE(sleeper.ends());
}

TEST_F(ProcessTest, what_a_child_leaves_behind_in_its_group_is_killed) {
    auto const file = folder_.path() / "pid";
    ProcessOptions const options{
        .arguments = {"sh", "-c", "sleep 1000 & echo $! > \"$0\"; read -r _ < \"$0.go\"", file.string()}};
    auto const gate = file.string() + ".go";
    ASSERT_EQ(::mkfifo(gate.c_str(), 0600), 0);
    Process process(loop_.get_executor(), options);
    Watched const sleeper(sleeper_of(file));
    ASSERT_TRUE(sleeper.found());
    ::close(::open(gate.c_str(), O_WRONLY));
    EXPECT_EQ(run(loop_, process.wait()).exit_code, 1);
    EXPECT_TRUE(sleeper.ends());
}

TEST_F(ProcessTest, a_descendant_of_another_session_does_not_hold_up_the_result) {
    auto const result = sh("setsid sleep 1000 & echo $!");
    EXPECT_EQ(result.exit_code, 0);
    Watched const stray(std::stoi(result.output));  // its destructor ends it
    EXPECT_TRUE(stray.found());
}

TEST_F(ProcessTest, destruction_kills_and_reaps) {
    auto const file = folder_.path() / "pid";
    pid_t pid = 0;
    {
        Process const process(loop_.get_executor(), family(file));
        pid = process.pid();
        Watched const sleeper(sleeper_of(file));
        EXPECT_TRUE(sleeper.found());
    }
    EXPECT_EQ(::waitpid(pid, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
    Watched const sleeper(std::stoi(read_file(file)));
    EXPECT_TRUE(!sleeper.found() || sleeper.ends());
}

TEST_F(ProcessTest, a_process_may_outlive_a_cancelled_wait_and_move) {
    Process first(loop_.get_executor(), {.arguments = {"sleep", "1000"}});
    FakeClock clock;
    auto future = asio::co_spawn(loop_, with_timeout(clock, 1s, "wait", first.wait()), asio::use_future);
    ASSERT_TRUE(run_until(loop_, [&] { return clock.sleepers() == 1; }));
    clock.advance(1s);
    ASSERT_TRUE(run_until(loop_, [&] { return future.wait_for(0s) == std::future_status::ready; }));
    EXPECT_THROW(future.get(), Unavailable);
    Process second = std::move(first);
    EXPECT_EQ(::kill(second.pid(), 0), 0);
    second.terminate();
    EXPECT_EQ(run(loop_, second.wait()).exit_code, 128 + SIGTERM);
    EXPECT_EQ(run(loop_, second.wait()).exit_code, 128 + SIGTERM);  // and once more
}

TEST_F(ProcessTest, many_children_leave_no_descriptor) {
    auto const descriptors = [] {
        std::filesystem::directory_iterator const folder("/proc/self/fd");
        return std::distance(begin(folder), end(folder));
    };
    sh("true");
    auto const before = descriptors();
    TaskGroup tasks(loop_.get_executor(), silent_log());
    int good = 0;
    auto const task = [&](int code) -> awaitable<void> {
        ProcessOptions options{.arguments = {"sh", "-c", "exit " + std::to_string(code)}};
        auto const result = co_await run_process(clock_, std::move(options), 20s);
        if (result.exit_code == code) ++good;
    };
    constexpr int children = 50;
    for (int i = 0; i < children; ++i) tasks.spawn("child", task(i));
    run(loop_, tasks.join());
    EXPECT_EQ(good, children);
    EXPECT_EQ(descriptors(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

// Not a test of its own: what the next one starts, in a process that can be killed.
TEST_F(ProcessTest, as_the_parent_that_is_killed) {
    char const* const folder = ::getenv(parent_folder_variable);
    if (!folder) GTEST_SKIP() << "started by a_child_dies_with_its_parent";
    Process const child(loop_.get_executor(), {.arguments = {"sleep", "1000"}});
    std::ofstream(std::filesystem::path(folder) / "child") << child.pid() << std::endl;
    run_until(loop_, [] { return false; });
}

TEST_F(ProcessTest, a_child_dies_with_its_parent) {
    auto const name = "--gtest_filter=ProcessTest.as_the_parent_that_is_killed";
    ProcessOptions options{.arguments = {std::filesystem::read_symlink("/proc/self/exe").string(), name},
                           .environment = {{parent_folder_variable, folder_.path().string()}}};
    Process parent(loop_.get_executor(), options);
    Watched const child(sleeper_of(folder_.path() / "child"));
    ASSERT_TRUE(child.found());
    ::kill(parent.pid(), SIGKILL);  // it alone, not its group
    EXPECT_TRUE(child.ends());
    EXPECT_EQ(run(loop_, parent.wait()).exit_code, 137);
}

}  // namespace
}  // namespace aisha::tests
