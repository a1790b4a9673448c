// Starting, asking and ending a server.
#include "tests/support/postgres_server.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>

namespace aisha::tests {

PostgresServer::PostgresServer() {
    auto pattern = std::string("/tmp/aisha-postgres-XXXXXX");
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a folder for PostgreSQL");
    folder_ = pattern;
    start();
}

PostgresServer::~PostgresServer() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

void PostgresServer::start() {
    auto const program = std::string(AISHA_POSTGRES_SCRIPT);
    auto const folder = folder_.string();
    auto const port = std::to_string(port_.number());
    // What these tests are about is not the server's durability.
    std::array<char const*, 6> const arguments{program.c_str(), folder.c_str(), port.c_str(), "-c",
                                               "fsync=off",     nullptr};
    posix_spawn_file_actions_t actions{};
    ::posix_spawn_file_actions_init(&actions);
    auto const log = folder + "/log";
    ::posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                       S_IRUSR | S_IWUSR);
    ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
    int const error = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr,
                                    const_cast<char* const*>(arguments.data()), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " + program);
    auto const give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (PQping(url("postgres").c_str()) != PQPING_OK) {
        if (::waitpid(pid_, nullptr, WNOHANG) == pid_ || std::chrono::steady_clock::now() > give_up)
            throw std::runtime_error("PostgreSQL does not come up, see " + log);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

Secret PostgresServer::make_database() {
    auto const name = fmt::format("test_{}", ++databases_);
    run(Secret(url("postgres")), "CREATE DATABASE " + name);
    return Secret(url(name));
}

void PostgresServer::run(Secret const& database, std::string const& sql) {
    std::unique_ptr<PGconn, decltype(&PQfinish)> const connection(PQconnectdb(database.reveal().c_str()),
                                                                  &PQfinish);
    std::unique_ptr<PGresult, decltype(&PQclear)> const result(PQexec(connection.get(), sql.c_str()),
                                                               &PQclear);
    auto const status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(PQerrorMessage(connection.get()));
}

void PostgresServer::restart() {
    ::kill(pid_, SIGINT);  // "fast": https://www.postgresql.org/docs/15/server-shutdown.html
    ::waitpid(pid_, nullptr, 0);
    start();
}

void PostgresServer::kill() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

std::string PostgresServer::url(std::string const& database) const {
    return fmt::format("postgresql://aisha@127.0.0.1:{}/{}", port_.number(), database);
}

}  // namespace aisha::tests
