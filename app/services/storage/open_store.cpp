// Which ObjectStore the settings name.
#include "services/storage/open_store.hpp"

#include "services/storage/folder_store.hpp"
#include "services/storage/s3_store.hpp"

namespace aisha {

namespace {

/// Amazon wants the bucket in the host's name; its certificate does not cover names with more dots.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
S3Addressing addressing(Config::S3 const& s3) {
    bool const amazon = s3.endpoint.ends_with(".amazonaws.com");
    return amazon && !s3.bucket.contains('.') ? S3Addressing::virtual_host : S3Addressing::path;
}

}  // namespace

std::unique_ptr<ObjectStore> open_avatar_store(Config const& config, net::Transport& transport,
                                               asio::thread_pool& pool, Clock& clock, Log log) {
    auto theirs = config;
    if (theirs.s3) theirs.s3->bucket = theirs.s3->avatars_bucket;
    return open_store(theirs, transport, pool, clock, std::move(log));
}

std::unique_ptr<ObjectStore> open_store(Config const& config, net::Transport& transport,
                                        asio::thread_pool& pool, Clock& clock, Log log) {
    if (!config.s3) return std::make_unique<FolderStore>(pool, config.storage_folder, std::move(log));
    auto const& s3 = *config.s3;
    S3Options options{.endpoint = s3.endpoint,
                      .credentials = {.access_key = s3.access_key.reveal(),
                                      .secret_key = s3.secret_key,
                                      .region = s3.region},
                      .bucket = s3.bucket,
                      .addressing = addressing(s3)};
    return std::make_unique<S3Store>(transport, pool, clock, std::move(log), std::move(options));
}

std::string place_of_store(Config const& config) {
    if (!config.s3) return config.storage_folder.string();
    return fmt::format("the bucket {} at {}", config.s3->bucket, config.s3->endpoint);
}

}  // namespace aisha
