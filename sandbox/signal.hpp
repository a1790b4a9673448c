// A condition that any number of coroutines wait for: long polls of bots and of people.
#pragma once

#include "core/async.hpp"

#include <list>

namespace aisha::sandbox {

/// Unlike core's Wakeup it has many waiters, and a notification without waiters is forgotten: look at the
/// state before waiting. Lives as long as anybody waits on it.
class Signal {
public:
    Signal() = default;
    Signal(Signal const&) = delete;
    Signal& operator=(Signal const&) = delete;

    /// Wakes all that wait now.
    void notify_all();
    /// Until notified (true) or `limit` has passed (false). Throws operation_aborted when cancelled.
    awaitable<bool> wait(Clock& clock, Duration limit);
    /// Until notified.
    awaitable<void> wait();

private:
    std::list<Wakeup*> waiters_;
};

}  // namespace aisha::sandbox
