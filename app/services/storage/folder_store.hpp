// Objects in a folder of this machine.
#pragma once

#include "core/log.hpp"
#include "services/storage/object_store.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>

namespace aisha {

/// Keeps the object of key K as the only file of the folder K, named by its hash: `K/sha256=<64 digits>`. So
/// bytes and hash change together, by one rename, and `sha256sum` can check a store without us. Files are for
/// the owner alone. Copies run on the pool; several stores, also of other processes, may share a folder.
class FolderStore : public ObjectStore {
public:
    /// Makes `folder` where there is none and removes what earlier runs left half written. Throws Unavailable
    /// where it cannot. `pool` and the store outlive every call.
    FolderStore(asio::thread_pool& pool, std::filesystem::path folder, Log log);

    awaitable<StoredObject> put(std::string key, std::filesystem::path file) override;
    awaitable<bool> get(std::string key, std::filesystem::path to) override;
    awaitable<void> remove(std::string key) override;
    awaitable<void> check() override;

private:
    asio::thread_pool& pool_;
    std::filesystem::path folder_;
    Log log_;
};

}  // namespace aisha
