// Objects in a bucket of S3, MinIO or whatever speaks their protocol.
#pragma once

#include "core/clock.hpp"
#include "core/log.hpp"
#include "net/http.hpp"
#include "net/s3_signature.hpp"
#include "services/storage/object_store.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// Where the bucket's name stands in an address.
enum class S3Addressing {
    path,         ///< http://host/bucket/key: MinIO and most others
    virtual_host  ///< https://bucket.host/key: Amazon
};

struct S3Options {
    std::string endpoint;  ///< scheme, host and port, without a slash at the end
    net::S3Credentials credentials;
    std::string bucket;
    S3Addressing addressing = S3Addressing::path;
};

/// Keeps the object of key K under that key, with its SHA-256 as metadata (x-amz-meta-sha256), which every
/// get compares. Files are streamed from and to disk, above limits::s3_single_put_max in parts; an upload
/// that fails is aborted. A request that meets a network error or a busy server is tried
/// limits::s3_tries_max times before Unavailable. A refusal that the operator must mend is a ConfigError that
/// names the setting.
class S3Store : public ObjectStore {
public:
    /// Sends nothing yet. Files are hashed on `pool`. What it is given by reference outlives every call.
    S3Store(net::Transport& transport, asio::thread_pool& pool, Clock& clock, Log log, S3Options options);

    awaitable<StoredObject> put(std::string key, std::filesystem::path file) override;
    awaitable<bool> get(std::string key, std::filesystem::path to) override;
    awaitable<void> remove(std::string key) override;
    /// Makes the bucket where it is missing, writes a small object and removes it.
    awaitable<void> check() override;

    /// An address that lets whoever has it GET the object for `lifetime`, a second to
    /// limits::s3_presigned_max; it is not looked whether there is one. Throws std::invalid_argument for any
    /// other lifetime and for what is no key.
    std::string presigned_url(std::string_view key, std::chrono::seconds lifetime) const;

private:
    struct Source;
    struct Upload;

    static Source hashed(std::filesystem::path const& file);
    std::string url(std::string_view key) const;
    net::Request request(std::string method, std::string_view key, std::string const& query = "") const;
    awaitable<net::Response> ask(net::Request request, std::string payload_sha256);
    [[noreturn]] void throw_error(net::Response const& response) const;

    awaitable<void> require_bucket();
    awaitable<void> make_bucket();
    awaitable<void> put_whole(std::string key, Source const& source);
    awaitable<void> put_in_parts(std::string key, Source const& source);
    awaitable<std::vector<std::string>> send_parts(Upload const& upload);
    awaitable<void> complete(Upload const& upload, std::vector<std::string> etags);
    awaitable<void> abort(Upload const& upload);
    awaitable<bool> holds(std::string key, std::string sha256);

    net::Transport& transport_;
    asio::thread_pool& pool_;
    Clock& clock_;
    Log log_;
    S3Options options_;
    bool has_bucket_ = false;
};

}  // namespace aisha
