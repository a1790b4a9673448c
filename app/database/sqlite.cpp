// The threads behind SQLite: one that writes, committing all that waits at once, and a few that read.
#include "database/sqlite.hpp"

#include "core/errors.hpp"
#include "core/limits.hpp"
#include "database/file_lock.hpp"
#include "database/lane.hpp"
#include "database/sqlite_connection.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace aisha {

namespace {

class SqliteTransaction final : public Transaction {
public:
    explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}

    SqlResult run(std::string_view sql, std::vector<SqlValue> const& parameters) override {
        return connection_.run(sql, parameters);
    }
    void script(std::string_view sql) override { connection_.script(sql); }
    void after_commit(std::function<void()> action) override { actions_.push_back(std::move(action)); }
    bool hold(std::string_view /*name*/) override { return true; }
    std::string_view skip_locked() const override { return ""; }

    std::vector<std::function<void()>> take_actions() { return std::move(actions_); }

private:
    SqliteConnection& connection_;
    std::vector<std::function<void()>> actions_;
};

void end_process(Log const& log, std::string const& error) {
    log.error("database_outcome_unknown", "error", error, "action",
              "the process ends, the next start decides");
    std::_Exit(1);
}

/// Makes the folder and an empty file that only its owner can read; SQLite gives its other files the same
/// rights.
void prepare_file(std::filesystem::path const& file) {
    std::error_code error;
    if (auto const folder = file.parent_path(); !folder.empty())
        std::filesystem::create_directories(folder, error);
    int const descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        throw ConfigError(fmt::format("cannot open the database {}: {}", file.string(),
                                      std::system_category().message(errno)));
    struct statfs system{};
    int const code = ::fstatfs(descriptor, &system);
    ::close(descriptor);
    if (code != 0) return;
    // Locks and shared memory are not reliable there. https://www.sqlite.org/faq.html#q5
    auto const type = static_cast<std::uint32_t>(system.f_type);
    if (type == NFS_SUPER_MAGIC || type == SMB_SUPER_MAGIC || type == CIFS_SUPER_MAGIC ||
        type == SMB2_SUPER_MAGIC)
        throw ConfigError(
            fmt::format("the database {} is on a network file system: use a local disk", file.string()));
}

}  // namespace

class SqliteDatabase::Threads {
public:
    Threads(asio::any_io_executor loop, Log log, Options options)
        : log_(log),
          options_(std::move(options)),
          writes_(std::make_shared<Lane>(loop, log)),
          reads_(std::make_shared<Lane>(loop, std::move(log))) {
        if (!options_.only_look) {
            prepare_file(options_.file);
            lock_.emplace(options_.file);
            writer_.emplace(options_.file, SqliteConnection::Use::write);
        }
        for (std::size_t number = 0; number < std::max<std::size_t>(options_.readers, 1); ++number) {
            readers_.push_back(
                std::make_unique<SqliteConnection>(options_.file, SqliteConnection::Use::read));
            readers_.back()->limit_steps(options_.read_steps_max);
        }
    }

    ~Threads() {
        writes_->close();
        reads_->close();
        threads_.clear();  // joins
        writes_->cancel_waiting();
        reads_->cancel_waiting();
        readers_.clear();  // the writer is the last to close, and moves the log into the database
    }
    Threads(Threads const&) = delete;
    Threads& operator=(Threads const&) = delete;

    void start() {
        if (writer_) {
            threads_.emplace_back([this] { write_all(); });
            ::pthread_setname_np(threads_.back().native_handle(), "db-writer");
        }
        for (auto const& reader : readers_) {
            threads_.emplace_back([this, &connection = *reader] { read_all(connection); });
            ::pthread_setname_np(threads_.back().native_handle(), "db-reader");
        }
    }

    void want_scrub() { wants_scrub_ = true; }
    bool wants_scrub() const { return wants_scrub_; }

    Lane& writes() {
        if (!writer_) throw DatabaseError("this database is open to look at only");
        return *writes_;
    }
    Lane& reads() { return *reads_; }
    Counts counts() const { return {writes_done_, commits_, checkpoints_}; }

private:
    void write_all() {
        for (;;) {
            Batch batch = writes_->take(limits::write_batch_max);
            if (batch.empty()) return;
            writes_done_ += batch.size();
            try {
                write_batch(batch);
            } catch (...) {
                writer_->rollback();
                fail_all(batch, std::current_exception());
            }
            writes_->answer(std::move(batch));
            try {
                if (wants_scrub_) wants_scrub_ = !writer_->scrub();
                else writer_->checkpoint_where_due();
                checkpoints_ = writer_->checkpoints();
            } catch (Unavailable const& e) {
                log_.warning("checkpoint_postponed", "error", e.what());
            } catch (std::exception const& e) {
                outcome_unknown(e.what());
            }
        }
    }

