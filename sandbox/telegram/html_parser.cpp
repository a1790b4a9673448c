// The HTML parse mode, by the rules of TDLib's parser, which reads more than the documentation promises.
#include "sandbox/telegram/errors.hpp"
#include "sandbox/telegram/formatted_text.hpp"

#include <boost/algorithm/string/case_conv.hpp>

#include <array>
#include <charconv>

namespace aisha::sandbox::telegram {

namespace {

constexpr std::array<std::string_view, 17> known_tags{
    "a",   "b",          "strong",   "i",    "em",  "s",    "strike",     "del",    "u",
    "ins", "tg-spoiler", "tg-emoji", "span", "pre", "code", "blockquote", "tg-time"};

[[noreturn]] void fail(std::string const& text) { bad_request("can't parse entities: " + text); }

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

void append_utf8(std::string& out, std::uint32_t code) {
    auto const add = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0 | (code >> 6U));
        add(0x80 | (code & 0x3FU));
    } else if (code < 0x10000) {
        add(0xE0 | (code >> 12U));
        add(0x80 | ((code >> 6U) & 0x3FU));
        add(0x80 | (code & 0x3FU));
    } else {
        add(0xF0 | (code >> 18U));
        add(0x80 | ((code >> 12U) & 0x3FU));
        add(0x80 | ((code >> 6U) & 0x3FU));
        add(0x80 | (code & 0x3FU));
    }
}

/// A tag that is open.
struct OpenTag {
    std::string name;
    std::string argument;
    std::string format;  ///< of tg-time
    std::int64_t offset = 0;
    std::size_t begins = 0;  ///< byte in the result
};

class Parser {
public:
    explicit Parser(std::string_view html) : html_(html) {}

    FormattedText run() {
        while (at_ < html_.size()) {
            if (html_[at_] == '<') tag();
            else if (html_[at_] != '&' || !reference(out_.text, &units_)) character();
        }
        if (!open_.empty())
            fail(fmt::format("Can't find end tag corresponding to start tag \"{}\"", open_.back().name));
        for (auto& entity : out_.entities)
            if (entity.type == "code") entity.language.reset();
        return std::move(out_);
    }

private:
    /// 0 at the end, which counts as a space.
    char peek() const { return at_ < html_.size() ? html_[at_] : '\0'; }
    bool at_space() const {
        char const c = peek();
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\0';
    }
    void skip_spaces() {
        while (at_ < html_.size() && at_space()) ++at_;
    }

    void character() {
        auto const byte = static_cast<unsigned char>(html_[at_++]);
        if ((byte & 0xC0U) != 0x80U) units_ += byte >= 0xF0 ? 2 : 1;
        out_.text += static_cast<char>(byte);
    }

    /// &lt; and the like, and numbers; the semicolon may be missing. Anything else stays as it is written.
    bool reference(std::string& out, std::int64_t* units) {
        auto position = at_ + 1;
        std::uint32_t code = 0;
        if (position < html_.size() && html_[position] == '#') {
            bool const hexadecimal = ++position < html_.size() && html_[position] == 'x';
            if (hexadecimal) ++position;
            auto const* const begin = html_.data() + position;
            auto const [end, error] =
                std::from_chars(begin, html_.data() + html_.size(), code, hexadecimal ? 16 : 10);
            if (error != std::errc{}) return false;
            position += static_cast<std::size_t>(end - begin);
        } else {
            auto const begin = position;
            while (position < html_.size() && is_alnum(html_[position])) ++position;
            auto const name = html_.substr(begin, position - begin);
            code = name == "lt" ? '<' : name == "gt" ? '>' : name == "amp" ? '&' : name == "quot" ? '"' : 0U;
        }
        if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
        if (position < html_.size() && html_[position] == ';') ++position;
        at_ = position;
        append_utf8(out, code);
        if (units) *units += code > 0xFFFF ? 2 : 1;
        return true;
    }

    void tag() {
        auto const begin = at_++;
        if (peek() == '/') end_tag(begin);
        else start_tag(begin);
    }

