// The threads behind PostgreSQL, and what they do about lost connections.
#include "database/postgres.hpp"

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "core/limits/database.hpp"
#include "database/lane.hpp"
#include "database/postgres_connection.hpp"

#include <pthread.h>

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <span>
#include <thread>

namespace aisha {

namespace {

using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto pause_min = 10ms;
constexpr auto pause_max = 500ms;

/// Advisory locks have numbers for names.
/// https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS
std::int64_t number_of(std::string_view name) {
    auto const hex = sha256_hex("aisha/" + std::string(name)).substr(0, 16);
    std::uint64_t number = 0;
    std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
    return static_cast<std::int64_t>(number);
}

class PostgresTransaction final : public Transaction {
public:
    explicit PostgresTransaction(PostgresConnection& connection) : connection_(connection) {}

    SqlResult run(std::string_view sql, std::vector<SqlValue> const& parameters) override {
        return connection_.run(sql, parameters);
    }
    void script(std::string_view sql) override { connection_.script(sql); }
    void after_commit(std::function<void()> action) override { actions_.push_back(std::move(action)); }
    bool hold(std::string_view name) override {
        return one<bool>("SELECT pg_try_advisory_xact_lock($1)", number_of(name));
    }
    std::string_view skip_locked() const override { return " FOR UPDATE SKIP LOCKED"; }

    std::vector<std::function<void()>> take_actions() { return std::move(actions_); }

private:
    PostgresConnection& connection_;
    std::vector<std::function<void()>> actions_;
};

[[noreturn]] void end_process(Log const& log, std::string const& error) {
    log.error("database_outcome_unknown", "error", error, "action",
              "the process ends, the next start decides");
    std::_Exit(1);
}

}  // namespace

class PostgresDatabase::Threads {
public:
    Threads(asio::any_io_executor loop, Log log, Options options)
        : log_(log),
          options_(std::move(options)),
          work_(std::make_shared<Lane>(loop, log)),
          names_(std::make_shared<Lane>(std::move(loop), std::move(log))) {}
    ~Threads() {
        work_->close();
        names_->close();
        threads_.clear();  // joins
        work_->cancel_waiting();
        names_->cancel_waiting();
    }
    Threads(Threads const&) = delete;
    Threads& operator=(Threads const&) = delete;

    void start() {
        try {
            PostgresConnection const attempt(options_.url);
        } catch (ConnectionLost const& e) {
            throw ConfigError(std::string("DATABASE_URL: ") + e.what());
        }
        for (std::size_t number = 0; number < std::max<std::size_t>(options_.connections, 1); ++number)
            serve(*work_, "db-connection");
        serve(*names_, "db-names");
    }

    Lane& work() { return *work_; }
    Lane& names() { return *names_; }

private:
    void serve(Lane& lane, char const* name) {
        threads_.emplace_back([this, &lane] {
            std::optional<PostgresConnection> connection;
            for (;;) {
                Batch batch = lane.take(limits::postgres_batch_max);
                if (batch.empty()) return;
                auto const give_up = SteadyClock::now() + options_.patience;
                if (!complete_together(lane, connection, batch))
                    for (auto& operation : batch) complete(lane, connection, operation, give_up);
                lane.answer(std::move(batch));
            }
        });
        ::pthread_setname_np(threads_.back().native_handle(), name);
    }

    /// Runs several closures in one transaction. False where each is to be run in its own: nothing has
    /// happened then, whatever one of them did wrong.
    bool complete_together(Lane& lane, std::optional<PostgresConnection>& connection, Batch& batch) {
        if (batch.size() == 1) return false;
        try {
            attempt(connection, batch);
            return true;
        } catch (ConnectionLost const& e) {
            connection.reset();
            note_trouble(e.what());
        } catch (CommitLost const& e) {
            connection.reset();
            note_trouble(e.what());
            return settle(lane, connection, batch, e.transaction());
        } catch (...) {
            if (connection) connection->rollback();
        }
        return false;
    }

