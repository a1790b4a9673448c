// An ObjectStore that forgets, for tests of what uses one.
#pragma once

#include "services/storage/object_store.hpp"

#include <map>
#include <string>

namespace aisha::tests {

class MemoryStore : public ObjectStore {
public:
    awaitable<StoredObject> put(std::string key, std::filesystem::path file) override;
    awaitable<bool> get(std::string key, std::filesystem::path to) override;
    awaitable<void> remove(std::string key) override;
    awaitable<void> check() override;

    /// While false, every call throws Unavailable.
    bool available = true;
    /// Bytes by key; a test may change them to play a bad disk.
    std::map<std::string, std::string> objects;

private:
    void require_available() const;
    std::map<std::string, std::string> hashes_;
};

}  // namespace aisha::tests
