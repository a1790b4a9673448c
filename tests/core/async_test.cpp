// Timeouts, groups of tasks, wake-ups and work on other threads.
#include "core/async.hpp"

#include "core/errors.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <fcntl.h>

#include <thread>

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

class AsyncTest : public ::testing::Test {
protected:
    /// Starts a task and gives its future.
    template <class T>
    std::future<T> start(awaitable<T> task) {
        return asio::co_spawn(loop_, std::move(task), asio::use_future);
    }

    template <class T>
    bool ready(std::future<T> const& future) {
        return run_until(loop_, [&] { return future.wait_for(0s) == std::future_status::ready; });
    }

    bool sleeping(std::size_t sleepers) {
        return run_until(loop_, [&] { return clock_.sleepers() == sleepers; });
    }

    awaitable<int> number_after(Duration length) {
        co_await clock_.sleep(length);
        co_return 42;
    }

    awaitable<void> nothing_after(Duration length) { co_await clock_.sleep(length); }

    awaitable<int> fail(std::string what) {
        throw std::logic_error(what);
        co_return 0;
    }

    /// Waits until cancelled and counts it.
    awaitable<void> linger() {
        try {
            co_await clock_.sleep(10h);
        } catch (boost::system::system_error const&) {
            ++cancelled_;
            throw;
        }
    }

    asio::io_context loop_{1};
    FakeClock clock_;
    int cancelled_ = 0;
};

TEST_F(AsyncTest, with_timeout_gives_the_result_in_time) {
    auto future = start(with_timeout(clock_, 10s, "number", number_after(3s)));
    ASSERT_TRUE(sleeping(2));
    clock_.advance(3s);
    ASSERT_TRUE(ready(future));
    EXPECT_EQ(future.get(), 42);
    EXPECT_EQ(clock_.sleepers(), 0U);  // its own timer is gone too
}

TEST_F(AsyncTest, with_timeout_works_without_a_value) {
    auto future = start(with_timeout(clock_, 10s, "nothing", nothing_after(3s)));
    ASSERT_TRUE(sleeping(2));
    clock_.advance(3s);
    ASSERT_TRUE(ready(future));
    EXPECT_NO_THROW(future.get());
}

TEST_F(AsyncTest, with_timeout_cancels_and_names_what_is_late) {
    auto future = start(with_timeout(clock_, 10s, "lingering", linger()));
    ASSERT_TRUE(sleeping(2));
    clock_.advance(10s);
    ASSERT_TRUE(ready(future));
    try {
        future.get();
        ADD_FAILURE() << "no timeout";
    } catch (Unavailable const& e) {
        EXPECT_STREQ(e.what(), "lingering timed out");
    }
    EXPECT_EQ(cancelled_, 1);
    auto with_value = start(with_timeout(clock_, 10s, "number", number_after(1h)));
    ASSERT_TRUE(sleeping(2));
    clock_.advance(10s);
    ASSERT_TRUE(ready(with_value));
    EXPECT_THROW(with_value.get(), Unavailable);
}

TEST_F(AsyncTest, with_timeout_passes_an_error_on_at_once) {
    auto future = start(with_timeout(clock_, 10s, "failing", fail("broken")));
    ASSERT_TRUE(ready(future));  // no time has passed
    EXPECT_THROW(future.get(), std::logic_error);
    EXPECT_EQ(clock_.sleepers(), 0U);
}

TEST_F(AsyncTest, with_timeout_is_cancelled_from_outside) {
    std::exception_ptr error;
    auto const task = [&]() -> awaitable<void> {
        try {
            co_await with_timeout(clock_, 10s, "lingering", linger());
        } catch (...) {
            error = std::current_exception();
        }
    };
    TaskGroup tasks(loop_.get_executor(), silent_log());
    tasks.spawn("outer", task());
    ASSERT_TRUE(sleeping(2));
    tasks.cancel();
    run(loop_, tasks.join());
    EXPECT_EQ(cancelled_, 1);
    ASSERT_TRUE(error);
    EXPECT_TRUE(is_cancelled(error)) << describe(error);
}

TEST_F(AsyncTest, a_group_runs_all_and_joins) {
    TaskGroup tasks(loop_.get_executor(), silent_log());
    run(loop_, tasks.join());  // of nothing ends at once
    for (int i = 1; i <= 3; ++i) tasks.spawn("sleep", nothing_after(std::chrono::seconds(i)));
    ASSERT_TRUE(sleeping(3));
    EXPECT_EQ(tasks.size(), 3U);
    auto joined = start(tasks.join());
    clock_.advance(2s);
    ASSERT_TRUE(sleeping(1));
    EXPECT_EQ(joined.wait_for(0s), std::future_status::timeout);
    clock_.advance(1s);
    ASSERT_TRUE(ready(joined));
    EXPECT_EQ(tasks.size(), 0U);
}

TEST_F(AsyncTest, a_cancelled_group_ends_all_and_can_be_used_again) {
    TaskGroup tasks(loop_.get_executor(), silent_log());
    for (int i = 0; i < 3; ++i) tasks.spawn("linger", linger());
    ASSERT_TRUE(sleeping(3));
    tasks.cancel();
    run(loop_, tasks.join());
    EXPECT_EQ(cancelled_, 3);
    tasks.spawn("again", nothing_after(1s));
    ASSERT_TRUE(sleeping(1));
    clock_.advance(1s);
    run(loop_, tasks.join());
}

