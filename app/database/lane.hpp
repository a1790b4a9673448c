// Closures on their way from the loop to the threads of a database, and back.
#pragma once

#include "core/log.hpp"
#include "database/database.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace aisha {

/// A closure with what became of it.
struct Operation {
    std::function<void(Transaction&)> work;
    bool read_only = false;
    std::exception_ptr error;                         ///< of the closure or of its transaction
    std::vector<std::function<void()>> after_commit;  ///< run on the loop before the answer
    std::move_only_function<void(std::exception_ptr)> resume;
};
using Batch = std::vector<Operation>;

/// What waits for one or several threads. `resume` keeps the coroutine's frame, and with it everything that a
/// closure refers to, until it is called; nothing can cancel it, so the frame outlives the thread's work.
class Lane : public std::enable_shared_from_this<Lane> {
public:
    Lane(asio::any_io_executor loop, Log log);

    /// Of the loop: hands `work` over and returns once a thread has answered, with its error.
    awaitable<void> run(std::function<void(Transaction&)> work, bool read_only);

    /// Of a thread: waits for work and takes a read, or up to `most` writes that follow each other; leaves
    /// idle threads their share of many. Empty once closed.
    Batch take(std::size_t most);
    /// Of a thread: everything in `batch` is done.
    void answer(Batch batch);
    /// Of a thread: sleeps for `pause`, or until closed; false where it is closed.
    bool wait(std::chrono::milliseconds pause);

    /// Of the loop: no thread gets anything any more.
    void close();
    /// Of the loop, after the threads have ended: what still waits fails as cancelled.
    void cancel_waiting();

private:
    void submit(Operation operation);
    void flush();

    asio::any_io_executor loop_;
    std::shared_ptr<Log const> log_;
    Batch collected_;  ///< of this turn of the loop: one lock and one wake-up for all
    bool flush_due_ = false;

    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Operation> waiting_;
    std::size_t idle_ = 0;  ///< threads that wait for work
    bool closed_ = false;
};

}  // namespace aisha
