// AWS Signature Version 4 for S3.
#include "net/s3_signature.hpp"

#include "core/hash.hpp"
#include "net/url_policy.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>
#include <vector>

namespace aisha::net {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
/// What is signed instead of a hash by an address whose request is not known yet.
constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

/// Pairs of name and value, in the order of a signature.
using Fields = std::vector<std::pair<std::string, std::string>>;

std::string hmac(std::string_view key, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int size = 0;
    if (!::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                reinterpret_cast<unsigned char const*>(text.data()), text.size(), digest.data(), &size))
        throw std::runtime_error("HMAC-SHA-256 is not available");
    return {reinterpret_cast<char const*>(digest.data()), size};
}

std::string hex(std::string_view bytes) {
    std::string result;
    for (char const byte : bytes) result += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    return result;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

/// 20130524T000000Z; its first eight characters are the date.
std::string compact_time(Time now) {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    std::time_t const moment = seconds;
    std::tm parts{};
    ::gmtime_r(&moment, &parts);
    std::array<char, sizeof("20130524T000000Z")> text;
    auto const size = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return {text.data(), size};
}

/// The Host header that a client sends for this address.
std::string host_header(UrlParts const& url) {
    auto host = url.host.contains(':') ? '[' + url.host + ']' : url.host;
    bool const usual = url.port.empty() || url.port == (url.scheme == "https" ? "443" : "80");
    return usual ? host : host + ':' + url.port;
}

Fields query_fields(std::string_view query) {
    Fields fields;
    while (!query.empty()) {
        auto const pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        auto const equals = std::min(pair.find('='), pair.size());
        fields.emplace_back(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
    }
    return fields;
}

/// A request as both sides write it down before they sign it.
struct Canonical {
    std::string method;
    std::string path;
    Fields query;
    Fields headers;
    std::string payload;

    std::string query_text() const {
        std::string text;
        for (auto const& [name, value] : query) text += (text.empty() ? "" : "&") + name + '=' + value;
        return text;
    }
    std::string signed_headers() const {
        std::string names;
        for (auto const& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
        return names;
    }
    std::string text() const {
        auto result = method + '\n' + path + '\n' + query_text() + '\n';
        for (auto const& [name, value] : headers) result += name + ':' + value + '\n';
        return result + '\n' + signed_headers() + '\n' + payload;
    }
};

/// Method, path, query and the host of a request. Its address may not have a fragment.
Canonical canonical(std::string_view method, UrlParts const& url) {
    auto const mark = std::min(url.path.find('?'), url.path.size());
    Canonical result{.method = std::string(method), .path = url.path.substr(0, mark)};
    if (result.path.empty()) result.path = "/";
    result.query = query_fields(std::string_view(url.path).substr(std::min(mark + 1, url.path.size())));
    result.headers.emplace_back("host", host_header(url));
    return result;
}

std::string scope(S3Credentials const& credentials, std::string_view time) {
    return fmt::format("{}/{}/s3/aws4_request", time.substr(0, 8), credentials.region);
}

/// The signature of a request; sorts its fields.
std::string signature(Canonical& request, S3Credentials const& credentials, std::string const& time) {
    std::ranges::sort(request.query);
    std::ranges::sort(request.headers);
    auto const to_sign =
        fmt::format("{}\n{}\n{}\n{}", algorithm, time, scope(credentials, time), sha256_hex(request.text()));
    auto key = hmac("AWS4" + credentials.secret_key.reveal(), std::string_view(time).substr(0, 8));
    for (auto const& step : {credentials.region, std::string("s3"), std::string("aws4_request")})
        key = hmac(key, step);
    return hex(hmac(key, to_sign));
}

}  // namespace

void sign_s3(Request& request, S3Credentials const& credentials, Time now, std::string_view payload_sha256) {
    auto const time = compact_time(now);
    request.headers.add("x-amz-date", time);
    request.headers.add("x-amz-content-sha256", std::string(payload_sha256));
    auto signed_request = canonical(request.method, split_url(request.url));
    signed_request.payload = payload_sha256;
    for (auto const& [name, value] : request.headers)
        signed_request.headers.emplace_back(lower(name), trimmed(value));
    auto const proof = signature(signed_request, credentials, time);
    request.headers.add(
        "Authorization",
        fmt::format("{} Credential={}/{},SignedHeaders={},Signature={}", algorithm, credentials.access_key,
                    scope(credentials, time), signed_request.signed_headers(), proof));
}

std::string presigned_s3_url(std::string_view method, std::string const& url,
                             S3Credentials const& credentials, Time now, std::chrono::seconds lifetime) {
    if (lifetime < std::chrono::seconds(1) || lifetime > limits::s3_presigned_max)
        throw std::invalid_argument("a presigned address lives from a second to seven days");
    auto const time = compact_time(now);
    auto request = canonical(method, split_url(url));
    request.payload = unsigned_payload;
    request.query = {
        {"X-Amz-Algorithm", std::string(algorithm)},
        {"X-Amz-Credential", percent_encode(credentials.access_key + '/' + scope(credentials, time))},
        {"X-Amz-Date", time},
        {"X-Amz-Expires", std::to_string(lifetime.count())},
        {"X-Amz-SignedHeaders", "host"}};
    auto const proof = signature(request, credentials, time);
    return url + '?' + request.query_text() + "&X-Amz-Signature=" + proof;
}

}  // namespace aisha::net