    void start_tag(std::size_t begin) {
        while (!at_space() && peek() != '>') ++at_;
        if (at_ >= html_.size()) fail(fmt::format("Unclosed start tag at byte offset {}", begin));
        OpenTag tag;
        tag.name = boost::algorithm::to_lower_copy(std::string(html_.substr(begin + 1, at_ - begin - 1)));
        if (std::ranges::find(known_tags, tag.name) == known_tags.end())
            fail(fmt::format("Unsupported start tag \"{}\" at byte offset {}", tag.name, begin));
        while (peek() != '>') {
            skip_spaces();
            if (peek() == '>') break;
            attribute(tag, begin);
        }
        ++at_;
        if (tag.name == "span" && tag.argument != "spoiler")
            fail(fmt::format("Tag \"span\" must have class \"tg-spoiler\" at byte offset {}", begin));
        tag.offset = units_;
        tag.begins = out_.text.size();
        open_.push_back(std::move(tag));
    }

    void attribute(OpenTag& tag, std::size_t begin) {
        auto const name_begin = at_;
        while (!at_space() && peek() != '=' && peek() != '>' && peek() != '/' && peek() != '"' &&
               peek() != '\'')
            ++at_;
        auto const name = html_.substr(name_begin, at_ - name_begin);
        if (name.empty() && at_ < html_.size())
            fail(fmt::format("Empty attribute name in the tag \"{}\" at byte offset {}", tag.name, begin));
        skip_spaces();
        std::string value;
        if (peek() == '=') {
            ++at_;
            skip_spaces();
            value = attribute_value();
        }
        if (at_ >= html_.size()) fail(fmt::format("Unclosed start tag at byte offset {}", begin));
        if (tag.name == "a" && name == "href") tag.argument = value;
        else if (tag.name == "code" && name == "class" && value.starts_with("language-"))
            tag.argument = value.substr(9);
        else if (tag.name == "span" && name == "class" && value.starts_with("tg-"))
            tag.argument = value.substr(3);
        else if (tag.name == "tg-emoji" && name == "emoji-id") tag.argument = value;
        else if (tag.name == "tg-time" && name == "unix") tag.argument = value;
        else if (tag.name == "tg-time" && name == "format") tag.format = value;
        else if (tag.name == "blockquote" && name == "expandable") tag.argument = "1";
    }

    std::string attribute_value() {
        char const quote = peek();
        if (quote != '"' && quote != '\'') {
            auto const begin = at_;
            while (is_alnum(peek()) || peek() == '.' || peek() == '-') ++at_;
            if (!at_space() && peek() != '>')
                fail(fmt::format("Unexpected end of name token at byte offset {}", begin));
            return boost::algorithm::to_lower_copy(std::string(html_.substr(begin, at_ - begin)));
        }
        ++at_;
        std::string value;
        while (at_ < html_.size() && html_[at_] != quote)
            if (html_[at_] != '&' || !reference(value, nullptr)) value += html_[at_++];
        if (at_ < html_.size()) ++at_;
        return value;
    }

    void end_tag(std::size_t begin) {
        if (open_.empty()) fail(fmt::format("Unexpected end tag at byte offset {}", begin));
        while (!at_space() && peek() != '>') ++at_;
        auto const found =
            boost::algorithm::to_lower_copy(std::string(html_.substr(begin + 2, at_ - begin - 2)));
        skip_spaces();
        if (peek() != '>') fail(fmt::format("Unclosed end tag at byte offset {}", begin));
        ++at_;
        auto const tag = std::move(open_.back());
        open_.pop_back();
        if (!found.empty() && found != tag.name)
            fail(fmt::format("Unmatched end tag at byte offset {}, expected \"</{}>\", found \"</{}>\"",
                             begin, tag.name, found));
        if (units_ > tag.offset) close(tag);
    }

