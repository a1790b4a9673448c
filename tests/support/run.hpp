// Running coroutines in tests, and folders that vanish with the test.
#pragma once

#include "core/async.hpp"
#include "core/log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <stdexcept>

namespace aisha::tests {

/// Runs `task` on `loop` and gives its result or exception. Fails the test after `limit` of real time.
template <class T>
T run(asio::io_context& loop, awaitable<T> task, std::chrono::seconds limit = std::chrono::seconds(30)) {
    auto future = asio::co_spawn(loop, std::move(task), asio::use_future);
    auto const deadline = std::chrono::steady_clock::now() + limit;
    loop.restart();
    while (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the coroutine did not end in time");
        if (loop.stopped()) loop.restart();
        loop.run_one_for(std::chrono::milliseconds(100));
    }
    return future.get();
}

/// Turns `loop` until `condition` holds; false where it does not within `limit` of real time.
template <class Condition>
bool run_until(asio::io_context& loop, Condition condition,
               std::chrono::seconds limit = std::chrono::seconds(30)) {
    auto const deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        if (loop.stopped()) loop.restart();
        loop.run_one_for(std::chrono::milliseconds(10));
    }
    return true;
}

/// An empty folder, removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    std::filesystem::path const& path() const { return path_; }
    /// Writes a file and gives its path.
    std::filesystem::path write(std::string_view name, std::string_view bytes) const;

private:
    std::filesystem::path path_;
};

/// All bytes of a file.
std::string read_file(std::filesystem::path const& file);

/// A log that goes nowhere.
Log silent_log();

}  // namespace aisha::tests
