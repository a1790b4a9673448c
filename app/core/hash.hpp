// SHA-256, the only hash of ours, and comparing secrets.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace aisha {

/// SHA-256 of bytes that come piece by piece.
class Sha256 {
public:
    Sha256();
    void add(std::string_view bytes);
    /// 64 hexadecimal digits. Call once.
    std::string hex();

private:
    struct Free {
        void operator()(void* context) const;
    };
    std::unique_ptr<void, Free> context_;
};

/// SHA-256 of a text, as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// SHA-256 of a file, read in blocks. Blocking: offload it. Throws where the file cannot be read.
std::string sha256_hex_of_file(std::filesystem::path const& file);

/// Whether somebody named our secret, in a time that does not tell how much of it was right.
bool same_secret(std::string_view named, std::string_view ours);

}  // namespace aisha
