// Which ObjectStore the settings name.
#pragma once

#include "core/clock.hpp"
#include "core/config.hpp"
#include "net/http.hpp"
#include "services/storage/object_store.hpp"

#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <string>

namespace aisha {

/// The store of STORAGE_URL: a folder, which is made now, or a bucket, which nothing is sent to yet. Throws
/// Unavailable where the folder cannot be made. What it is given by reference outlives the store.
std::unique_ptr<ObjectStore> open_store(Config const& config, net::Transport& transport,
                                        asio::thread_pool& pool, Clock& clock, Log log);

/// The same for photos of avatars: the same folder, or a bucket of their own.
std::unique_ptr<ObjectStore> open_avatar_store(Config const& config, net::Transport& transport,
                                               asio::thread_pool& pool, Clock& clock, Log log);

/// Where that store keeps things, in words for the operator.
std::string place_of_store(Config const& config);

}  // namespace aisha
