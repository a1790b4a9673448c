// Groups of tasks and wake-ups.
#include "core/async.hpp"

#include "core/errors.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

namespace aisha {

Wakeup::Wakeup(asio::any_io_executor executor)
    : timer_(std::move(executor), asio::steady_timer::time_point::max()) {}

void Wakeup::notify() {
    notified_ = true;
    timer_.cancel();
}

awaitable<void> Wakeup::wait() {
    while (!notified_) {
        boost::system::error_code error;
        co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }
    notified_ = false;
}

awaitable<bool> Wakeup::wait(Clock& clock, Duration limit) {
    if (notified_) {
        notified_ = false;
        co_return true;
    }
    auto const executor = co_await asio::this_coro::executor;
    auto group =
        asio::experimental::make_parallel_group(asio::co_spawn(executor, wait(), asio::deferred),
                                                asio::co_spawn(executor, clock.sleep(limit), asio::deferred));
    [[maybe_unused]] auto [order, error, timer_error] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    auto const state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return !error;
}

TaskGroup::TaskGroup(asio::any_io_executor executor, Log log)
    : executor_(executor), log_(std::move(log)), empty_(executor) {}

std::weak_ptr<asio::cancellation_signal> TaskGroup::spawn(std::string_view name, awaitable<void> task) {
    auto const place = running_.insert(running_.end(), std::make_shared<asio::cancellation_signal>());
    std::weak_ptr<asio::cancellation_signal> const signal = *place;
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot((*place)->slot(), [this, place, name = std::string(name)](
                                                                      std::exception_ptr const& error) {
                       if (error && !is_cancelled(error))
                           log_.error("task_failed", "task", name, "error", describe(error));
                       // A cancellation from outside the loop may be queued with a bare pointer into the
                       // signal: the signal must outlive what is queued now.
                       asio::post(executor_, [ended = std::move(*place)] {});
                       running_.erase(place);
                       if (running_.empty()) empty_.notify();
                   }));
    return signal;
}

void TaskGroup::cancel() {
    // Cancelling one may end it at once, and others with it: walk over a copy.
    auto const running = running_;
    for (auto const& signal : running) signal->emit(asio::cancellation_type::terminal);
}

awaitable<void> TaskGroup::join() {
    while (!running_.empty()) co_await empty_.wait();
}

void throw_timed_out(std::string const& what) { throw Unavailable(what + " timed out"); }

}  // namespace aisha
