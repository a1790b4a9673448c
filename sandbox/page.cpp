// Serving the page.
#include "sandbox/page.hpp"

#include "core/hash.hpp"

#include <array>

namespace aisha::sandbox {

namespace {

constexpr std::size_t etag_digits = 20;

constexpr std::string_view content_security_policy =
    "default-src 'self'; media-src 'self' blob:; img-src 'self' blob: data:; style-src 'self'; connect-src "
    "'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

std::string_view type_of(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{{
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
    }};
    for (auto const& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

}  // namespace

Page::Page(std::span<embedded::File const> files) {
    for (auto const& file : files) {
        Entry const entry{file, '"' + sha256_hex(file.bytes).substr(0, etag_digits) + '"'};
        if (file.name == "index.html") entries_["/"] = entry;
        else entries_["/web/" + std::string(file.name)] = entry;
    }
}

std::optional<net::OutgoingResponse> Page::find(net::IncomingRequest const& request) const {
    auto const found = entries_.find(request.path);
    if (found == entries_.end()) return std::nullopt;
    if (request.method != "GET" && request.method != "HEAD")
        return net::problem(405, "Wrong method", "The page is there to be read.");
    auto const& [file, etag] = found->second;
    net::OutgoingResponse response;
    response.headers.add("Content-Type", std::string(type_of(file.name)));
    response.headers.add("Content-Security-Policy", std::string(content_security_policy));
    response.headers.add("Referrer-Policy", "no-referrer");
    response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
    response.headers.add("Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
    response.headers.add("Cache-Control", "no-cache");
    response.headers.add("ETag", etag);
    if (request.headers.find("If-None-Match") == etag) {
        response.status = 304;
        response.body = std::string();
        return response;
    }
    response.body = std::string(file.bytes);
    return response;
}

}  // namespace aisha::sandbox
