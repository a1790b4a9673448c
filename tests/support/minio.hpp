// A real MinIO for tests: `make test` installs the program first.
#pragma once

#include "core/process.hpp"
#include "net/http_client.hpp"
#include "services/storage/s3_store.hpp"
#include "tests/support/reserved_port.hpp"
#include "tests/support/run.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace aisha::tests {

/// The program in the cache folder; nothing where it is not installed.
std::optional<std::filesystem::path> minio_program();

/// What a test says that is skipped without it.
inline constexpr auto without_minio = "MinIO is not installed; run scripts/minio";

/// A MinIO on a free port of the loopback, with a folder of its own. It ends with this object.
class MinioServer {
public:
    /// Starts `program` and waits until it answers.
    explicit MinioServer(std::filesystem::path const& program);

    /// The one that all tests of this program use, started by the first that asks. Call it only where the
    /// program is installed.
    static MinioServer& of_this_program();

    /// Options of a store in `bucket`.
    S3Options options(std::string bucket) const;
    /// Kills it; its objects stay.
    void stop();
    /// Starts it again at the same address and waits until it answers.
    void start();

private:
    asio::io_context loop_{1};
    TemporaryFolder folder_;
    net::HttpClient http_{loop_.get_executor()};
    std::filesystem::path program_;
    ReservedPort port_;
    std::string address_;
    std::unique_ptr<Process> process_;
};

}  // namespace aisha::tests
