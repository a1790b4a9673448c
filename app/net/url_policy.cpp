// Public addresses, URLs taken apart, and percent-encoding. URLs are read by curl's own parser, so that what
// is judged here is what curl will connect to.
#include "net/url_policy.hpp"

#include "net/http.hpp"

#include <curl/curl.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstring>
#include <span>

namespace aisha::net {

namespace {

struct Block {
    std::uint32_t address;
    int bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24U | b << 16U | c << 8U | d;
}

/// https://www.iana.org/assignments/iana-ipv4-special-registry, with multicast and the reserved quarter.
constexpr std::array not_public_v4 = {
    Block{ip(0, 0, 0, 0), 8},      Block{ip(10, 0, 0, 0), 8},     Block{ip(100, 64, 0, 0), 10},
    Block{ip(127, 0, 0, 0), 8},    Block{ip(169, 254, 0, 0), 16}, Block{ip(172, 16, 0, 0), 12},
    Block{ip(192, 0, 0, 0), 24},   Block{ip(192, 0, 2, 0), 24},   Block{ip(192, 88, 99, 0), 24},
    Block{ip(192, 168, 0, 0), 16}, Block{ip(198, 18, 0, 0), 15},  Block{ip(198, 51, 100, 0), 24},
    Block{ip(203, 0, 113, 0), 24}, Block{ip(224, 0, 0, 0), 4},    Block{ip(240, 0, 0, 0), 4},
};

bool is_public_v4(std::uint32_t address) {
    return std::none_of(not_public_v4.begin(), not_public_v4.end(), [&](Block const& block) {
        return (address ^ block.address) >> static_cast<unsigned>(32 - block.bits) == 0;
    });
}

using V6 = std::array<unsigned char, 16>;

bool begins_with(V6 const& address, std::string_view hex_prefix, int bits) {
    V6 prefix{};
    if (::inet_pton(AF_INET6, std::string(hex_prefix).c_str(), prefix.data()) != 1) return false;
    for (int bit = 0; bit < bits; ++bit) {
        auto const byte = static_cast<std::size_t>(bit / 8);
        auto const mask = 0x80U >> static_cast<unsigned>(bit % 8);
        if ((address[byte] & mask) != (prefix[byte] & mask)) return false;
    }
    return true;
}

std::uint32_t v4_at(V6 const& address, std::size_t at) {
    return ip(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool is_public_v6(V6 const& address) {
    // Forms that carry an IPv4 address lead where that address leads.
    if (begins_with(address, "::ffff:0:0", 96)) return is_public_v4(v4_at(address, 12));
    if (begins_with(address, "64:ff9b::", 96)) return is_public_v4(v4_at(address, 12));
    if (begins_with(address, "2002::", 16)) return is_public_v4(v4_at(address, 2));
    // Global unicast without the blocks for protocols (Teredo is one of them) and for documentation.
    return begins_with(address, "2000::", 3) && !begins_with(address, "2001::", 23) &&
           !begins_with(address, "2001:db8::", 32) && !begins_with(address, "3fff::", 20);
}

struct FreeUrl {
    void operator()(CURLU* url) const { ::curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

Url parse(std::string_view text) {
    Url url(::curl_url());
    if (!url) throw std::bad_alloc();
    // curl reads C strings: nothing may hide behind a zero byte.
    bool const whole = text.find('\0') == std::string_view::npos;
    if (!whole ||
        ::curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), CURLU_DISALLOW_USER) != CURLUE_OK)
        throw RequestRefused("not an absolute http or https address");
    return url;
}

std::string part_of(Url const& url, CURLUPart which) {
    char* text = nullptr;
    if (::curl_url_get(url.get(), which, &text, 0) != CURLUE_OK) return {};
    std::string result(text);
    ::curl_free(text);
    return result;
}

void check_scheme(Url const& url) {
    auto const scheme = part_of(url, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") throw RequestRefused("not an absolute http or https address");
}

bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

bool is_public(sockaddr const& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return is_public_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        V6 bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return is_public_v6(bytes);
    }
    return false;
}

bool may_be_public(std::string const& host) {
    in_addr v4{};
    if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return is_public_v4(ntohl(v4.s_addr));
    V6 v6{};
    if (::inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), v6.data()) == 1)
        return is_public_v6(v6);
    std::string_view name = host;
    while (name.ends_with('.')) name.remove_suffix(1);
    return !name.empty() && name != "localhost" && !name.ends_with(".localhost");
}

UrlParts split_url(std::string_view text) {
    auto const url = parse(text);
    check_scheme(url);
    UrlParts parts{part_of(url, CURLUPART_SCHEME), part_of(url, CURLUPART_HOST), part_of(url, CURLUPART_PORT),
                   part_of(url, CURLUPART_PATH)};
    if (parts.host.starts_with('[') && parts.host.ends_with(']'))
        parts.host = parts.host.substr(1, parts.host.size() - 2);
    for (char& c : parts.host)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    if (parts.host.empty()) throw RequestRefused("not an absolute http or https address");
    if (auto const query = part_of(url, CURLUPART_QUERY); !query.empty()) parts.path += "?" + query;
    return parts;
}

std::string join_url(std::string_view base, std::string_view reference) {
    auto const url = parse(base);
    bool const whole = reference.find('\0') == std::string_view::npos;
    auto const flags = CURLU_DISALLOW_USER | CURLU_URLENCODE;
    if (!whole ||
        ::curl_url_set(url.get(), CURLUPART_URL, std::string(reference).c_str(), flags) != CURLUE_OK)
        throw RequestRefused("not an http or https address to be led to");
    check_scheme(url);
    return part_of(url, CURLUPART_URL);
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        if (unreserved(c)) {
            out += c;
        } else {
            auto const byte = static_cast<unsigned char>(c);
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
        }
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        if (at + 2 >= text.size()) return std::nullopt;
        int const high = hex_digit(text[at + 1]);
        int const low = hex_digit(text[at + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return out;
}

}  // namespace aisha::net