    /// Runs a closure until it is committed or has failed for good.
    void complete(Lane& lane, std::optional<PostgresConnection>& connection, Operation& operation,
                  SteadyClock::time_point give_up) {
        std::chrono::milliseconds pause = pause_min;
        for (;;) {
            std::string trouble;
            try {
                attempt(connection, {&operation, 1});
                return;
            } catch (SerializationFailure const&) {
                connection->rollback();
                trouble = "the server could not do it beside the others";
            } catch (ConnectionLost const& e) {
                connection.reset();
                trouble = e.what();
                note_trouble(trouble);
            } catch (CommitLost const& e) {
                connection.reset();
                note_trouble(e.what());
                if (settle(lane, connection, {&operation, 1}, e.transaction())) return;
                trouble = e.what();
            } catch (...) {
                if (connection) connection->rollback();
                operation.error = std::current_exception();
                return;
            }
            if (SteadyClock::now() >= give_up || !lane.wait(pause)) {
                operation.error = std::make_exception_ptr(Unavailable("the database: " + trouble));
                return;
            }
            pause = std::min(2 * pause, std::chrono::milliseconds(pause_max));
        }
    }

    /// One transaction with these closures, all of them reading or all of them writing.
    void attempt(std::optional<PostgresConnection>& connection, std::span<Operation> operations) {
        if (!connection) {
            connection.emplace(options_.url);
            if (away_.exchange(false)) log_.info("database_is_back");
        }
        try {
            connection->begin(operations.front().read_only);
            for (auto& operation : operations) {
                PostgresTransaction tx(*connection);
                operation.work(tx);
                // Before the commit: should its answer be lost, it is still known what is to be done.
                operation.after_commit = tx.take_actions();
            }
            connection->commit();
        } catch (CommitLost const&) {
            throw;
        } catch (...) {
            for (auto& operation : operations) operation.after_commit.clear();
            throw;
        }
    }

    /// Finds out whether a commit happened; false where it did not and the closures are to be run again.
    bool settle(Lane& lane, std::optional<PostgresConnection>& connection, std::span<Operation> operations,
                std::string const& transaction) {
        using Fate = PostgresConnection::Fate;
        auto fate = Fate::in_progress;
        auto const give_up = SteadyClock::now() + options_.patience;
        while (fate == Fate::in_progress && SteadyClock::now() < give_up && lane.wait(pause_min)) {
            try {
                if (!connection) connection.emplace(options_.url);
                fate = connection->fate_of(transaction);
            } catch (std::exception const&) {
                connection.reset();
            }
        }
        if (fate == Fate::committed) return true;
        for (auto& operation : operations) operation.after_commit.clear();
        if (fate == Fate::aborted) return false;
        outcome_unknown(operations);
        return true;
    }

    void outcome_unknown(std::span<Operation> operations) {
        std::string const error = "nobody knows whether a commit happened";
        if (!options_.on_unknown_outcome) end_process(log_, error);
        for (auto& operation : operations) operation.error = std::make_exception_ptr(DatabaseError(error));
        options_.on_unknown_outcome(error);
    }

    /// Once for all connections, not for each.
    void note_trouble(std::string_view error) {
        if (!away_.exchange(true)) log_.warning("database_is_away", "error", error);
    }

    Log log_;
    Options options_;
    std::shared_ptr<Lane> work_;
    std::shared_ptr<Lane> names_;
    std::atomic<bool> away_ = false;
    std::vector<std::jthread> threads_;
};

PostgresDatabase::PostgresDatabase(asio::any_io_executor loop, Log log, Options options)
    : threads_(std::make_unique<Threads>(std::move(loop), std::move(log), std::move(options))) {
    threads_->start();
}

PostgresDatabase::~PostgresDatabase() = default;

awaitable<void> PostgresDatabase::scrub() { co_return; }

awaitable<bool> PostgresDatabase::hold(std::string name) {
    bool held = false;
    try {
        // Asked twice by the same connection, the server says yes twice.
        co_await threads_->names().run(
            [&](Transaction& tx) { held = tx.one<bool>("SELECT pg_try_advisory_lock($1)", number_of(name)); },
            true);
    } catch (Unavailable const&) {
        held = false;
    }
    co_return held;
}

awaitable<void> PostgresDatabase::run_write(Work work) {
    return threads_->work().run(std::move(work), false);
}

awaitable<void> PostgresDatabase::run_read(Work work) { return threads_->work().run(std::move(work), true); }

}  // namespace aisha
