// Telegram's HTML. https://core.telegram.org/bots/api#html-style
#include "bot/html.hpp"

#include "bot/graphemes.hpp"
#include "core/utf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace aisha::bot::html {

namespace {

/// A stretch of the source that cannot be cut: one character of text, or one tag.
struct Piece {
    enum class Kind { text, open, close };
    Kind kind = Kind::text;
    std::string_view source;
    std::size_t units = 0;  ///< UTF-16 units it counts in the message
    char32_t plain =
        0;  ///< of text: what it stands for where that is one ASCII character or an entity's number
};

bool is_space(char32_t c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string utf8(char32_t c) {
    std::string out;
    auto const put = [&](char32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6));
        put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
        put(0x80 | ((c >> 6) & 0x3F));
        put(0x80 | (c & 0x3F));
    }
    return out;
}

/// The number of "&#38;" or "&#x26;", given what stands between & and ;
std::optional<char32_t> numeric_entity(std::string_view name) {
    bool const hexadecimal = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    auto const digits = name.substr(std::min(name.size(), std::size_t{hexadecimal ? 2U : 1U}));
    std::uint32_t number = 0;
    auto const [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, hexadecimal ? 16 : 10);
    bool const whole = error == std::errc() && end == digits.data() + digits.size() && !digits.empty();
    bool const character = number > 0 && number < 0x110000 && (number < 0xD800 || number > 0xDFFF);
    return whole && character ? std::optional(static_cast<char32_t>(number)) : std::nullopt;
}

/// The entity at the start of `html`; anything that is none of Telegram's stays as it is.
std::optional<Piece> entity_at(std::string_view html) {
    constexpr std::size_t entity_max = 12;
    auto const end = html.substr(0, entity_max).find(';');
    if (html[0] != '&' || end == std::string_view::npos) return std::nullopt;
    auto const name = html.substr(1, end - 1);
    std::optional<char32_t> c;
    if (name == "lt") c = '<';
    else if (name == "gt") c = '>';
    else if (name == "amp") c = '&';
    else if (name == "quot") c = '"';
    else if (name.starts_with('#')) c = numeric_entity(name);
    if (!c) return std::nullopt;
    return Piece{Piece::Kind::text, html.substr(0, end + 1), *c >= 0x10000 ? 2U : 1U, *c};
}

/// The tag at the start of `html`; a '<' that begins none is text.
std::optional<Piece> tag_at(std::string_view html) {
    if (html[0] != '<' || html.size() < 3) return std::nullopt;
    bool const closes = html[1] == '/';
    if (!closes && !is_letter(html[1])) return std::nullopt;
    char quote = 0;
    for (std::size_t at = 1; at < html.size(); ++at) {
        char const c = html[at];
        if (quote != 0) quote = c == quote ? '\0' : quote;
        else if (!closes && (c == '"' || c == '\'')) quote = c;
        else if (c == '>')
            return Piece{closes ? Piece::Kind::close : Piece::Kind::open, html.substr(0, at + 1), 0, 0};
    }
    return std::nullopt;
}

Piece character_at(std::string_view text) {
    auto const source = text.substr(0, grapheme_size(text));
    auto const first = static_cast<unsigned char>(source[0]);
    return {Piece::Kind::text, source, utf::utf16_length(source),
            source.size() == 1 && first < 0x80 ? first : U'\0'};
}

std::vector<Piece> pieces_of(std::string_view html) {
    std::vector<Piece> pieces;
    while (!html.empty()) {
        auto piece = tag_at(html);
        if (!piece) piece = entity_at(html);
        pieces.push_back(piece ? *piece : character_at(html));
        html.remove_prefix(pieces.back().source.size());
    }
    return pieces;
}

std::vector<Piece> pieces_of_text(std::string_view text) {
    std::vector<Piece> pieces;
    while (!text.empty()) {
        pieces.push_back(character_at(text));
        text.remove_prefix(pieces.back().source.size());
    }
    return pieces;
}

std::string_view tag_name(std::string_view open_tag) {
    return open_tag.substr(1, open_tag.find_first_of(" \t\n/>") - 1);
}

std::string close_tag(std::string_view open_tag) { return "</" + std::string(tag_name(open_tag)) + ">"; }

/// How good a place it is to end a part after this piece; higher is better.
enum class Place { anywhere, space, sentence, line, paragraph };

bool ends_sentence(Piece const& piece) {
    constexpr std::string_view ends[] = {".", "!", "?", "…", "。", "！", "？"};
    return std::ranges::find(ends, piece.source) != std::end(ends);
}

/// Cuts pieces into parts; `next` is the first piece of the part that follows.
class Splitter {
public:
    Splitter(std::vector<Piece> pieces, std::size_t units_max)
        : pieces_(std::move(pieces)), units_max_(units_max) {}

    std::vector<std::string> parts() {
        std::vector<std::string> result;
        std::size_t from = 0;
        while (from < pieces_.size()) {
            auto const to = end_of_part(from);
            auto part = build(from, to);
            // Telegram refuses a message of nothing but white space.
            if (part.visible || (to == pieces_.size() && result.empty()))
                result.push_back(std::move(part.text));
            from = to;
        }
        if (result.empty()) result.emplace_back();
        return result;
    }

private:
    struct Part {
        std::string text;
        bool visible = false;
    };

