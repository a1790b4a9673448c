// Who this process is among those on its database, and what becomes of the others' work when they are gone.
#pragma once

#include "core/async.hpp"
#include "core/clock.hpp"
#include "core/log.hpp"
#include "database/database.hpp"

#include <functional>
#include <map>
#include <string>

namespace aisha {

class Instance {
public:
    Instance(asio::any_io_executor executor, Database& database, Clock& clock, Log log, std::string id);

    /// Takes the id for this process alone and begins a boot epoch. Throws ConfigError where another process
    /// still has the id after limits::instance_patience.
    awaitable<void> join();

    /// Keeps the id and finds the dead, until `stop`: an instance that has been cut off from the database for
    /// limits::instance_dead_after has left; `on_left` is called then. Where there can be no other process
    /// (SQLite), every other id has left at once. Throws std::runtime_error where this instance was itself
    /// taken for dead: its work is in other hands, so the process must end.
    awaitable<void> run(std::function<void()> on_left);
    void stop();

    std::string const& id() const { return id_; }
    std::int64_t epoch() const { return epoch_; }

private:
    awaitable<void> keep();
    awaitable<bool> bury_the_dead();

    Database& database_;
    Clock& clock_;
    Log log_;
    std::string id_;
    std::int64_t epoch_ = 0;
    std::map<std::string, Monotonic> silent_since_;  ///< ids that nobody holds
    Wakeup stopped_;
    bool stopping_ = false;
};

}  // namespace aisha
