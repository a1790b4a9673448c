// A real PostgreSQL server for tests.
#pragma once

#include "core/secret.hpp"
#include "tests/support/reserved_port.hpp"

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace aisha::tests {

/// Started by tests/support/postgres in a folder of its own; gone with this object or this process.
class PostgresServer {
public:
    /// Throws std::runtime_error where it does not come up.
    PostgresServer();
    ~PostgresServer();
    PostgresServer(PostgresServer const&) = delete;
    PostgresServer& operator=(PostgresServer const&) = delete;

    /// One for the whole test program, started when it is first asked for.
    static PostgresServer& shared();

    /// Makes an empty database and gives its address.
    Secret make_database();
    /// Runs a statement as its owner, outside of everything.
    void run(Secret const& database, std::string const& sql);
    /// As an operator does it: connections are cut, then it comes back.
    void restart();
    /// SIGKILL to all of its processes.
    void kill();
    void start();

private:
    std::string url(std::string const& database) const;

    std::filesystem::path folder_;
    ReservedPort port_;
    pid_t pid_ = 0;
    int databases_ = 0;
};

}  // namespace aisha::tests