    Place place_after(std::size_t at) const {
        auto const& piece = pieces_[at];
        auto const next = next_text(at + 1);
        if (next == pieces_.size()) return Place::anywhere;
        // A run of white space stays with what it follows.
        if (is_space(pieces_[next].plain) || !is_space(piece.plain)) return Place::anywhere;
        std::size_t newlines = 0;
        std::size_t before = at + 1;
        while (before > 0) {
            auto const& earlier = pieces_[--before];
            if (earlier.kind != Piece::Kind::text) continue;
            if (!is_space(earlier.plain)) break;
            newlines += earlier.plain == '\n' || earlier.source == "\r\n" ? 1 : 0;
        }
        if (newlines > 1) return Place::paragraph;
        if (newlines == 1) return Place::line;
        return ends_sentence(pieces_[before]) ? Place::sentence : Place::space;
    }

    std::size_t next_text(std::size_t at) const {
        while (at < pieces_.size() && pieces_[at].kind != Piece::Kind::text) ++at;
        return at;
    }

    /// The first piece that no longer belongs to the part that begins with `from`.
    std::size_t end_of_part(std::size_t from) const {
        std::size_t units = 0;
        std::size_t bytes = 0;
        for (auto const tag : open_) bytes += 2 * tag.size() + 3;
        std::size_t best = from;
        std::size_t at = from;
        Place best_place = Place::anywhere;
        for (; at < pieces_.size(); ++at) {
            auto const& piece = pieces_[at];
            // An opening tag brings its closing tag along.
            bytes += piece.kind == Piece::Kind::open ? 2 * piece.source.size() + 3 : piece.source.size();
            units += piece.units;
            if (at > from && (units > units_max_ || bytes > limits::message_bytes_max)) break;
            if (piece.kind != Piece::Kind::text || units * 2 < units_max_) continue;
            auto const place = place_after(at);
            if (place >= best_place) {
                best = at + 1;
                best_place = place;
            }
        }
        if (at == pieces_.size()) return at;
        if (best_place == Place::anywhere) best = at;
        // What is closed at the cut needs not be opened again.
        while (best < pieces_.size() && pieces_[best].kind == Piece::Kind::close) ++best;
        return best;
    }

    Part build(std::size_t from, std::size_t to) {
        Part part;
        for (auto const tag : open_) part.text += tag;
        for (std::size_t at = from; at < to; ++at) {
            auto const& piece = pieces_[at];
            part.text += piece.source;
            if (piece.kind == Piece::Kind::open) open_.push_back(piece.source);
            else if (piece.kind == Piece::Kind::close && !open_.empty()) open_.pop_back();
            else if (!is_space(piece.plain) && piece.source != "\r\n") part.visible = true;
        }
        for (auto tag = open_.rbegin(); tag != open_.rend(); ++tag) part.text += close_tag(*tag);
        return part;
    }

    std::vector<Piece> pieces_;
    std::size_t units_max_;
    std::vector<std::string_view> open_;  ///< tags that are open where the next part begins
};

std::string tagged(std::string_view tag, std::string_view text) {
    return fmt::format("<{0}>{1}</{0}>", tag, escape(text));
}

}  // namespace

std::string escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : utf::repaired(text)) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            default: out += c;
        }
    }
    return out;
}

std::string bold(std::string_view text) { return tagged("b", text); }
std::string italic(std::string_view text) { return tagged("i", text); }
std::string code(std::string_view text) { return tagged("code", text); }

std::vector<std::string> split(std::string_view html, std::size_t units_max) {
    auto const repaired = utf::repaired(html);
    return Splitter(pieces_of(repaired), units_max).parts();
}

std::vector<std::string> split_text(std::string_view text, std::size_t units_max) {
    auto const repaired = utf::repaired(text);
    return Splitter(pieces_of_text(repaired), units_max).parts();
}

std::string shortened(std::string_view text, std::size_t units_max) {
    auto const repaired = utf::repaired(text);
    if (utf::utf16_length(repaired) <= units_max) return repaired;
    if (units_max == 0) return {};
    std::string_view rest = repaired;
    std::string out;
    std::size_t left = units_max - 1;
    while (!rest.empty()) {
        auto const character = rest.substr(0, grapheme_size(rest));
        auto const units = utf::utf16_length(character);
        if (units > left) break;
        left -= units;
        out += character;
        rest.remove_prefix(character.size());
    }
    while (!out.empty() && is_space(static_cast<unsigned char>(out.back()))) out.pop_back();
    return out + "…";
}

std::string plain(std::string_view html) {
    auto const repaired = utf::repaired(html);
    std::string out;
    for (auto const& piece : pieces_of(repaired)) {
        if (piece.kind != Piece::Kind::text) continue;
        if (piece.source.starts_with('&') && piece.plain != 0) out += utf8(piece.plain);
        else out += piece.source;
    }
    return out;
}

}  // namespace aisha::bot::html
