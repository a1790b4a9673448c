// Which encoding a text is in, and reading it.
#include "services/transcript/text_file.hpp"

#include "core/errors.hpp"
#include "core/limits/notes.hpp"
#include "core/utf.hpp"
#include "services/documents/word_text.hpp"
#include "services/transcript/note_content.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

namespace aisha {

namespace {

/// One byte a letter, for Russian and its neighbours.
constexpr auto cyrillic =
    std::to_array<char const*>({"CP1251", "KOI8-R", "CP866", "ISO-8859-5", "MAC-CYRILLIC"});
constexpr auto western = "CP1252";

/// `bytes` as UTF-8; nothing where they are not well-formed in `encoding`.
std::optional<std::string> converted(std::string_view bytes, char const* encoding) {
    auto const close = [](void* handle) { iconv_close(handle); };
    auto* const opened = iconv_open("UTF-8", encoding);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): that is how iconv says no
    if (opened == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::unique_ptr<void, decltype(close)> const handle(opened, close);
    std::string result(bytes.size() * 4 + 4, '\0');
    std::string input(bytes);
    char* in = input.data();
    char* out = result.data();
    auto in_left = input.size();
    auto out_left = result.size();
    if (iconv(handle.get(), &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1))
        return std::nullopt;
    result.resize(result.size() - out_left);
    return result;
}

bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

/// A text has few control characters but tabs and line ends.
bool is_text(std::string_view text) {
    constexpr std::size_t one_in = 100;
    auto const controls = std::ranges::count_if(text, [](char c) {
        return (c >= 0 && c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == '\x7F';
    });
    return !has_nul(text) && static_cast<std::size_t>(controls) <= text.size() / one_in;
}

/// Without a mark: in texts of our languages the upper byte of a unit is one of three.
char const* utf16_order(std::string_view bytes) {
    if (bytes.size() % 2 != 0 || bytes.size() < 4) return nullptr;
    std::array<std::size_t, 2> upper{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        upper.at(i % 2) += bytes[i] == '\0' || bytes[i] == '\4' || bytes[i] == '\x20' ? 1U : 0U;
    auto const most = bytes.size() / 2 * 9 / 10;
    bool const controls = std::ranges::any_of(bytes, [](char c) { return c == '\0' || c == '\4'; });
    if (!controls) return nullptr;
    if (upper[1] > most) return "UTF-16LE";
    return upper[0] > most ? "UTF-16BE" : nullptr;
}

/// How much a text looks like Russian: common small letters, and no capitals within words. In the wrong
/// encoding of the five the letters come out rare, capital, or no letters at all.
int likeness(std::string_view text) {
    static constexpr std::string_view common = "оеаинтсрвлкмдпу";
    int score = 0;
    bool in_word = false;
    for (std::size_t at = 0; at < text.size();) {
        auto const size = utf::code_point_size(text[at]);
        auto const letter = text.substr(at, size);
        at += size;
        if (size == 1) {
            in_word = false;
            continue;
        }
        auto const small = utf::lower_case(letter);
        bool const capital = small != letter;
        bool const russian = size == 2 && small >= std::string_view("а") && small <= std::string_view("ё");
        if (!russian) score -= 2;
        else if (capital) score -= in_word ? 2 : 0;
        else score += common.find(letter) == std::string_view::npos ? 1 : 2;
        in_word = russian;
    }
    return score;
}

/// Texts in Cyrillic have more letters beyond ASCII than within.
bool mostly_beyond_ascii(std::string_view bytes) {
    auto const beyond =
        std::ranges::count_if(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    auto const latin =
        std::ranges::count_if(bytes, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    return beyond > latin / 2;
}

std::optional<std::string> of_one_byte(std::string_view bytes) {
    if (!is_text(bytes)) return std::nullopt;
    // Enough to tell by.
    constexpr std::size_t sample_max = 20'000;
    std::optional<std::string> best;
    int best_score = 0;
    char const* best_encoding = western;
    if (mostly_beyond_ascii(bytes.substr(0, sample_max)))
        for (auto const* encoding : cyrillic)
            if (auto const sample = converted(bytes.substr(0, sample_max), encoding))
                if (auto const score = likeness(*sample); score > best_score) {
                    best_score = score;
                    best_encoding = encoding;
                }
    return converted(bytes, best_encoding);
}

std::string read_bytes(std::filesystem::path const& file) {
    auto const size = std::filesystem::file_size(file);
    if (size == 0) throw Refusal(RefusalReason::file_empty);
    if (size > limits::text_file_bytes_max) throw Refusal(RefusalReason::file_too_big);
    std::string bytes(size, '\0');
    std::ifstream in(file, std::ios::binary);
    if (!in.read(bytes.data(), static_cast<std::streamsize>(size)))
        throw std::runtime_error("cannot read " + file.filename().string());
    return bytes;
}

}  // namespace

std::optional<TextFileKind> text_file_kind(std::string_view name, std::string_view mime_type) {
    auto const lower = utf::lower_case(name);
    for (auto const* extension : {".txt", ".md", ".markdown", ".text"})
        if (lower.ends_with(extension)) return TextFileKind::plain;
    if (lower.ends_with(".docx")) return TextFileKind::docx;
    if (lower.find('.') != std::string::npos) return std::nullopt;
    if (mime_type == "text/plain" || mime_type == "text/markdown") return TextFileKind::plain;
    if (mime_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        return TextFileKind::docx;
    return std::nullopt;
}

std::optional<std::string> decoded_text(std::string_view bytes) {
    static constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
    if (bytes.starts_with("\xFF\xFE")) return converted(bytes.substr(2), "UTF-16LE");
    if (bytes.starts_with("\xFE\xFF")) return converted(bytes.substr(2), "UTF-16BE");
    if (bytes.starts_with(utf8_mark)) bytes.remove_prefix(utf8_mark.size());
    if (utf::valid(bytes) && is_text(bytes)) return std::string(bytes);
    if (auto const* order = utf16_order(bytes)) {
        auto text = converted(bytes, order);
        if (text && is_text(*text)) return text;
    }
    return of_one_byte(bytes);
}

std::string read_text_file(std::filesystem::path const& file, TextFileKind kind) {
    std::string text;
    switch (kind) {
        case TextFileKind::plain: {
            auto decoded = decoded_text(read_bytes(file));
            if (!decoded) throw Refusal(RefusalReason::file_damaged);
            text = *std::move(decoded);
            break;
        }
        case TextFileKind::docx: text = word_text(file); break;
    }
    if (utf::utf16_length(text) > limits::source_text_units_max) throw Refusal(RefusalReason::file_too_big);
    auto cleaned = note_content::cleaned(text, limits::source_text_units_max);
    if (cleaned.empty()) throw Refusal(RefusalReason::file_empty);
    return cleaned;
}

}  // namespace aisha
