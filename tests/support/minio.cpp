// A real MinIO for tests.
#include "tests/support/minio.hpp"

#include <cstdlib>

namespace aisha::tests {

namespace {

constexpr auto user = "aisha-tests";
constexpr auto password = "aisha-tests-password";
constexpr auto start_limit = std::chrono::seconds(60);

awaitable<void> until_it_answers(net::Transport& http, std::string url) {
    SystemClock clock;
    constexpr auto between_looks = std::chrono::milliseconds(50);
    while (true) {
        try {
            if ((co_await http.send({.url = url})).ok()) co_return;
        } catch (net::TransportError const&) {}
        co_await clock.sleep(between_looks);
    }
}

}  // namespace

std::optional<std::filesystem::path> minio_program() {
    auto const variable = [](char const* name) {
        auto const* value = std::getenv(name);
        return std::filesystem::path(value ? value : "");
    };
    auto const cache_home = variable("XDG_CACHE_HOME");
    auto program =
        (cache_home.empty() ? variable("HOME") / ".cache" : cache_home) / "aisha" / "minio" / "minio";
    if (!std::filesystem::is_regular_file(program)) return std::nullopt;
    return program;
}

MinioServer::MinioServer(std::filesystem::path const& program)
    : program_(program), address_(fmt::format("127.0.0.1:{}", port_.number())) {
    start();
}

MinioServer& MinioServer::of_this_program() {
    static MinioServer server(minio_program().value());
    return server;
}

void MinioServer::start() {
    auto const path = [&](auto const* name) { return (folder_.path() / name).string(); };
    process_ = std::make_unique<Process>(
        loop_.get_executor(),
        ProcessOptions{.arguments = {program_.string(), "server", path("data"), "--address", address_,
                                     "--config-dir", path("config")},
                       .environment = {{"MINIO_ROOT_USER", user},
                                       {"MINIO_ROOT_PASSWORD", password},
                                       {"MINIO_BROWSER", "off"},
                                       {"MINIO_UPDATE", "off"},
                                       {"HOME", folder_.path().string()}},
                       .log_file = folder_.path() / "log"});
    try {
        run(loop_, until_it_answers(http_, "http://" + address_ + "/minio/health/live"), start_limit);
    } catch (std::exception const&) {
        throw std::runtime_error("MinIO does not start: " + read_file(folder_.path() / "log"));
    }
}

void MinioServer::stop() { process_.reset(); }

S3Options MinioServer::options(std::string bucket) const {
    return {.endpoint = "http://" + address_,
            .credentials = {.access_key = user, .secret_key = Secret(password), .region = "us-east-1"},
            .bucket = std::move(bucket)};
}

}  // namespace aisha::tests
