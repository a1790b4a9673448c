// What durable work costs, beneath the bot: writes, reads and jobs per second, and CPU for each.
// bench_jobs FOLDER|postgresql://… [IN_FLIGHT] [COUNT] [only jobs]: one line of JSON for each figure. The
// folder decides which disk is measured.
#include "database/migrator.hpp"
#include "database/postgres.hpp"
#include "database/repositories/instance_repository.hpp"
#include "database/sqlite.hpp"
#include "jobs/queue.hpp"
#include "jobs/worker.hpp"

#include <boost/asio/io_context.hpp>

#include <fmt/core.h>

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

namespace aisha {
namespace {

struct Nothing {
    static constexpr std::string_view kind = "nothing";
    int number = 0;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), (number))

double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Runs `work` and prints what `count` of them cost.
template <class Work>
awaitable<void> measure(Clock& clock, std::string_view what, int count, Work work) {
    auto const began = clock.monotonic();
    auto const cpu = cpu_seconds();
    co_await work();
    auto const seconds = std::chrono::duration<double>(clock.monotonic() - began).count();
    fmt::print(R"({{"what":"{}","count":{},"per_s":{:.0f},"cpu_us":{:.1f}}})"
               "\n",
               what, count, count / seconds, (cpu_seconds() - cpu) / count * 1e6);
}

std::unique_ptr<Database> open(asio::any_io_executor loop, Log log, std::string const& where) {
    if (where.starts_with("postgresql://"))
        return std::make_unique<PostgresDatabase>(loop, log, PostgresDatabase::Options{.url = Secret(where)});
    return std::make_unique<SqliteDatabase>(
        loop, log, SqliteDatabase::Options{.file = std::filesystem::path(where) / "bench.db"});
}

awaitable<void> write_alone(Database& database, int times) {
    for (int number = 0; number < times; ++number)
        co_await database.write([number](Transaction& tx) {
            tx.execute(
                "INSERT INTO conversations (chat_id, user_id, state, updated_at) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (chat_id, user_id) DO UPDATE SET state = excluded.state",
                number, 1, "{}", 0);
        });
}

awaitable<void> enqueue_alone(Database& database, JobQueue& queue, int times) {
    for (int number = 0; number < times; ++number)
        co_await database.write([&](Transaction& tx) { queue.enqueue(tx, Nothing{number}); });
}

awaitable<void> read_alone(Database& database, int times) {
    for (int number = 0; number < times; ++number)
        co_await database.read([number](Transaction& tx) {
            return tx.find<std::string>("SELECT state FROM conversations WHERE chat_id = $1 AND user_id = 1",
                                        number);
        });
}

class Bench {
public:
    Bench(asio::io_context& loop, std::string const& where, int in_flight, int count)
        : executor_(loop.get_executor()),
          in_flight_(in_flight),
          count_(count),
          sink_(clock_, LogFormat::human, LogLevel::warning, STDERR_FILENO),
          log_(sink_),
          database_(open(executor_, log_, where)) {}

    awaitable<void> run(bool only_jobs) {
        Migrator migrator(*database_, clock_, log_, migrations_for(database_->dialect()));
        co_await migrator.upgrade();
        int const share = count_ / in_flight_;
        if (!only_jobs) {
            co_await measure(clock_, "write", count_,
                             [&] { return together([&] { return write_alone(*database_, share); }); });
            co_await measure(clock_, "read", count_,
                             [&] { return together([&] { return read_alone(*database_, share); }); });
            co_await measure(clock_, "write, one at a time", share,
                             [&] { return write_alone(*database_, share); });
        }
        co_await measure(clock_, "job", count_, [&] { return jobs(share); });
    }

private:
    template <class Make>
    awaitable<void> together(Make make) {
        TaskGroup group(executor_, log_);
        for (int number = 0; number < in_flight_; ++number) group.spawn("bench", make());
        co_await group.join();
    }

    awaitable<void> jobs(int share) {
        auto const epoch = co_await database_->write(
            [&](Transaction& tx) { return instance_repository::begin_epoch(tx, "bench", clock_.now()); });
        Workers workers(executor_, *database_, clock_, log_, {.instance = "bench", .epoch = epoch});
        JobQueue queue(clock_, [&] { workers.wake(); });
        int done = 0;
        workers.add<Nothing>(
            {.at_once = in_flight_},
            [&](Nothing, JobRun) -> awaitable<Outcome> {
                co_return Done{[&](Transaction& tx) {
                    tx.after_commit([&] {
                        if (++done == share * in_flight_) workers.stop();
                    });
                }};
            },
            [](Transaction&, Nothing const&, JobFailure const&) {});
        TaskGroup group(executor_, log_);
        group.spawn("workers", workers.run());
        co_await together([&] { return enqueue_alone(*database_, queue, share); });
        co_await group.join();
    }

    asio::any_io_executor executor_;
    int in_flight_;
    int count_;
    SystemClock clock_;
    LogSink sink_;
    Log log_;
    std::unique_ptr<Database> database_;
};

}  // namespace
}  // namespace aisha

int main(int argc, char** argv) {
    using namespace aisha;
    if (argc < 2) {
        fmt::print(stderr, "usage: bench_jobs FOLDER|postgresql://… [IN_FLIGHT] [COUNT] [jobs]\n");
        return 2;
    }
    int const in_flight = argc > 2 ? std::atoi(argv[2]) : 64;
    int const count = argc > 3 ? std::atoi(argv[3]) : 64 * 500;
    asio::io_context loop(1);
    Bench bench(loop, argv[1], in_flight, count);
    asio::co_spawn(loop, bench.run(argc > 4), [](std::exception_ptr const& error) {
        if (error) std::rethrow_exception(error);
    });
    loop.run();
    return 0;
}
