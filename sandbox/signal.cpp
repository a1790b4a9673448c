// Waking many waiters.
#include "sandbox/signal.hpp"

namespace aisha::sandbox {

namespace {

/// One place in the list, left with the coroutine's frame however it ends.
class Waiting {
public:
    Waiting(std::list<Wakeup*>& waiters, asio::any_io_executor executor)
        : waiters_(waiters), wakeup_(std::move(executor)), place_(waiters.insert(waiters.end(), &wakeup_)) {}
    ~Waiting() { waiters_.erase(place_); }
    Waiting(Waiting const&) = delete;
    Waiting& operator=(Waiting const&) = delete;

    Wakeup& wakeup() { return wakeup_; }

private:
    std::list<Wakeup*>& waiters_;
    Wakeup wakeup_;
    std::list<Wakeup*>::iterator place_;
};

}  // namespace

void Signal::notify_all() {
    for (auto* const waiter : waiters_) waiter->notify();
}

awaitable<bool> Signal::wait(Clock& clock, Duration limit) {
    Waiting waiting(waiters_, co_await asio::this_coro::executor);
    co_return co_await waiting.wakeup().wait(clock, limit);
}

awaitable<void> Signal::wait() {
    Waiting waiting(waiters_, co_await asio::this_coro::executor);
    co_await waiting.wakeup().wait();
}

}  // namespace aisha::sandbox
