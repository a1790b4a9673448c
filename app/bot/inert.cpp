// Texts of others as nothing but text: Telegram makes links of addresses, mentions of @names, commands of
// /words and tags of #words, unless they are code. https://core.telegram.org/bots/api#messageentity
#include "bot/html.hpp"
#include "core/utf.hpp"

#include <algorithm>

namespace aisha::bot::html {

namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Letters of other scripts are taken for letters all alike.
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// A dot between a letter or digit and at least two letters: "example.com", "пример.рф".
bool has_domain(std::string_view word) {
    for (std::size_t at = 1; at + 1 < word.size(); ++at) {
        if (word[at] != '.') continue;
        auto const before = word[at - 1];
        auto const after = word.substr(at + 1);
        if (after.empty() || !is_letter(after[0]) || (!is_letter(before) && !is_digit(before))) continue;
        auto const first = utf::code_point_size(after[0]);
        if (first < after.size() && is_letter(after[first])) return true;
    }
    return false;
}

/// "+7-912-345-67-89", "+442079460000"
bool has_telephone(std::string_view word) {
    constexpr std::size_t digits_min = 7;
    auto const plus = word.find('+');
    if (plus == std::string_view::npos) return false;
    std::size_t digits = 0;
    for (char const c : word.substr(plus)) digits += is_digit(c) ? 1U : 0U;
    return digits >= digits_min;
}

bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

/// "/start", "@name", "#tag", "$USD" at `at`.
bool has_sign(std::string_view word, std::size_t at) {
    char const before = at == 0 ? ' ' : word[at - 1];
    char const next = word[at + 1];
    switch (word[at]) {
        case '@': return is_name(next);  // in mail addresses too
        case '/': return is_name(next) && !is_name(before) && before != '<' && before != '/';
        case '#':
            return !is_name(before) && is_name(next) && std::ranges::any_of(word.substr(at + 1), is_letter);
        case '$': return !is_name(before) && is_letter(next);
        default: return false;
    }
}

bool becomes_a_link(std::string_view word) {
    for (std::size_t at = 0; at + 1 < word.size(); ++at)
        if (has_sign(word, at)) return true;
    return word.find("://") != std::string_view::npos || has_domain(word) || has_telephone(word);
}

}  // namespace

std::string inert(std::string_view text) {
    std::string html;
    while (!text.empty()) {
        std::size_t size = 0;
        bool const space = is_space(text[0]);
        while (size < text.size() && is_space(text[size]) == space) ++size;
        auto const word = text.substr(0, size);
        html += !space && becomes_a_link(word) ? code(word) : escape(word);
        text.remove_prefix(size);
    }
    return html;
}

}  // namespace aisha::bot::html
