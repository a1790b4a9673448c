// Texts of others: nothing in them becomes a link, a mention, a command or a tag.
#include "bot/html.hpp"

#include <gtest/gtest.h>

namespace aisha::bot::html {
namespace {

TEST(Inert, what_telegram_would_make_a_link_is_code) {
    EXPECT_EQ(inert("see https://evil.example/?a=1&b=2 now"),
              "see <code>https://evil.example/?a=1&amp;b=2</code> now");
    for (auto const* word : {"evil.com", "www.evil.com/x", "t.me/evil", "(evil.com)", "пример.рф", "a@b.org",
                             "@evil_bot", "/start", "#tag", "$USD", "tg://user?id=1", "+7-912-345-67-89",
                             "x@y", "\"@evil_bot\"", "(/delete_me)"})
        EXPECT_EQ(inert(word), code(word)) << word;
}

TEST(Inert, ordinary_words_stay_as_they_are) {
    std::string const text = "Стоит 3.5 тыс. руб., т.е. и/или 50 %: #1 — это… 10:30, 2026-12-04. 1+1=2, 24/7";
    EXPECT_EQ(inert(text), text);
    EXPECT_EQ(inert("one\n\n  two "), "one\n\n  two ");
    EXPECT_EQ(inert(""), "");
}

TEST(Inert, markup_is_text) {
    EXPECT_EQ(inert("<b>x</b> & <a"), "&lt;b&gt;x&lt;/b&gt; &amp; &lt;a");
    EXPECT_EQ(inert("<a href=\"https://evil.example\">x</a>"),
              "&lt;a <code>href=&quot;https://evil.example&quot;&gt;x&lt;/a&gt;</code>");
}

}  // namespace
}  // namespace aisha::bot::html
