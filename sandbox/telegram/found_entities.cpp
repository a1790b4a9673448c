// What the service finds in a text by itself. Simpler than TDLib: no phone numbers, cards and cashtags, and
// bare addresses only with well-known endings.
#include "core/utf.hpp"
#include "sandbox/telegram/formatted_text.hpp"

#include <boost/algorithm/string/case_conv.hpp>

#include <array>

namespace aisha::sandbox::telegram {

namespace {

constexpr std::size_t command_max = 32;
constexpr std::size_t username_min = 3;
constexpr std::size_t username_max = 32;
constexpr std::size_t hashtag_bytes_max = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name(char c) { return is_latin(c) || is_digit(c) || c == '_'; }
/// Letters of other scripts are taken for word characters all alike.
bool is_word(char c) { return is_name(c) || static_cast<unsigned char>(c) >= 0x80; }

class Finder {
public:
    explicit Finder(std::string_view text) : text_(text) {}

    std::vector<Entity> run() {
        while (at_ < text_.size()) {
            if (!starts_here()) step(1);
        }
        return std::move(found_);
    }

private:
    char before() const { return at_ == 0 ? ' ' : text_[at_ - 1]; }

    void step(std::size_t bytes) {
        units_ += static_cast<std::int64_t>(utf::utf16_length(text_.substr(at_, bytes)));
        at_ += bytes;
    }

    bool starts_here() {
        auto const size = utf::code_point_size(text_[at_]);
        if (size > 1) {
            step(size);
            return true;
        }
        switch (text_[at_]) {
            case '/': return command();
            case '@': return mention();
            case '#': return hashtag();
            default: break;
        }
        return (is_latin(text_[at_]) || is_digit(text_[at_])) && !is_word(before()) && (address() || mail());
    }

    bool take(std::string_view type, std::size_t bytes) {
        auto const length = static_cast<std::int64_t>(utf::utf16_length(text_.substr(at_, bytes)));
        found_.push_back({.type = std::string(type), .offset = units_, .length = length});
        step(bytes);
        return true;
    }

    std::size_t name_length(std::size_t from) const {
        auto end = from;
        while (end < text_.size() && is_name(text_[end])) ++end;
        return end - from;
    }

    bool ends_word(std::size_t position) const {
        return position >= text_.size() || !is_word(text_[position]);
    }

    /// /start and /start@some_bot
    bool command() {
        if (is_word(before()) || before() == '/' || before() == '@' || before() == '<') return false;
        auto const length = name_length(at_ + 1);
        if (length == 0 || length > command_max) return false;
        auto end = at_ + 1 + length;
        if (end < text_.size() && text_[end] == '@') {
            auto const name = name_length(end + 1);
            if (name < username_min || name > username_max) return false;
            end += 1 + name;
        }
        if (!ends_word(end) || (end < text_.size() && text_[end] == '/')) return false;
        return take("bot_command", end - at_);
    }

    bool mention() {
        if (is_word(before())) return false;
        auto const length = name_length(at_ + 1);
        if (length < username_min || length > username_max || !ends_word(at_ + 1 + length)) return false;
        return take("mention", 1 + length);
    }

    bool hashtag() {
        if (is_word(before())) return false;
        auto end = at_ + 1;
        bool letters = false;
        while (end < text_.size() && is_word(text_[end])) letters |= !is_digit(text_[end++]);
        if (!letters || end - at_ > hashtag_bytes_max) return false;
        return take("hashtag", end - at_);
    }

    /// An address up to a space, without the punctuation that ends a sentence.
    std::size_t address_end(std::size_t from) const {
        auto end = text_.find_first_of(" \n\t\"<>", from);
        if (end == std::string_view::npos) end = text_.size();
        while (end > from && std::string_view(".,:;!?'()[]{}").find(text_[end - 1]) != std::string_view::npos)
            --end;
        return end;
    }

    bool address() {
        constexpr std::array<std::string_view, 4> schemes{"http://", "https://", "tg://", "ton://"};
        auto const rest = boost::algorithm::to_lower_copy(std::string(text_.substr(at_, 8)));
        for (auto const scheme : schemes) {
            if (!rest.starts_with(scheme)) continue;
            auto const end = address_end(at_ + scheme.size());
            if (end == at_ + scheme.size()) return false;
            return take("url", end - at_);
        }
        return bare_address();
    }

    /// The end of a host name with a well-known ending, or nothing.
    std::optional<std::size_t> host_end(std::size_t from) const {
        constexpr std::array<std::string_view, 16> endings{"com", "org",  "net", "ru", "io", "me",
                                                           "dev", "app",  "de",  "uk", "eu", "ai",
                                                           "gov", "info", "edu", "co"};
        auto end = from;
        while (end < text_.size() &&
               (is_latin(text_[end]) || is_digit(text_[end]) || text_[end] == '-' ||
                (text_[end] == '.' && end + 1 < text_.size() && is_name(text_[end + 1]))))
            ++end;
        auto const dot = text_.substr(from, end - from).rfind('.');
        if (dot == std::string_view::npos || dot == 0 || !ends_word(end)) return std::nullopt;
        auto const last =
            boost::algorithm::to_lower_copy(std::string(text_.substr(from + dot + 1, end - from - dot - 1)));
        if (std::ranges::find(endings, last) == endings.end()) return std::nullopt;
        return end;
    }

    bool bare_address() {
        auto const host = host_end(at_);
        if (!host || before() == '@' || (*host < text_.size() && text_[*host] == '@')) return false;
        auto end = *host;
        if (end < text_.size() && std::string_view("/?#:").find(text_[end]) != std::string_view::npos)
            end = std::max(end, address_end(end));
        return take("url", end - at_);
    }

    bool mail() {
        auto end = at_;
        while (end < text_.size() &&
               (is_name(text_[end]) || text_[end] == '.' || text_[end] == '-' || text_[end] == '+'))
            ++end;
        if (end >= text_.size() || text_[end] != '@') return skip_word();
        auto const host = host_end(end + 1);
        return host ? take("email", *host - at_) : skip_word();
    }

    /// Nothing begins inside a word.
    bool skip_word() {
        auto end = at_;
        while (end < text_.size() && is_name(text_[end])) ++end;
        step(std::max<std::size_t>(1, end - at_));
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::int64_t units_ = 0;
    std::vector<Entity> found_;
};

}  // namespace

std::vector<Entity> find_entities(std::string_view text) { return Finder(text).run(); }

}  // namespace aisha::sandbox::telegram
