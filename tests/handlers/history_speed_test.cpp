// How long a person with very many texts waits for a page of them.
#include "core/limits/history.hpp"
#include "services/transcript/search_terms.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/history.hpp"

#include <algorithm>

namespace aisha::tests {
namespace {

constexpr std::int64_t count = 10'000;
constexpr auto found_pages = limits::search_found_max / limits::history_page_rows;
constexpr auto patience = std::chrono::milliseconds(50);

/// Two people with as many texts each. "договор" is in all of them, "отчёт" in every seventh.
class HistorySpeed : public ::testing::Test, public HandlerBench {
protected:
    HistorySpeed() {
        for (auto const person : {alice, bob}) says("/start", person);
        transaction([](Transaction& tx) {
            auto const rows = fmt::format(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})", 2 * count);
            tx.execute(rows +
                           " INSERT INTO transcripts (user_id, chat_id, message_id, status, kind, file_id, "
                           "file_unique_id, created_at, finished_at, preview, text) SELECT CASE WHEN i % 2 = "
                           "0 THEN CAST($1 AS BIGINT) ELSE $2 END, 5, i, 'completed', 'voice', 'f', 'u', i, "
                           "i, 'first words', "
                           "'first words and more of them' FROM n",
                       alice, bob);
            add_terms(tx, "договор", "id > 0");
            add_terms(tx, "отчёт", "id % 7 = 0");
            for (int word = 0; word < 20; ++word) add_terms(tx, "слово" + std::to_string(word), "id > 0");
        });
    }

    static void add_terms(Transaction& tx, std::string const& word, std::string const& where) {
        for (auto const& term : search_terms(word))
            tx.execute("INSERT INTO search_terms (user_id, term, transcript_id) SELECT user_id, $1, id FROM "
                       "transcripts WHERE " +
                           where,
                       term);
    }

    /// The best of a few, for other programs work on this machine too.
    template <class Act>
    static std::chrono::milliseconds time_of(Act act) {
        auto best = std::chrono::nanoseconds::max();
        for (int i = 0; i < 5; ++i) {
            auto const began = std::chrono::steady_clock::now();
            act();
            best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - began);
        }
        return std::chrono::duration_cast<std::chrono::milliseconds>(best);
    }

    /// What the bot says to it, in time.
    std::string in_time(std::string const& words) {
        std::string answer;
        auto const took = time_of([&] { answer = says(words).at(0).text(); });
        EXPECT_LT(took, patience) << words;
        RecordProperty(words.substr(1), static_cast<int>(took.count()));
        return answer;
    }
};

TEST_F(HistorySpeed, ten_thousand_texts_are_listed_and_found_at_once) {
    constexpr auto en = Language::en;
    constexpr auto pages = (count + limits::history_page_rows - 1) / limits::history_page_rows;
    EXPECT_EQ(in_time("/history"), texts::list_heading(en, count, 1, pages));
    EXPECT_LT(time_of([&] { EXPECT_EQ(presses(fmt::format("list:0:{}", pages - 1)).size(), 1U); }), patience)
        << "the last page";
    for (std::string const words :
         {"ДОГОВОРАМИ", "договоры отчётов", "договор слово1 слово2 слово3 слово4 слово5 слово6 отчёт"})
        EXPECT_EQ(in_time("/search " + words),
                  texts::found_heading(en, words, limits::search_found_max, 1, found_pages));
    for (std::string const words : {"договор нетакогослова", "нетакогослова договор", "нетакогослова",
                                    "договор слово1 слово2 слово3 слово4 нетакогослова"})
        EXPECT_EQ(in_time("/search " + words), texts::found_nothing(en, words));
}

}  // namespace
}  // namespace aisha::tests
