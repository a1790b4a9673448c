// The threads behind SQLite. The loop hands closures over in batches, one a turn; the writer commits a batch
// at a time. This is the one place of the program with a mutex.
#include "database/sqlite.hpp"

#include "core/errors.hpp"
#include "core/limits.hpp"
#include "database/file_lock.hpp"
#include "database/sqlite_connection.hpp"

#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <linux/magic.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>

namespace aisha {

namespace {

using Actions = std::vector<std::function<void()>>;

class SqliteTransaction final : public Transaction {
public:
    explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}

    SqlResult run(std::string_view sql, std::vector<SqlValue> const& parameters) override {
        return connection_.run(sql, parameters);
    }
    void script(std::string_view sql) override { connection_.script(sql); }
    void after_commit(std::function<void()> action) override { actions_.push_back(std::move(action)); }
    std::string_view skip_locked() const override { return ""; }

    Actions take_actions() { return std::move(actions_); }

private:
    SqliteConnection& connection_;
    Actions actions_;
};

/// A closure on its way to a thread and back. The handler keeps the coroutine's frame, and with it everything
/// that the closure refers to, until it is called; nothing can cancel it, so the frame outlives the thread's
/// work.
struct Operation {
    std::function<void(Transaction&)> work;
    std::move_only_function<void(std::exception_ptr)> resume;
    std::exception_ptr error;
    Actions after_commit;
};
using Batch = std::vector<Operation>;

/// What waits for a thread.
class Lane {
public:
    /// Takes over all of `operations`.
    void put(Batch& operations) {
        bool many = false;
        {
            std::lock_guard const lock(mutex_);
            many = operations.size() > 1;
            for (auto& operation : operations) waiting_.push_back(std::move(operation));
        }
        operations.clear();
        if (many) filled_.notify_all();
        else filled_.notify_one();
    }

    /// Waits for work and takes up to `most`; empty once closed.
    Batch take(std::size_t most) {
        std::unique_lock lock(mutex_);
        filled_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        Batch taken;
        if (closed_) return taken;
        auto const count = std::min(most, waiting_.size());
        taken.reserve(count);
        for (std::size_t number = 0; number < count; ++number) {
            taken.push_back(std::move(waiting_.front()));
            waiting_.pop_front();
        }
        return taken;
    }

    /// No thread gets anything any more; returns what was left.
    Batch close() {
        Batch left;
        {
            std::lock_guard const lock(mutex_);
            closed_ = true;
            for (auto& operation : waiting_) left.push_back(std::move(operation));
            waiting_.clear();
        }
        filled_.notify_all();
        return left;
    }

private:
    std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Operation> waiting_;
    bool closed_ = false;
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

class SqliteDatabase::Threads : public std::enable_shared_from_this<Threads> {
public:
    Threads(asio::any_io_executor loop, Log log, Options options)
        : loop_(std::move(loop)), log_(std::make_shared<Log>(std::move(log))), options_(std::move(options)) {
        prepare_file(options_.file);
        lock_.emplace(options_.file);
        writer_.emplace(options_.file, SqliteConnection::Use::write);
        for (std::size_t number = 0; number < std::max<std::size_t>(options_.readers, 1); ++number) {
            readers_.push_back(
                std::make_unique<SqliteConnection>(options_.file, SqliteConnection::Use::read));
            readers_.back()->limit_steps(options_.read_steps_max);
        }
    }

    void start() {
        threads_.emplace_back([this] { write_all(); });
        ::pthread_setname_np(threads_.back().native_handle(), "db-writer");
        for (auto const& reader : readers_) {
            threads_.emplace_back([this, &connection = *reader] { read_all(connection); });
            ::pthread_setname_np(threads_.back().native_handle(), "db-reader");
        }
    }

    void stop() {
        Batch left = writes_.close();
        for (auto* batch : {&new_writes_, &new_reads_})
            for (auto& operation : *batch) left.push_back(std::move(operation));
        for (auto& operation : reads_.close()) left.push_back(std::move(operation));
        for (auto& thread : threads_) thread.join();
        for (auto& operation : left)
            operation.error =
                std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted));
        if (!left.empty()) answer(std::move(left));
        readers_.clear();  // the writer is the last to close, and moves the log into the database
        writer_.reset();
    }

    void write(Operation operation) { submit(new_writes_, std::move(operation)); }
    void read(Operation operation) { submit(new_reads_, std::move(operation)); }

    Counts counts() const { return {writes_done_, commits_, checkpoints_}; }

private:
    /// Closures of one turn of the loop travel together: one lock, one wake-up, and one commit.
    void submit(Batch& collected, Operation operation) {
        collected.push_back(std::move(operation));
        if (std::exchange(flush_due_, true)) return;
        asio::post(loop_, [weak = weak_from_this()] {
            auto const self = weak.lock();
            if (!self) return;
            self->flush_due_ = false;
            if (!self->new_writes_.empty()) self->writes_.put(self->new_writes_);
            if (!self->new_reads_.empty()) self->reads_.put(self->new_reads_);
        });
    }

    void answer(Batch batch) {
        asio::post(loop_, [batch = std::move(batch), log = log_]() mutable {
            for (auto& operation : batch) {
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

    void write_all() {
        for (;;) {
            Batch batch = writes_.take(limits::write_batch_max);
            if (batch.empty()) return;
            writes_done_ += batch.size();
            try {
                write_batch(batch);
            } catch (...) {
                writer_->rollback();
                fail_all(batch, std::current_exception());
            }
            answer(std::move(batch));
            try {
                writer_->checkpoint_where_due();
                checkpoints_ = writer_->checkpoints();
            } catch (Unavailable const& e) {
                log_->warning("checkpoint_postponed", "error", e.what());
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
        if (!options_.on_unknown_outcome) end_process(*log_, error);
        broken_ = true;
        options_.on_unknown_outcome(error);
    }

    void read_all(SqliteConnection& connection) {
        for (;;) {
            Batch batch = reads_.take(1);
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
            answer(std::move(batch));
        }
    }

    asio::any_io_executor loop_;
    std::shared_ptr<Log const> log_;
    Options options_;
    std::optional<FileLock> lock_;
    std::optional<SqliteConnection> writer_;
    std::vector<std::unique_ptr<SqliteConnection>> readers_;

    // Of the loop.
    Batch new_writes_;
    Batch new_reads_;
    bool flush_due_ = false;

    Lane writes_;
    Lane reads_;
    std::vector<std::thread> threads_;
    bool broken_ = false;  // of the writer
    std::atomic<std::uint64_t> writes_done_ = 0;
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> checkpoints_ = 0;
};

SqliteDatabase::SqliteDatabase(asio::any_io_executor loop, Log log, Options options)
    : threads_(std::make_shared<Threads>(std::move(loop), std::move(log), std::move(options))) {
    threads_->start();
}

SqliteDatabase::~SqliteDatabase() { threads_->stop(); }

SqliteDatabase::Counts SqliteDatabase::counts() const { return threads_->counts(); }

awaitable<void> SqliteDatabase::run_write(Work work) {
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void(std::exception_ptr)>(
        [this](auto handler, Work taken) { threads_->write({std::move(taken), std::move(handler), {}, {}}); },
        asio::use_awaitable, std::move(work));
}

awaitable<void> SqliteDatabase::run_read(Work work) {
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void(std::exception_ptr)>(
        [this](auto handler, Work taken) { threads_->read({std::move(taken), std::move(handler), {}, {}}); },
        asio::use_awaitable, std::move(work));
}

}  // namespace aisha
