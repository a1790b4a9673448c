// Objects in a map.
#include "tests/support/memory_store.hpp"

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "tests/support/run.hpp"

#include <fstream>

namespace aisha::tests {

void MemoryStore::require_available() const {
    if (!available) throw Unavailable("storage: away, as the test wants it");
}

awaitable<StoredObject> MemoryStore::put(std::string key, std::filesystem::path file) {
    require_valid_key(key);
    require_available();
    if (!std::filesystem::is_regular_file(file))
        throw std::runtime_error("storage: no file to put: " + file.string());
    auto bytes = read_file(file);
    auto hash = sha256_hex(bytes);
    StoredObject const stored{.size = bytes.size(), .sha256 = hash};
    objects[key] = std::move(bytes);
    hashes_[key] = std::move(hash);
    co_return stored;
}

awaitable<bool> MemoryStore::get(std::string key, std::filesystem::path to) {
    require_valid_key(key);
    require_available();
    auto const found = objects.find(key);
    if (found == objects.end()) co_return false;
    if (sha256_hex(found->second) != hashes_[key])
        throw std::runtime_error("storage: the object " + key + " is not what was put: its SHA-256 differs");
    std::ofstream(to, std::ios::binary) << found->second;
    co_return true;
}

awaitable<void> MemoryStore::remove(std::string key) {
    require_valid_key(key);
    require_available();
    objects.erase(key);
    co_return;
}

awaitable<void> MemoryStore::check() {
    require_available();
    co_return;
}

}  // namespace aisha::tests
