// SQLite's C interface, and nothing of threads.
#include "database/sqlite_connection.hpp"

#include "core/errors.hpp"
#include "core/limits.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <charconv>

namespace aisha {

namespace {

/// "Aish": what PRAGMA application_id says of a file of ours.
/// https://www.sqlite.org/pragma.html#pragma_application_id
constexpr std::int64_t application_id = 0x41697368;
constexpr int progress_every_steps = 100'000;

std::string_view text_of(char const* text) { return text ? std::string_view(text) : std::string_view(); }

SqlValue column(sqlite3_stmt* statement, int number) {
    switch (sqlite3_column_type(statement, number)) {
        case SQLITE_INTEGER: return static_cast<std::int64_t>(sqlite3_column_int64(statement, number));
        case SQLITE_FLOAT: return sqlite3_column_double(statement, number);
        case SQLITE_NULL: return std::monostate{};
        default: break;
    }
    auto const* bytes = static_cast<char const*>(sqlite3_column_blob(statement, number));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(statement, number));
    return bytes ? std::string(bytes, size) : std::string();
}

int bind_value(sqlite3_stmt* statement, int place, SqlValue const& value) {
    if (auto const* whole = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(statement, place, *whole);
    if (auto const* number = std::get_if<double>(&value))
        return sqlite3_bind_double(statement, place, *number);
    if (auto const* text = std::get_if<std::string>(&value))
        return sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_null(statement, place);
}

/// Back to the state before the first step, so that the statement holds no lock and can be used again.
class ResetAfterUse {
public:
    explicit ResetAfterUse(sqlite3_stmt* statement) : statement_(statement) {}
    ~ResetAfterUse() { sqlite3_reset(statement_); }
    ResetAfterUse(ResetAfterUse const&) = delete;
    ResetAfterUse& operator=(ResetAfterUse const&) = delete;

private:
    sqlite3_stmt* statement_;
};

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }
void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteConnection::SqliteConnection(std::filesystem::path const& file, Use use) : use_(use) {
    auto const name = use == Use::scratch ? std::string(":memory:") : file.string();
    sqlite3* handle = nullptr;
    // Multi-thread mode: this object is used by one thread at a time, so SQLite need not lock.
    int const code = sqlite3_open_v2(
        name.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    if (code != SQLITE_OK)
        throw ConfigError(fmt::format("cannot open the database {}: {}", name, sqlite3_errstr(code)));
    sqlite3_extended_result_codes(handle, 1);
    configure(file);
    begin_ = prepare(use == Use::read ? "BEGIN" : "BEGIN IMMEDIATE", SQLITE_PREPARE_PERSISTENT);
    commit_ = prepare("COMMIT", SQLITE_PREPARE_PERSISTENT);
    rollback_ = prepare("ROLLBACK", SQLITE_PREPARE_PERSISTENT);
    savepoint_ = prepare("SAVEPOINT one", SQLITE_PREPARE_PERSISTENT);
    release_ = prepare("RELEASE one", SQLITE_PREPARE_PERSISTENT);
    rollback_to_ = prepare("ROLLBACK TO one", SQLITE_PREPARE_PERSISTENT);
}

SqliteConnection::~SqliteConnection() = default;

void SqliteConnection::configure(std::filesystem::path const& file) {
    using Milliseconds = std::chrono::milliseconds;
    sqlite3_busy_timeout(handle_.get(), static_cast<int>(Milliseconds(limits::sqlite_busy_timeout).count()));
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    if (use_ == Use::write) claim_file(file);
    // The journal of savepoints stays in memory (temp_store): it is written for every page of every closure.
    script("PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = "
           "MEMORY; "
           "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;");
    if (use_ == Use::write) {
        script(fmt::format("PRAGMA journal_size_limit = {};", limits::sqlite_truncate_above));
        // What is deleted is overwritten, so that nobody reads it in the file.
        script("PRAGMA secure_delete = ON;");
        page_size_ = pragma("page_size");
        sqlite3_wal_hook(handle_.get(), on_wal, this);
        check(file);
    } else if (use_ == Use::read) {
        script("PRAGMA query_only = ON;");
        sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
}

/// Refuses a file that another program made, marks a new one as ours.
void SqliteConnection::claim_file(std::filesystem::path const& file) {
    try {
        auto const id = pragma("application_id");
        auto const objects =
            std::get<std::int64_t>(run("SELECT count(*) FROM sqlite_master", {}).rows.at(0).at(0));
        if (id != application_id && (id != 0 || objects != 0))
            throw ConfigError(fmt::format("{} is a database of another program", file.string()));
        auto const mode = run("PRAGMA journal_mode = WAL", {});
        if (mode.rows.empty() || std::get<std::string>(mode.rows[0].at(0)) != "wal")
            throw ConfigError(fmt::format("the file system of {} cannot hold a database (no write-ahead log)",
                                          file.string()));
        if (id != application_id) script(fmt::format("PRAGMA application_id = {};", application_id));
    } catch (DatabaseError const& e) {
        throw ConfigError(fmt::format("{} cannot be used as the database: {}", file.string(), e.what()));
    }
    statements_.clear();
}

void SqliteConnection::check(std::filesystem::path const& file) {
    if (static_cast<limits::Bytes>(pragma("page_count") * page_size_) > limits::sqlite_quick_check_below)
        return;
    std::string verdict;
    try {
        verdict = std::get<std::string>(run("PRAGMA quick_check(1)", {}).rows.at(0).at(0));
    } catch (DatabaseError const& e) {
        verdict = e.what();
    }
    if (verdict != "ok")
        throw ConfigError(
            fmt::format("the database {} is damaged ({}): restore a backup", file.string(), verdict));
    statements_.clear();
}

std::int64_t SqliteConnection::pragma(std::string_view name) {
    return std::get<std::int64_t>(run(fmt::format("PRAGMA {}", name), {}).rows.at(0).at(0));
}

std::unique_ptr<sqlite3_stmt, SqliteConnection::Finalize> SqliteConnection::prepare(std::string_view sql,
                                                                                    unsigned flags) {
    sqlite3_stmt* statement = nullptr;
    char const* rest = nullptr;
    int const code =
        sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), flags, &statement, &rest);
    std::unique_ptr<sqlite3_stmt, Finalize> result(statement);
    if (code != SQLITE_OK) fail(sql);
    auto const left = sql.substr(static_cast<std::size_t>(rest - sql.data()));
    if (!result || left.find_first_not_of(" \n\t;") != std::string_view::npos)
        throw std::logic_error(fmt::format("not one statement: {}", sql));
    return result;
}

SqliteConnection::Statement& SqliteConnection::statement(std::string_view sql) {
    if (auto const known = statements_.find(sql); known != statements_.end()) return known->second;
    if (statements_.size() >= limits::sqlite_statements_max) statements_.clear();
    Statement made{prepare(sql, SQLITE_PREPARE_PERSISTENT), {}};
    // SQLite takes $1 for a name and numbers places by first appearance, so the names are read back.
    int const places = sqlite3_bind_parameter_count(made.handle.get());
    for (int place = 1; place <= places; ++place) {
        auto const name = text_of(sqlite3_bind_parameter_name(made.handle.get(), place));
        std::size_t number = 0;
        if (name.size() < 2 || name[0] != '$' ||
            std::from_chars(name.data() + 1, name.data() + name.size(), number).ptr !=
                name.data() + name.size() ||
            number < 1)
            throw std::logic_error(fmt::format("parameters are $1, $2…: {}", sql));
        made.parameters.push_back(number - 1);
    }
    return statements_.emplace(std::string(sql), std::move(made)).first->second;
}

void SqliteConnection::bind(Statement& statement, std::vector<SqlValue> const& parameters) {
    if (statement.parameters.size() != parameters.size())
        throw std::logic_error(fmt::format("{} parameters given, {} used: {}", parameters.size(),
                                           statement.parameters.size(), sqlite3_sql(statement.handle.get())));
    int place = 0;
    for (auto const number : statement.parameters) {
        ++place;
        if (number >= parameters.size())
            throw std::logic_error(
                fmt::format("${} is not given: {}", number + 1, sqlite3_sql(statement.handle.get())));
        if (bind_value(statement.handle.get(), place, parameters[number]) != SQLITE_OK)
            fail(text_of(sqlite3_sql(statement.handle.get())));
    }
}

SqlResult SqliteConnection::run(std::string_view sql, std::vector<SqlValue> const& parameters) {
    Statement& prepared = statement(sql);
    sqlite3_stmt* const handle = prepared.handle.get();
    ResetAfterUse const reset(handle);
    bind(prepared, parameters);
    auto const changes_before = sqlite3_total_changes64(handle_.get());
    SqlResult result;
    int code = sqlite3_step(handle);
    int const columns = sqlite3_column_count(handle);
    for (int number = 0; number < columns; ++number)
        result.columns.emplace_back(text_of(sqlite3_column_name(handle, number)));
    for (; code == SQLITE_ROW; code = sqlite3_step(handle)) {
        auto& row = result.rows.emplace_back();
        row.reserve(static_cast<std::size_t>(columns));
        for (int number = 0; number < columns; ++number) row.push_back(column(handle, number));
    }
    if (code != SQLITE_DONE) fail(sql);
    // sqlite3_changes64 alone would repeat the figure of an earlier statement after one that changes nothing.
    if (sqlite3_total_changes64(handle_.get()) != changes_before)
        result.changed = sqlite3_changes64(handle_.get());
    return result;
}

void SqliteConnection::script(std::string_view sql) {
    if (sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(sql.substr(0, sql.find('\n')));
}

void SqliteConnection::control(std::unique_ptr<sqlite3_stmt, Finalize> const& statement) {
    ResetAfterUse const reset(statement.get());
    if (sqlite3_step(statement.get()) != SQLITE_DONE) fail(text_of(sqlite3_sql(statement.get())));
}

void SqliteConnection::limit_steps(std::uint64_t steps_max) {
    steps_max_ = steps_max;
    sqlite3_progress_handler(handle_.get(), progress_every_steps, on_progress, this);
}

void SqliteConnection::begin() {
    steps_ = 0;
    control(begin_);
}

void SqliteConnection::commit() {
    int code = SQLITE_OK;
    {
        ResetAfterUse const reset(commit_.get());
        code = sqlite3_step(commit_.get());
    }
    if (code == SQLITE_DONE) return;
    std::string const message = sqlite3_errmsg(handle_.get());
    int const kind = code & 0xFF;
    rollback();
    // A full disk is found while the log is written, before the mark that makes a commit: nothing is
    // committed.
    if (kind == SQLITE_FULL) throw Unavailable("the disk is full");
    if (kind == SQLITE_BUSY) throw Unavailable("the database is locked by another program");
    if (kind == SQLITE_CONSTRAINT) throw ConstraintError(message);
    throw OutcomeUnknown(fmt::format("commit: {} ({})", message, code));
}

void SqliteConnection::rollback() noexcept {
    if (!in_transaction()) return;
    ResetAfterUse const reset(rollback_.get());
    sqlite3_step(rollback_.get());
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

void SqliteConnection::rollback_to_savepoint() {
    control(rollback_to_);
    control(release_);
}

void SqliteConnection::checkpoint_where_due() {
    auto const bytes = [this](std::int64_t pages) { return static_cast<limits::Bytes>(pages * page_size_); };
    if (wal_pages_ < wal_pages_tried_) wal_pages_tried_ = 0;  // it began anew
    if (bytes(wal_pages_ - wal_pages_tried_) < limits::sqlite_checkpoint_above) return;
    int const mode = bytes(wal_pages_) < limits::sqlite_truncate_above ? SQLITE_CHECKPOINT_PASSIVE
                                                                       : SQLITE_CHECKPOINT_TRUNCATE;
    // Readers are not waited for: the writer has better things to do, and comes again after the next few
    // megabytes.
    sqlite3_busy_timeout(handle_.get(), 0);
    int const code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, mode, nullptr, nullptr);
    using Milliseconds = std::chrono::milliseconds;
    sqlite3_busy_timeout(handle_.get(), static_cast<int>(Milliseconds(limits::sqlite_busy_timeout).count()));
    ++checkpoints_;
    wal_pages_tried_ = wal_pages_;
    if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) fail("checkpoint");
}

bool SqliteConnection::scrub() {
    // secure_delete overwrites cells that are deleted, not what moving cells between pages leaves behind:
    // only writing every page anew does. Its copy is as large as the database, so it is no place for memory.
    script("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY;");
    int const code =
        sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    ++checkpoints_;
    wal_pages_tried_ = 0;
    if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) fail("checkpoint");
    return code == SQLITE_OK;
}

void SqliteConnection::fail(std::string_view doing) {
    int const code = sqlite3_extended_errcode(handle_.get());
    std::string const message = sqlite3_errmsg(handle_.get());
    switch (code & 0xFF) {
        case SQLITE_CONSTRAINT: throw ConstraintError(message);
        case SQLITE_BUSY:
        case SQLITE_LOCKED: throw Unavailable("the database is locked by another program");
        case SQLITE_FULL: throw Unavailable("the disk is full");
        case SQLITE_INTERRUPT: throw Unavailable("a read of the database took too long");
        default: throw DatabaseError(fmt::format("{} ({}): {}", message, code, doing.substr(0, 200)));
    }
}

int SqliteConnection::on_progress(void* self) {
    auto& connection = *static_cast<SqliteConnection*>(self);
    connection.steps_ += progress_every_steps;
    return connection.steps_ > connection.steps_max_ ? 1 : 0;
}

int SqliteConnection::on_wal(void* self, sqlite3*, char const*, int pages) {
    static_cast<SqliteConnection*>(self)->wal_pages_ = pages;
    return SQLITE_OK;
}

}  // namespace aisha