    void write_batch(Batch& batch) {
        if (broken_) throw DatabaseError("the database is closed after an I/O error");
        writer_->begin();
        bool changed = false;
        for (auto& operation : batch) changed |= write_one(operation);
        if (!changed) {
            writer_->rollback();
            return;
        }
        try {
            writer_->commit();
            ++commits_;
        } catch (OutcomeUnknown const& e) {
            outcome_unknown(e.what());
            throw;
        }
    }

    /// Runs one closure inside its savepoint; false where it failed and left nothing.
    bool write_one(Operation& operation) {
        writer_->savepoint();
        SqliteTransaction tx(*writer_);
        try {
            operation.work(tx);
        } catch (...) {
            operation.error = std::current_exception();
        }
        if (!writer_->in_transaction()) {
            // Gone with all that the batch did before: on a full disk or an I/O error SQLite rolls back by
            // itself.
            if (operation.error) std::rethrow_exception(operation.error);
            throw std::logic_error("a transaction was ended by its own function");
        }
        if (operation.error) {
            writer_->rollback_to_savepoint();
            return false;
        }
        writer_->release();
        operation.after_commit = tx.take_actions();
        return true;
    }

    void fail_all(Batch& batch, std::exception_ptr const& error) {
        bool const alone = batch.size() == 1;
        for (auto& operation : batch) {
            operation.after_commit.clear();
            if (operation.error) continue;
            // Who did nothing wrong is told to try again, whatever it was that ended the common transaction.
            operation.error =
                alone || broken_ ? error : std::make_exception_ptr(Unavailable(describe(error)));
        }
    }

    void outcome_unknown(std::string const& error) {
        if (!options_.on_unknown_outcome) end_process(log_, error);
        broken_ = true;
        options_.on_unknown_outcome(error);
    }

    void read_all(SqliteConnection& connection) {
        for (;;) {
            Batch batch = reads_->take(1);
            if (batch.empty()) return;
            auto& operation = batch.front();
            try {
                connection.begin();
                SqliteTransaction tx(connection);
                operation.work(tx);
                operation.after_commit = tx.take_actions();
            } catch (...) {
                operation.error = std::current_exception();
            }
            connection.rollback();
            reads_->answer(std::move(batch));
        }
    }

    Log log_;
    Options options_;
    std::optional<FileLock> lock_;
    std::optional<SqliteConnection> writer_;
    std::vector<std::unique_ptr<SqliteConnection>> readers_;
    std::shared_ptr<Lane> writes_;
    std::shared_ptr<Lane> reads_;
    std::vector<std::jthread> threads_;
    bool broken_ = false;  // of the writer
    std::atomic<bool> wants_scrub_ = false;
    std::atomic<std::uint64_t> writes_done_ = 0;
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> checkpoints_ = 0;
};

SqliteDatabase::SqliteDatabase(asio::any_io_executor loop, Log log, Options options)
    : threads_(std::make_unique<Threads>(std::move(loop), std::move(log), std::move(options))) {
    threads_->start();
}

SqliteDatabase::~SqliteDatabase() = default;

SqliteDatabase::Counts SqliteDatabase::counts() const { return threads_->counts(); }

awaitable<void> SqliteDatabase::scrub() {
    // Whatever runs after the request has been seen knows how it went.
    threads_->want_scrub();
    constexpr int turns = 2;
    for (int turn = 0; turn < turns; ++turn) co_await write([](Transaction&) {});
    if (threads_->wants_scrub()) throw Unavailable("the database's log is in use by a long read");
}

awaitable<bool> SqliteDatabase::hold(std::string /*name*/) { co_return true; }

awaitable<void> SqliteDatabase::run_write(Work work) {
    return threads_->writes().run(std::move(work), false);
}

awaitable<void> SqliteDatabase::run_read(Work work) { return threads_->reads().run(std::move(work), true); }

}  // namespace aisha
