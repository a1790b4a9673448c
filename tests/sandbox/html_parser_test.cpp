// The HTML parse mode: golden errors, golden results, and properties over random input.
#include "core/utf.hpp"
#include "sandbox/telegram/errors.hpp"
#include "sandbox/telegram/formatted_text.hpp"
#include "tests/support/fake_clock.hpp"

#include <gtest/gtest.h>

namespace aisha::sandbox::telegram {

namespace {

/// "text | type offset length argument; …"
std::string shown(FormattedText const& text) {
    std::string result = text.text + " |";
    for (auto const& entity : text.entities) {
        result += fmt::format(" {} {} {}", entity.type, entity.offset, entity.length);
        if (entity.url) result += " " + *entity.url;
        if (entity.language) result += " " + *entity.language;
        if (entity.custom_emoji_id) result += " " + *entity.custom_emoji_id;
        result += ";";
    }
    return result;
}

std::string parsed(std::string_view html) { return shown(cleaned(parse_html(html))); }

std::string error_of(std::string_view html) {
    try {
        return "no error: " + parsed(html);
    } catch (ApiError const& error) {
        return error.what();
    }
}

}  // namespace

TEST(HtmlParser, golden_results) {
    EXPECT_EQ(parsed("plain"), "plain |");
    EXPECT_EQ(parsed("<b>bold</b>, <strong>too</strong>"), "bold, too | bold 0 4; bold 6 3;");
    EXPECT_EQ(parsed("<i>a</i><em>b</em> <u>c</u><ins>d</ins> <s>e</s><strike>f</strike><del>g</del>"),
              "ab cd efg | italic 0 2; underline 3 2; strikethrough 6 3;");
    EXPECT_EQ(parsed("<B>x</B>"), "x | bold 0 1;");
    EXPECT_EQ(parsed("<span class=\"tg-spoiler\">x</span><tg-spoiler>y</tg-spoiler>"), "xy | spoiler 0 2;");
    EXPECT_EQ(parsed("😀<b>x</b>"), "😀x | bold 2 1;");
    EXPECT_EQ(parsed("<b>я😀</b>"), "я😀 | bold 0 3;");
    EXPECT_EQ(parsed("<b>a<i>b</i></b>"), "ab | bold 0 2; italic 1 1;");
    EXPECT_EQ(parsed("<b>a</>"), "a | bold 0 1;");
    EXPECT_EQ(parsed("<a href=\"https://example.com/x\">link</a>"),
              "link | text_link 0 4 https://example.com/x;");
    EXPECT_EQ(parsed("<a href='example.com'>link</a>"), "link | text_link 0 4 http://example.com/;");
    EXPECT_EQ(parsed("<a href=\"no address\">link</a>"), "link |");
    EXPECT_EQ(parsed("<tg-emoji emoji-id=\"5368\">👍</tg-emoji>"), "👍 | custom_emoji 0 2 5368;");
    EXPECT_EQ(parsed("<pre><code class=\"language-cpp\">x</code></pre>"), "x | pre 0 1 cpp;");
    EXPECT_EQ(parsed("<code class=\"language-cpp\">x</code>"), "x | code 0 1;");
    EXPECT_EQ(parsed("<code>a<b>b</b></code>"), "ab | code 0 2;");
    EXPECT_EQ(parsed("<b>a<code>b</code>c</b>"), "abc | bold 0 1; code 1 1; bold 2 1;");
    EXPECT_EQ(parsed("<blockquote>a<blockquote>b</blockquote></blockquote>"), "ab | blockquote 0 2;");
    EXPECT_EQ(parsed("<blockquote expandable>a</blockquote>"), "a | expandable_blockquote 0 1;");
    EXPECT_EQ(parsed("&lt;&gt;&amp;&quot;&#33;&#x21;&nbsp;&lt"), "<>&\"!!&nbsp;< |");
    EXPECT_EQ(parsed("  <b> x </b> \n"), " x | bold 0 2;")
        << "TDLib trims the front only up to the first entity";
    EXPECT_EQ(parsed("a\r\nb\tc"), "a\nb c |");
    EXPECT_EQ(parsed("a\r<b>b</b>"), "ab | bold 1 1;");
    EXPECT_EQ(parsed("<b></b>"), " |");
}

TEST(HtmlParser, golden_errors) {
    std::string const prefix = "Bad Request: can't parse entities: ";
    EXPECT_EQ(error_of("ab <br>"), prefix + "Unsupported start tag \"br\" at byte offset 3");
    EXPECT_EQ(error_of("я <x>"), prefix + "Unsupported start tag \"x\" at byte offset 3");
    EXPECT_EQ(error_of("1 < 2"), prefix + "Unsupported start tag \"\" at byte offset 2");
    EXPECT_EQ(error_of("a <b"), prefix + "Unclosed start tag at byte offset 2");
    EXPECT_EQ(error_of("a <"), prefix + "Unclosed start tag at byte offset 2");
    EXPECT_EQ(error_of("<b>a"), prefix + "Can't find end tag corresponding to start tag \"b\"");
    EXPECT_EQ(error_of("a</b>"), prefix + "Unexpected end tag at byte offset 1");
    EXPECT_EQ(error_of("<b>a</i>"),
              prefix + "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\"");
    EXPECT_EQ(error_of("<span>a</span>"),
              prefix + "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0");
    EXPECT_EQ(error_of("<a =\"x\">a</a>"), prefix + "Empty attribute name in the tag \"a\" at byte offset 0");
    EXPECT_EQ(error_of("<b>a</b"), prefix + "Unclosed end tag at byte offset 4");
    EXPECT_EQ(error_of("<a href=b_c>a</a>"), prefix + "Unexpected end of name token at byte offset 8");
    EXPECT_EQ(error_of("<a href=\"x"), prefix + "Unclosed start tag at byte offset 0");
}

TEST(HtmlParser, found_entities) {
    EXPECT_EQ(shown(cleaned({"/start@aisha_bot hi", {}})), "/start@aisha_bot hi | bot_command 0 16;");
    EXPECT_EQ(shown(cleaned({"я @mia_k #tag1 #1 a@b.com", {}})),
              "я @mia_k #tag1 #1 a@b.com | mention 2 6; hashtag 9 5; email 18 7;");
    EXPECT_EQ(shown(cleaned({"see https://example.com/a?b=c. Or example.org!", {}})),
              "see https://example.com/a?b=c. Or example.org! | url 4 25; url 34 11;");
    EXPECT_EQ(shown(cleaned({"a/b x/start 1/2 e.g. v1.2", {}})), "a/b x/start 1/2 e.g. v1.2 |");
}

/// Whatever comes in: either an error with a byte offset inside the input, or a text whose entities lie
/// within it, in order, and cut no character.
TEST(HtmlParser, properties_of_random_input) {
    constexpr std::string_view pieces[] = {"<b>",
                                           "</b>",
                                           "<i>",
                                           "</i>",
                                           "<code>",
                                           "</code>",
                                           "<pre>",
                                           "</pre>",
                                           "<a href=\"http://a.io\">",
                                           "</a>",
                                           "</>",
                                           "<",
                                           ">",
                                           "&lt;",
                                           "&",
                                           "&#128512;",
                                           "😀",
                                           "я",
                                           " ",
                                           "\n",
                                           "\r",
                                           "word",
                                           "/cmd",
                                           "@name",
                                           "#tag",
                                           "<blockquote>",
                                           "</blockquote>",
                                           "<tg-spoiler>",
                                           "</tg-spoiler>",
                                           "=",
                                           "\"",
                                           "'",
                                           "a.com",
                                           "/"};
    aisha::tests::FakeClock chance(20261122);
    int good = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string html;
        for (auto left = chance.random() % 12; left > 0; --left)
            html += pieces[chance.random() % std::size(pieces)];
        try {
            auto const text = cleaned(parse_html(html));
            ++good;
            ASSERT_TRUE(utf::valid(text.text)) << html;
            auto const units = static_cast<std::int64_t>(utf::utf16_length(text.text));
            std::int64_t before = 0;
            for (auto const& entity : text.entities) {
                ASSERT_GE(entity.offset, before) << html;
                ASSERT_GT(entity.length, 0) << html;
                ASSERT_LE(entity.end(), units) << html;
                auto const cuts = [&](std::int64_t unit) {
                    auto const prefix = utf::utf16_prefix(text.text, static_cast<std::size_t>(unit));
                    return utf::utf16_length(prefix) != static_cast<std::size_t>(unit);
                };
                ASSERT_FALSE(cuts(entity.offset) || cuts(entity.end())) << html;
                before = entity.offset;
            }
        } catch (ApiError const& error) {
            ASSERT_EQ(error.code(), 400);
            ASSERT_TRUE(std::string_view(error.what()).starts_with("Bad Request: can't parse entities: "))
                << html;
            auto const at = std::string_view(error.what()).rfind("byte offset ");
            if (at != std::string_view::npos)
                ASSERT_LE(std::stoul(error.what() + at + 12), html.size()) << html;
        }
    }
    EXPECT_GT(good, 500);
}

/// Escaped text without tags comes back as it was.
TEST(HtmlParser, escaping_is_undone_exactly) {
    constexpr std::string_view pieces[] = {"<", ">", "&", "\"", "a", "я", "😀", " b", "lt;", "#1;"};
    aisha::tests::FakeClock chance(7);
    for (int round = 0; round < 5000; ++round) {
        std::string text = "x", html = "x";
        for (auto left = chance.random() % 10; left > 0; --left) {
            auto const piece = pieces[chance.random() % std::size(pieces)];
            text += piece;
            if (piece == "<") html += "&lt;";
            else if (piece == ">") html += "&gt;";
            else if (piece == "&") html += "&amp;";
            else html += piece;
        }
        ASSERT_EQ(cleaned(parse_html(html)).text, text);
    }
}

}  // namespace aisha::sandbox::telegram
