// Writing changes of the world in groups.
#include "sandbox/store.hpp"

#include "core/embedded.hpp"
#include "database/migrator.hpp"
#include "database/sqlite.hpp"

#include <array>
#include <utility>

namespace aisha::sandbox {

namespace {

constexpr std::array migrations{
    embedded::File{"0001_records.up.sql",
                   "CREATE TABLE records (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;\n"},
    embedded::File{"0001_records.down.sql", "DROP TABLE records;\n"},
};

struct Row {
    std::string key;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(Row, (), (key, value))

}  // namespace

Store::Store(asio::any_io_executor executor, Clock& clock, Log log,
             std::optional<std::filesystem::path> folder)
    : clock_(clock), log_(log), tasks_(executor, log) {
    if (folder)
        database_ = std::make_unique<SqliteDatabase>(
            executor, log, SqliteDatabase::Options{.file = *folder / "sandbox.db", .readers = 1});
}

Store::~Store() = default;

awaitable<std::vector<Store::Record>> Store::load() {
    std::vector<Record> records;
    if (!database_) co_return records;
    Migrator migrator(*database_, clock_, log_, migrations);
    co_await migrator.upgrade();
    auto const rows = co_await database_->read(
        [](Transaction& tx) { return tx.query<Row>("SELECT key, value FROM records ORDER BY key"); });
    for (auto const& row : rows) records.push_back({row.key, json::parse(row.value)});
    co_return records;
}

void Store::put(std::string key, json::Value const& value) {
    if (!database_) return;
    pending_.push_back({std::move(key), json::dump(value)});
    ++changed_;
}

void Store::erase(std::string key) {
    if (!database_) return;
    pending_.push_back({std::move(key), std::nullopt});
    ++changed_;
}

awaitable<void> Store::flush() {
    auto const mine = changed_;
    while (committed_ < mine) {
        // The writer is a task of its own: a caller that goes away must not take others' changes with it.
        if (!std::exchange(writing_, true)) {
            failure_ = nullptr;
            tasks_.spawn("sandbox_store", write_all());
        }
        co_await done_.wait();
        if (failure_ && committed_ < mine) std::rethrow_exception(failure_);
    }
}

awaitable<void> Store::write_all() {
    while (committed_ < changed_ && !failure_) {
        auto const upto = changed_;
        auto batch = std::exchange(pending_, {});
        try {
            co_await database_->write([&batch](Transaction& tx) {
                for (auto const& [key, value] : batch) {
                    if (value)
                        tx.execute("INSERT INTO records (key, value) VALUES ($1, $2) "
                                   "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                                   key, *value);
                    else tx.execute("DELETE FROM records WHERE key = $1", key);
                }
            });
            committed_ = upto;
        } catch (std::exception const& e) {
            log_.error("sandbox_store_failed", "error", e.what());
            failure_ = std::current_exception();
            pending_.insert(pending_.begin(), std::make_move_iterator(batch.begin()),
                            std::make_move_iterator(batch.end()));
        }
        done_.notify_all();
    }
    writing_ = false;
    done_.notify_all();
}

awaitable<void> Store::close() { co_await tasks_.join(); }

}  // namespace aisha::sandbox