TEST_F(AsyncTest, a_task_may_start_another_and_join_waits_for_it) {
    TaskGroup tasks(loop_.get_executor(), silent_log());
    bool inner_done = false;
    auto const inner = [&]() -> awaitable<void> {
        co_await clock_.sleep(1s);
        inner_done = true;
    };
    auto const outer = [&]() -> awaitable<void> {
        tasks.spawn("inner", inner());
        co_return;
    };
    tasks.spawn("outer", outer());
    ASSERT_TRUE(sleeping(1));
    auto joined = start(tasks.join());
    clock_.advance(1s);
    ASSERT_TRUE(ready(joined));
    EXPECT_TRUE(inner_done);
}

TEST_F(AsyncTest, an_error_of_a_task_is_logged_with_its_name_and_cancelling_is_none) {
    TemporaryFolder const folder;
    auto const file = folder.path() / "log";
    int const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    LogSink const sink(clock_, LogFormat::human, LogLevel::info, descriptor);
    TaskGroup tasks(loop_.get_executor(), Log(sink));
    auto const failing = [&]() -> awaitable<void> { co_await fail("broken pipe"); };
    tasks.spawn("failing_task", failing());
    tasks.spawn("cancelled_task", linger());
    ASSERT_TRUE(sleeping(1));
    tasks.cancel();
    run(loop_, tasks.join());
    ::close(descriptor);
    auto const log = read_file(file);
    EXPECT_TRUE(log.contains("failing_task")) << log;
    EXPECT_TRUE(log.contains("broken pipe")) << log;
    EXPECT_FALSE(log.contains("cancelled_task")) << log;
}

TEST_F(AsyncTest, a_notification_before_the_wait_is_not_lost) {
    Wakeup wakeup(loop_.get_executor());
    wakeup.notify();
    wakeup.notify();
    auto first = start(wakeup.wait());
    EXPECT_TRUE(ready(first));
    auto second = start(wakeup.wait());  // two notifications counted as one
    loop_.restart();
    loop_.poll();
    EXPECT_EQ(second.wait_for(0s), std::future_status::timeout);
    wakeup.notify();
    EXPECT_TRUE(ready(second));
}

TEST_F(AsyncTest, a_notification_between_wake_and_run_is_not_lost) {
    Wakeup wakeup(loop_.get_executor());
    int woken = 0;
    auto const waiter = [&]() -> awaitable<void> {
        while (woken < 2) {
            co_await wakeup.wait();
            ++woken;
            if (woken == 1) wakeup.notify();
        }
    };
    auto future = start(waiter());
    loop_.restart();
    loop_.poll();
    wakeup.notify();
    ASSERT_TRUE(ready(future));
    EXPECT_EQ(woken, 2);
}

TEST_F(AsyncTest, a_limited_wait_tells_what_ended_it) {
    Wakeup wakeup(loop_.get_executor());
    wakeup.notify();
    auto before = start(wakeup.wait(clock_, 5s));
    ASSERT_TRUE(ready(before));
    EXPECT_TRUE(before.get());

    auto during = start(wakeup.wait(clock_, 5s));
    ASSERT_TRUE(sleeping(1));
    wakeup.notify();
    ASSERT_TRUE(ready(during));
    EXPECT_TRUE(during.get());

    auto never = start(wakeup.wait(clock_, 5s));
    ASSERT_TRUE(sleeping(1));
    clock_.advance(5s);
    ASSERT_TRUE(ready(never));
    EXPECT_FALSE(never.get());

    wakeup.notify();  // the wait that timed out took nothing with it
    auto after = start(wakeup.wait(clock_, 5s));
    ASSERT_TRUE(ready(after));
    EXPECT_TRUE(after.get());
}

TEST_F(AsyncTest, a_notification_in_the_moment_of_the_timeout_is_not_lost) {
    Wakeup wakeup(loop_.get_executor());
    auto first = start(wakeup.wait(clock_, 5s));
    ASSERT_TRUE(sleeping(1));
    clock_.advance(5s);
    wakeup.notify();
    ASSERT_TRUE(ready(first));
    bool const told = first.get();
    auto second = start(wakeup.wait(clock_, 5s));
    if (told) {
        ASSERT_TRUE(sleeping(1));
        clock_.advance(5s);
    }
    ASSERT_TRUE(ready(second));
    EXPECT_NE(second.get(), told);  // exactly one of the two waits was told
}

TEST_F(AsyncTest, waits_are_cancelled_as_cancelled) {
    Wakeup wakeup(loop_.get_executor());
    std::vector<std::exception_ptr> errors;
    auto const plain = [&]() -> awaitable<void> {
        try {
            co_await wakeup.wait();
        } catch (...) {
            errors.push_back(std::current_exception());
        }
    };
    auto const limited = [&]() -> awaitable<void> {
        try {
            co_await wakeup.wait(clock_, 5s);
        } catch (...) {
            errors.push_back(std::current_exception());
        }
    };
    for (int round = 0; round < 2; ++round) {
        TaskGroup tasks(loop_.get_executor(), silent_log());
        tasks.spawn("wait", round == 0 ? plain() : limited());
        loop_.restart();
        loop_.poll();
        tasks.cancel();
        run(loop_, tasks.join());
    }
    ASSERT_EQ(errors.size(), 2U);
    for (auto const& error : errors) EXPECT_TRUE(is_cancelled(error));
}

TEST_F(AsyncTest, offloaded_work_runs_elsewhere_and_comes_back) {
    asio::thread_pool pool(1);
    auto const task = [&]() -> awaitable<bool> {
        auto const here = std::this_thread::get_id();
        auto const there = co_await offload(pool, [] { return std::this_thread::get_id(); });
        co_return there != here&& std::this_thread::get_id() == here;
    };
    EXPECT_TRUE(run(loop_, task()));
    EXPECT_THROW(run(loop_, offload(pool, []() -> int { throw Unavailable("disk"); })), Unavailable);
    int done = 0;
    run(loop_, offload(pool, [&] { ++done; }));
    EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace aisha::tests
