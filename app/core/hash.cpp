// SHA-256 by OpenSSL.
#include "core/hash.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace aisha {

void Sha256::Free::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    if (!context_ || EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
}

void Sha256::add(std::string_view bytes) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size());
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int size = 0;
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), digest.data(), &size);
    std::string result;
    for (unsigned char const byte : std::span(digest).first(size)) result += fmt::format("{:02x}", byte);
    return result;
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

std::string sha256_hex_of_file(std::filesystem::path const& file) {
    constexpr std::size_t block = 1 << 16;
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    Sha256 hash;
    std::vector<char> buffer(block);
    while (in.read(buffer.data(), block) || in.gcount() > 0)
        hash.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
    return hash.hex();
}

bool same_secret(std::string_view named, std::string_view ours) {
    // Of hashes, so that not even the length is told.
    auto const left = sha256_hex(named);
    auto const right = sha256_hex(ours);
    return CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace aisha
