// Header fields and answers.
#include "net/http.hpp"

#include <charconv>

namespace aisha::net {

namespace {

/// Longest wait that a Retry-After header is believed to mean.
constexpr std::int64_t retry_after_max_s = 7 * 24 * 3600;

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (auto const& [field, value] : fields_)
        if (same_word(field, name)) return value;
    return std::nullopt;
}

std::optional<std::chrono::seconds> Response::retry_after() const {
    auto const field = headers.find("Retry-After");
    if (!field) return std::nullopt;
    auto const digits = trimmed(*field);
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (digits.empty() || end != digits.data() + digits.size() || seconds < 0) return std::nullopt;
    if (error == std::errc::result_out_of_range) return std::chrono::seconds(retry_after_max_s);
    return std::chrono::seconds(std::min(seconds, retry_after_max_s));
}

}  // namespace aisha::net
