// The seam for files that are kept: recordings now, photos and images later.
#pragma once

#include "core/async.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aisha {

struct StoredObject {
    std::uint64_t size = 0;
    std::string sha256;  ///< 64 hexadecimal digits
};

/// Objects by key. A key is letters, digits and `/ . - _`, made by us, never a name from outside. A put is
/// durable when it returns and replaces an object of the same key as a whole.
class ObjectStore {
public:
    virtual ~ObjectStore() = default;

    /// Copies `file` into the store. Throws Unavailable where the store is away or full.
    virtual awaitable<StoredObject> put(std::string key, std::filesystem::path file) = 0;
    /// Copies the object into `to`; false where there is none. Throws where its SHA-256 is not what was put.
    virtual awaitable<bool> get(std::string key, std::filesystem::path to) = 0;
    /// Removes it; no error where there is none.
    virtual awaitable<void> remove(std::string key) = 0;
    /// Throws Unavailable where nothing can be written now (for `doctor` and readiness).
    virtual awaitable<void> check() = 0;
};

/// Throws std::invalid_argument unless `key` is what ObjectStore promises: parts of letters, digits and
/// `. - _`, divided by `/`, no part empty, `.` or `..`, no part over 255 bytes.
inline void require_valid_key(std::string_view key) {
    constexpr std::size_t part_bytes_max = 255;  // a file name of Linux
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    constexpr std::size_t key_bytes_max = 1024;
    auto const allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '-' || c == '_' || c == '/';
    };
    bool valid = key.size() <= key_bytes_max && std::ranges::all_of(key, allowed);
    for (auto rest = key; valid;) {
        auto const end = rest.find('/');
        auto const part = rest.substr(0, end);
        valid = !part.empty() && part.size() <= part_bytes_max && part != "." && part != "..";
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    if (!valid)
        throw std::invalid_argument(fmt::format("'{}' is no storage key", key.substr(0, part_bytes_max)));
}

}  // namespace aisha
