// What coroutines need beside Asio: groups of tasks, wake-ups, timeouts, and work on other threads.
#pragma once

#include "core/clock.hpp"
#include "core/log.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

namespace asio = boost::asio;
using asio::awaitable;

/// A flag that a coroutine of the loop can wait for, one at a time. A notification that comes before the wait
/// is not lost; several before one wait count as one. Not for other threads: post to the loop first.
class Wakeup {
public:
    explicit Wakeup(asio::any_io_executor executor);

    /// Wakes the waiter, or lets the next wait return at once.
    void notify();
    /// Until notified. Throws operation_aborted when cancelled.
    awaitable<void> wait();
    /// Until notified (true) or `limit` has passed (false).
    awaitable<bool> wait(Clock& clock, Duration limit);

private:
    asio::steady_timer timer_;
    bool notified_ = false;
};

/// Runs coroutines that nobody awaits one by one, and lets the owner cancel and await them all. An error that
/// leaves a task is logged; being cancelled is not an error. Destroy only after `join` or with the loop
/// stopped.
class TaskGroup {
public:
    TaskGroup(asio::any_io_executor executor, Log log);

    /// Starts `task`; `name` is for the log. Gives the signal that cancels this task alone; it is gone with
    /// the task.
    std::weak_ptr<asio::cancellation_signal> spawn(std::string_view name, awaitable<void> task);
    /// Cancels all that run now (terminal: stop at the next suspension).
    void cancel();
    /// Until none runs.
    awaitable<void> join();
    std::size_t size() const { return running_.size(); }

private:
    asio::any_io_executor executor_;
    Log log_;
    std::list<std::shared_ptr<asio::cancellation_signal>> running_;
    Wakeup empty_;
};

/// Runs `operation`, cancelling it after `limit`; then throws Unavailable("<what> timed out").
/// Not written as `operation || timer`: when the operation throws, that waits for the timer all the same
/// (https://github.com/chriskohlhoff/asio/issues/900).
template <class T>
awaitable<T> with_timeout(Clock& clock, Duration limit, std::string what, awaitable<T> operation);

/// Runs all `operations` and gives what the first to end returns or throws; the others are cancelled and
/// awaited.
template <class T>
awaitable<T> first_of(std::vector<awaitable<T>> operations);

/// Runs blocking or heavy `work` on `pool` and comes back to the caller's thread with its result or
/// exception. Cancellation is noticed after the work is done.
template <class Work, class Result = std::invoke_result_t<Work&>>
awaitable<Result> offload(asio::thread_pool& pool, Work work) {
    // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): awaited while `work` lives
    auto task = [&work]() -> awaitable<Result> { co_return work(); };
    co_return co_await asio::co_spawn(pool, task, asio::use_awaitable);
}

[[noreturn]] void throw_timed_out(std::string const& what);

template <class T>
awaitable<T> with_timeout(Clock& clock, Duration limit, std::string what, awaitable<T> operation) {
    auto const executor = co_await asio::this_coro::executor;
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(executor, std::move(operation), asio::deferred),
        asio::co_spawn(executor, clock.sleep(limit), asio::deferred));
    auto const first = asio::experimental::wait_for_one();
    if constexpr (std::is_void_v<T>) {
        auto [order, error, timer_error] = co_await group.async_wait(first, asio::use_awaitable);
        if (order[0] == 1 && !timer_error) throw_timed_out(what);
        if (error) std::rethrow_exception(error);
    } else {
        auto [order, error, value, timer_error] = co_await group.async_wait(first, asio::use_awaitable);
        if (order[0] == 1 && !timer_error) throw_timed_out(what);
        if (error) std::rethrow_exception(error);
        co_return std::move(value);
    }
}

template <class T>
awaitable<T> first_of(std::vector<awaitable<T>> operations) {
    auto const executor = co_await asio::this_coro::executor;
    using Operation = decltype(asio::co_spawn(executor, std::declval<awaitable<T>>(), asio::deferred));
    std::vector<Operation> started;
    started.reserve(operations.size());
    for (auto& operation : operations)
        started.push_back(asio::co_spawn(executor, std::move(operation), asio::deferred));
    auto group = asio::experimental::make_parallel_group(std::move(started));
    auto [order, errors, values] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (errors[order[0]]) std::rethrow_exception(errors[order[0]]);
    co_return std::move(values[order[0]]);
}

}  // namespace aisha
