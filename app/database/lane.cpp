// The one place of the program with a mutex.
#include "database/lane.hpp"

#include "core/crash_point.hpp"
#include "core/errors.hpp"
#include "core/limits/database.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace aisha {

Lane::Lane(asio::any_io_executor loop, Log log)
    : loop_(std::move(loop)), log_(std::make_shared<Log>(std::move(log))) {}

awaitable<void> Lane::run(std::function<void(Transaction&)> work, bool read_only) {
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void(std::exception_ptr)>(
        [this, read_only](auto handler, std::function<void(Transaction&)> taken) {
            submit({.work = std::move(taken), .read_only = read_only, .resume = std::move(handler)});
        },
        asio::use_awaitable, std::move(work));
}

void Lane::submit(Operation operation) {
    collected_.push_back(std::move(operation));
    if (std::exchange(flush_due_, true)) return;
    asio::post(loop_, [weak = weak_from_this()] {
        if (auto const self = weak.lock()) self->flush();
    });
}

void Lane::flush() {
    flush_due_ = false;
    bool const many = collected_.size() > 1;
    {
        std::lock_guard const lock(mutex_);
        for (auto& operation : collected_) waiting_.push_back(std::move(operation));
    }
    collected_.clear();
    if (many) filled_.notify_all();
    else filled_.notify_one();
}

Batch Lane::take(std::size_t most) {
    std::unique_lock lock(mutex_);
    ++idle_;
    filled_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    --idle_;
    Batch taken;
    if (closed_) return taken;
    auto const fair = std::max((waiting_.size() + idle_) / (idle_ + 1), limits::write_share_min);
    auto const count = std::min({most, fair, waiting_.size()});
    taken.reserve(count);
    while (taken.size() < count &&
           (taken.empty() || (!taken.front().read_only && !waiting_.front().read_only))) {
        taken.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return taken;
}

void Lane::answer(Batch batch) {
    asio::post(loop_, [batch = std::move(batch), log = log_]() mutable {
        for (auto& operation : batch) {
            if (!operation.after_commit.empty()) reach(CrashPoint::change_committed);
            for (auto const& action : operation.after_commit) {
                try {
                    action();
                } catch (...) {
                    log->error("after_commit_failed", "error", describe(std::current_exception()));
                }
            }
            operation.work = nullptr;
            std::exchange(operation.resume, nullptr)(std::move(operation.error));
        }
    });
}

bool Lane::wait(std::chrono::milliseconds pause) {
    std::unique_lock lock(mutex_);
    return !filled_.wait_for(lock, pause, [this] { return closed_; });
}

void Lane::close() {
    {
        std::lock_guard const lock(mutex_);
        closed_ = true;
    }
    filled_.notify_all();
}

void Lane::cancel_waiting() {
    Batch left = std::exchange(collected_, {});
    for (auto& operation : waiting_) left.push_back(std::move(operation));
    waiting_.clear();
    if (left.empty()) return;
    for (auto& operation : left)
        operation.error =
            std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted));
    answer(std::move(left));
}

}  // namespace aisha