    void close(OpenTag const& tag) {
        Entity entity{.offset = tag.offset, .length = units_ - tag.offset};
        auto const& name = tag.name;
        if (name == "b" || name == "strong") entity.type = "bold";
        else if (name == "i" || name == "em") entity.type = "italic";
        else if (name == "u" || name == "ins") entity.type = "underline";
        else if (name == "s" || name == "strike" || name == "del") entity.type = "strikethrough";
        else if (name == "span" || name == "tg-spoiler") entity.type = "spoiler";
        else if (name == "blockquote")
            entity.type = tag.argument.empty() ? "blockquote" : "expandable_blockquote";
        else if (name == "a") return close_link(tag, std::move(entity));
        else if (name == "pre" || name == "code") return close_code(tag, std::move(entity));
        else if (name == "tg-emoji") {
            entity.type = "custom_emoji";
            entity.custom_emoji_id = tag.argument;
        } else if (name == "tg-time") {
            std::int64_t time = 0;
            auto const* const last = tag.argument.data() + tag.argument.size();
            if (auto const [end, error] = std::from_chars(tag.argument.data(), last, time);
                error != std::errc{} || end != last)
                return;
            entity.type = "date_time";
            entity.unix_time = time;
            if (!tag.format.empty()) entity.date_time_format = tag.format;
        }
        out_.entities.push_back(std::move(entity));
    }

    /// A link without an address is its own address; one that is no address is dropped without a word.
    void close_link(OpenTag const& tag, Entity entity) {
        auto url = tag.argument.empty() ? out_.text.substr(tag.begins) : tag.argument;
        constexpr std::string_view user_link = "tg://user?id=";
        if (url.starts_with(user_link)) {
            std::int64_t id = 0;
            auto const* const last = url.data() + url.size();
            auto const [end, error] = std::from_chars(url.data() + user_link.size(), last, id);
            if (error != std::errc{} || end != last) return;
            entity.type = "text_mention";
            entity.user = json::Object{{"id", id}};
        } else {
            auto const checked = checked_link(url);
            if (!checked) return;
            entity.type = "text_link";
            entity.url = *checked;
        }
        out_.entities.push_back(std::move(entity));
    }

    static std::optional<std::string> checked_link(std::string const& url) {
        if (std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) <= ' '; }))
            return std::nullopt;
        auto const lower = boost::algorithm::to_lower_copy(url);
        for (auto const scheme : {"tg://", "ton://", "tonsite://", "mailto:"})
            if (lower.starts_with(scheme)) return url;
        std::string rest = url;
        for (std::string_view const scheme : {"http://", "https://"})
            if (lower.starts_with(scheme)) rest = url.substr(scheme.size());
        bool const has_scheme = rest.size() != url.size();
        auto const host = rest.substr(0, rest.find_first_of("/?#"));
        auto const name = host.substr(0, host.find(':'));
        auto const dot = name.find('.');
        if (name.empty() || dot == 0 || name.back() == '.' ||
            (dot == std::string::npos && name != "localhost"))
            return std::nullopt;
        auto result = has_scheme ? url : "http://" + url;
        if (host == rest) result += '/';
        return result;
    }

    /// <pre><code class="language-x"> and the other way round are one block with a language.
    void close_code(OpenTag const& tag, Entity entity) {
        bool const block = tag.name == "pre";
        auto* const last = out_.entities.empty() ? nullptr : &out_.entities.back();
        bool const same = last && last->offset == entity.offset && last->length == entity.length;
        if (same && block && last->type == "code" && last->language) {
            last->type = "pre";
            return;
        }
        if (same && !block && last->type == "pre" && !last->language && !tag.argument.empty()) {
            last->language = tag.argument;
            return;
        }
        entity.type = block ? "pre" : "code";
        if (!block && !tag.argument.empty()) entity.language = tag.argument;
        out_.entities.push_back(std::move(entity));
    }

    std::string_view html_;
    std::size_t at_ = 0;
    std::int64_t units_ = 0;
    FormattedText out_;
    std::vector<OpenTag> open_;
};

}  // namespace

FormattedText parse_html(std::string_view html) { return Parser(html).run(); }

}  // namespace aisha::sandbox::telegram
