// Durability of the world: it lives in memory, and every change of it is written as a record, key and JSON.
#pragma once

#include "core/async.hpp"
#include "core/json.hpp"
#include "database/database.hpp"
#include "sandbox/signal.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisha::sandbox {

/// Without a folder nothing is kept and everything here does nothing. Changes are grouped: one transaction
/// takes all that waits.
class Store {
public:
    Store(asio::any_io_executor executor, Clock& clock, Log log, std::optional<std::filesystem::path> folder);
    ~Store();

    struct Record {
        std::string key;
        json::Value value;
    };
    /// Migrates the database and gives all records in the order of their keys. Once, before anything else.
    awaitable<std::vector<Record>> load();

    /// Remembers that the record changed; `flush` makes it durable.
    void put(std::string key, json::Value const& value);
    void erase(std::string key);
    /// Until everything that was put or erased before is on disk. Cancelling the wait does not undo it.
    awaitable<void> flush();
    /// Ends the writer after what is under way. Call when nobody flushes any more.
    awaitable<void> close();

private:
    struct Change {
        std::string key;
        std::optional<std::string> value;  ///< nothing: erased
    };
    awaitable<void> write_all();

    Clock& clock_;
    Log log_;
    std::unique_ptr<Database> database_;
    std::vector<Change> pending_;
    std::uint64_t changed_ = 0;
    std::uint64_t committed_ = 0;
    std::exception_ptr failure_;  ///< of the last write; the next flush begins it anew
    bool writing_ = false;
    Signal done_;
    TaskGroup tasks_;
};

}  // namespace aisha::sandbox
