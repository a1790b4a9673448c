// Names held in the database say who lives.
#include "jobs/instance.hpp"

#include "core/crash_point.hpp"
#include "core/errors.hpp"
#include "core/limits.hpp"
#include "database/repositories/instance_repository.hpp"

#include <fmt/format.h>

namespace aisha {

namespace {

constexpr auto join_pause = std::chrono::milliseconds(100);

std::string name_of(std::string const& id) { return "instance/" + id; }

}  // namespace

Instance::Instance(asio::any_io_executor executor, Database& database, Clock& clock, Log log, std::string id)
    : database_(database),
      clock_(clock),
      log_(std::move(log)),
      id_(std::move(id)),
      stopped_(std::move(executor)) {}

awaitable<void> Instance::join() {
    auto const give_up = clock_.monotonic() + limits::instance_patience;
    for (;;) {
        // A predecessor that was killed may still be in the database for a moment; and of two that begin at
        // the same time, one begins again.
        std::string trouble =
            fmt::format("another process with INSTANCE_ID={} is at work on this database", id_);
        if (co_await database_.hold(name_of(id_))) {
            try {
                epoch_ = co_await database_.write([this](Transaction& tx) {
                    return instance_repository::begin_epoch(tx, id_, clock_.now());
                });
                reach(CrashPoint::epoch_begun);
                co_return;
            } catch (ConstraintError const& e) {
                trouble = e.what();
            }
        }
        if (clock_.monotonic() >= give_up) throw ConfigError(trouble);
        co_await clock_.sleep(join_pause);
    }
}

awaitable<void> Instance::run(std::function<void()> on_left) {
    while (!stopping_) {
        std::exception_ptr away;
        bool left = false;
        try {
            co_await keep();
            left = co_await bury_the_dead();
        } catch (Unavailable const&) {
            away = std::current_exception();
        }
        if (away) log_.warning("instances_unknown", "error", describe(away));
        if (left) on_left();
        co_await stopped_.wait(clock_, limits::slow_poll);
    }
}

void Instance::stop() {
    stopping_ = true;
    stopped_.notify();
}

awaitable<void> Instance::keep() {
    co_await database_.hold(name_of(id_));
    bool const current = co_await database_.read(
        [this](Transaction& tx) { return instance_repository::is_current(tx, epoch_); });
    if (!current)
        throw std::runtime_error(
            "this instance was cut off from the database, and others have taken over its work");
}

/// True where some were found.
awaitable<bool> Instance::bury_the_dead() {
    auto const others =
        co_await database_.read([this](Transaction& tx) { return instance_repository::others(tx, id_); });
    auto const now = clock_.monotonic();
    bool const patient = database_.dialect() == Dialect::postgresql;
    std::map<std::string, Monotonic> silent;
    bool found = false;
    for (auto const& other : others) {
        auto const known = silent_since_.find(other);
        auto const since = known == silent_since_.end() ? now : known->second;
        bool const dead = !patient || now - since >= limits::instance_dead_after;
        // While the name is held here, the other cannot come back in between.
        bool const free = co_await database_.write([&](Transaction& tx) {
            if (!tx.hold(name_of(other))) return false;
            if (dead) instance_repository::leave(tx, other, clock_.now());
            return true;
        });
        if (!free) continue;
        if (dead) log_.warning("instance_left", "instance", other);
        else silent.emplace(other, since);
        found = found || dead;
    }
    silent_since_ = std::move(silent);
    co_return found;
}

}  // namespace aisha
