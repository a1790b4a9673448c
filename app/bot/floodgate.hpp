// Whether updates may be taken in: not while messages pile up unsent, updates unhandled, or a disk is full.
#pragma once

#include "core/async.hpp"
#include "database/database.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aisha::bot {

/// Asked before updates are taken in; Telegram keeps what is not taken for a day.
class Floodgate {
public:
    struct Options {
        std::vector<std::filesystem::path> folders;  ///< on whose disks we write
        /// Bytes that may be written there; nothing where the folder cannot be asked.
        std::function<std::optional<std::uintmax_t>(std::filesystem::path const&)> free_space;
    };
    Floodgate(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Options options);

    /// Looks every limits::intake_look_every, until `stop`.
    awaitable<void> run();
    void stop();

    bool is_open() const { return why_.empty(); }
    /// Why it is closed, for people; empty while it is open.
    std::string const& why() const { return why_; }

private:
    /// Something that piles up, and how much of it is there. It is too much above `most`, and no longer from
    /// half of that down.
    struct Pile {
        std::string why;
        std::int64_t most = 0;
        std::int64_t now = 0;
        bool too_much = false;
    };

    awaitable<void> look();
    bool is_full(std::filesystem::path const& folder) const;
    void set(std::string why);

    Database& database_;
    Clock& clock_;
    Log log_;
    Options options_;
    std::vector<Pile> piles_;
    std::string why_;
    Wakeup stopped_;
    bool stopping_ = false;
};

/// What the file system says of a folder.
std::optional<std::uintmax_t> free_space(std::filesystem::path const& folder);

}  // namespace aisha::bot
