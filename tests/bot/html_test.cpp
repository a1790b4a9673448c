// Escaping, cutting and stripping of Telegram's HTML: examples, and properties over random texts.
#include "bot/html.hpp"

#include "bot/graphemes.hpp"
#include "core/utf.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace aisha::bot {
namespace {

/// A strict reader of its own: the text, or nothing where Telegram would refuse the markup.
std::optional<std::string> parsed(std::string_view html) {
    std::string text;
    std::vector<std::string> open;
    while (!html.empty()) {
        if (html[0] == '<') {
            auto const end = html.find('>');
            if (end == std::string_view::npos) return std::nullopt;
            std::string tag(html.substr(1, end - 1));
            html.remove_prefix(end + 1);
            if (tag.starts_with('/')) {
                if (open.empty() || open.back() != tag.substr(1)) return std::nullopt;
                open.pop_back();
            } else {
                open.push_back(tag.substr(0, tag.find(' ')));
            }
            continue;
        }
        struct {
            std::string_view from, to;
        } constexpr entities[] = {
            {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&#128512;", "😀"}};
        bool entity = false;
        for (auto const& [from, to] : entities) {
            if (!html.starts_with(from)) continue;
            text += to;
            html.remove_prefix(from.size());
            entity = true;
            break;
        }
        if (entity) continue;
        auto const size = utf::code_point_size(html[0]);
        if (size > html.size()) return std::nullopt;
        text += html.substr(0, size);
        html.remove_prefix(size);
    }
    return open.empty() && utf::valid(text) ? std::optional(text) : std::nullopt;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \n\t\r") == std::string_view::npos; }

std::string joined(std::vector<std::string> const& parts) {
    std::string all;
    for (auto const& part : parts) all += part;
    return all;
}

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

TEST(Html, EscapesWhatHasAMeaning) {
    EXPECT_EQ(html::escape(R"(a<b>&"c")"), "a&lt;b&gt;&amp;&quot;c&quot;");
    EXPECT_EQ(html::escape("\xFF"), "\xEF\xBF\xBD");
    EXPECT_EQ(html::bold("<x>"), "<b>&lt;x&gt;</b>");
    EXPECT_EQ(html::italic("x"), "<i>x</i>");
    EXPECT_EQ(html::code("a&b"), "<code>a&amp;b</code>");
}

TEST(Html, PlainDropsTagsAndDecodesEntities) {
    EXPECT_EQ(html::plain("<b>a</b> &lt;&amp;&gt; &quot;x&quot;"), "a <&> \"x\"");
    EXPECT_EQ(html::plain("&#65;&#x42;&#128512;&nbsp;&#0;&#xD800;"), "AB😀&nbsp;&#0;&#xD800;");
    EXPECT_EQ(html::plain("<a href=\"x>y\">link</a>"), "link");
    EXPECT_EQ(html::plain("1 < 2 & 3 > 2"), "1 < 2 & 3 > 2");
    EXPECT_EQ(html::plain(html::escape("<b>&amp;")), "<b>&amp;");
}

TEST(Split, LeavesWhatFits) {
    EXPECT_EQ(html::split("<b>x</b>"), std::vector<std::string>{"<b>x</b>"});
    EXPECT_EQ(html::split_text(std::string(4096, 'x')).size(), 1U);
    EXPECT_EQ(html::split_text(std::string(4097, 'x')).size(), 2U);
    EXPECT_EQ(html::split(""), std::vector<std::string>{""});
}

TEST(Split, ClosesAndReopensTags) {
    auto const parts = html::split("<b>one <a href=\"u\">two three</a> four</b>", 10);
    EXPECT_EQ(parts, (std::vector<std::string>{"<b>one <a href=\"u\">two </a></b>",
                                               "<b><a href=\"u\">three</a> four</b>"}));
}

TEST(Split, DoesNotReopenWhatEndsAtTheCut) {
    EXPECT_EQ(html::split("<b>aaaaa</b>bbbbb", 5), (std::vector<std::string>{"<b>aaaaa</b>", "bbbbb"}));
}

TEST(Split, PrefersParagraphsThenSentencesThenSpaces) {
    EXPECT_EQ(html::split_text("First. Second\n\nthird fourth fifth", 26),
              (std::vector<std::string>{"First. Second\n\n", "third fourth fifth"}));
    EXPECT_EQ(html::split_text("One two three. Four five six", 20),
              (std::vector<std::string>{"One two three. ", "Four five six"}));
    EXPECT_EQ(html::split_text("Один два три четыре пять", 19),
              (std::vector<std::string>{"Один два три ", "четыре пять"}));
    // The sentence ends too early: a part is at least half as long as it may be.
    EXPECT_EQ(html::split_text("a. bbbbbbbbbbbbb cc dd", 20),
              (std::vector<std::string>{"a. bbbbbbbbbbbbb cc ", "dd"}));
}

TEST(Split, APartIsNeverShorterThanHalf) {
    auto const parts = html::split_text("a.\n\n" + std::string(15, 'b') + " c", 10);
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) EXPECT_GE(utf::utf16_length(parts[i]), 5U) << parts[i];
}

TEST(Split, CountsEntitiesAsOneAndEmojiAsTwo) {
    EXPECT_EQ(html::split("&amp;&lt;&gt;&quot;", 4).size(), 1U);
    EXPECT_EQ(html::split(repeated("😀", 4096)).size(), 2U);
    EXPECT_EQ(html::split("&#128512;&#128512;", 2).size(), 2U);
}

TEST(Split, CutsNoCharacterThatPeopleSeeAsOne) {
    for (auto const* character : {"👩‍👩‍👧‍👦", "👍🏽", "🇷🇺", "❤️", "и\u0306",
                                  "🏴\U000E0067\U000E0062\U000E007F", "क\u094D"}) {
        std::string const one(character);
        EXPECT_EQ(grapheme_size(one), one.size()) << one;
        for (auto const& part : html::split_text(repeated(one, 30), 20))
            EXPECT_EQ(part, repeated(one, part.size() / one.size()));
    }
    EXPECT_EQ(grapheme_size("🇷🇺🇩🇪"), std::string("🇷🇺").size());
    EXPECT_EQ(grapheme_size("ab"), 1U);
    EXPECT_EQ(grapheme_size("a"), 1U);
}

TEST(Split, PiledUpMarksEndSomewhere) {
    std::string const pile = "a" + repeated("\u0301", 10'000);
    auto const parts = html::split_text(pile);
    EXPECT_EQ(joined(parts), pile);
    for (auto const& part : parts) EXPECT_LE(utf::utf16_length(part), 4096U);
}

TEST(Split, SendsNothingThatIsOnlyWhiteSpace) {
    for (auto const& part : html::split_text("a" + std::string(10'000, '\n') + "b"))
        EXPECT_FALSE(blank(part));
}

TEST(Split, KeepsUnderTheLimitOfBytes) {
    auto const parts = html::split(repeated("<b>x</b>", 6000));
    for (auto const& part : parts) {
        EXPECT_LE(part.size(), limits::message_bytes_max);
        EXPECT_TRUE(parsed(part));
    }
    EXPECT_GT(parts.size(), 1U);
}

TEST(Shortened, CutsAtACharacterAndSaysSo) {
    EXPECT_EQ(html::shortened("hello", 5), "hello");
    EXPECT_EQ(html::shortened("hello!", 5), "hell…");
    EXPECT_EQ(html::shortened("ab cd", 4), "ab…");
    EXPECT_EQ(html::shortened("😀😀😀", 4), "😀…");
    EXPECT_EQ(html::shortened("👩‍👩‍👧‍👦x", 5), "…");
    EXPECT_EQ(html::shortened("abc", 0), "");
    EXPECT_LE(utf::utf16_length(html::shortened(repeated("😀", 300), 200)), 200U);
}

/// Texts made of what is troublesome.
class Maker {
public:
    explicit Maker(unsigned seed) : random_(seed) {}

    std::string html(int depth) {
        static constexpr std::string_view tags[] = {"b",
                                                    "i",
                                                    "u",
                                                    "s",
                                                    "code",
                                                    "tg-spoiler",
                                                    "blockquote expandable",
                                                    "a href=\"https://x.test/?a=1\""};
        std::string out;
        auto const count = number(1, 12);
        for (int i = 0; i < count; ++i) {
            if (depth > 0 && number(0, 2) == 0) {
                std::string const tag(tags[static_cast<std::size_t>(number(0, 7))]);
                out += fmt::format("<{}>{}</{}>", tag, html(depth - 1), tag.substr(0, tag.find(' ')));
            } else {
                out += html::escape(text());
                if (number(0, 9) == 0) out += "&#128512;";
            }
        }
        return out;
    }

    std::string text() {
        static constexpr std::string_view pieces[] = {
            "a",  "слово", "😀",   " ", " ",  ". ", "! ", "\n",          "\n\n", "&",
            "<b", "\"",    "👍🏽", "й", "🇷🇺", "x;", "…",  "👩‍👧", "\r\n", "longerword"};
        std::string out;
        auto const count = number(1, 40);
        for (int i = 0; i < count; ++i)
            out += pieces[static_cast<std::size_t>(number(0, std::size(pieces) - 1))];
        return out;
    }

    int number(int from, std::size_t to) {
        return std::uniform_int_distribution<int>(from, static_cast<int>(to))(random_);
    }

private:
    std::mt19937 random_;
};

TEST(Split, RandomHtmlStaysWellFormedWholeAndShort) {
    for (unsigned seed = 0; seed < 400; ++seed) {
        SCOPED_TRACE(seed);
        Maker maker(seed);
        auto const source = maker.html(4);
        auto const whole = parsed(source);
        ASSERT_TRUE(whole);
        auto const units_max = static_cast<std::size_t>(maker.number(16, 300));
        std::string together;
        for (auto const& part : html::split(source, units_max)) {
            auto const text = parsed(part);
            ASSERT_TRUE(text) << part;
            EXPECT_LE(utf::utf16_length(*text), units_max);
            EXPECT_EQ(html::plain(part), *text);
            together += *text;
        }
        // Parts of nothing but white space are not sent.
        auto const squeezed = [](std::string text) {
            std::erase_if(text, [](char c) { return blank(std::string_view(&c, 1)); });
            return text;
        };
        EXPECT_EQ(squeezed(together), squeezed(*whole));
        EXPECT_EQ(html::plain(source), *whole);
    }
}

TEST(Split, AnythingAtAllIsCutWithoutHarm) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        std::mt19937 random(seed);
        std::string junk;
        static constexpr std::string_view alphabet = "<>/&;#x1\"' =ab\n\xF0\x9F\x98\x80\xFF";
        for (int i = 0; i < 400; ++i) junk += alphabet[random() % alphabet.size()];
        for (auto const& part : html::split(junk, 20)) EXPECT_TRUE(utf::valid(part));
        EXPECT_TRUE(utf::valid(html::plain(junk)));
        for (auto const& part : html::split_text(junk, 20)) EXPECT_LE(utf::utf16_length(part), 20U);
    }
}

}  // namespace
}  // namespace aisha::bot
