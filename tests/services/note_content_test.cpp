// What a model says made fit to be kept.
#include "services/transcript/note_content.hpp"

#include "core/limits/notes.hpp"
#include "core/utf.hpp"

#include <gtest/gtest.h>

namespace aisha::note_content {
namespace {

TEST(NoteContent, schemas_are_strict) {
    EXPECT_EQ(
        json::dump(schema_of<TaskList>()),
        R"({"type":"object","properties":{"tasks":{"type":"array","items":{"type":"object","properties":{)"
        R"("task":{"type":"string"},"owner":{"type":["string","null"]},"due":{"type":["string","null"]},)"
        R"("due_date":{"type":["string","null"]}},"required":["task","owner","due","due_date"],)"
        R"("additionalProperties":false}}},"required":["tasks"],"additionalProperties":false})");
}

TEST(NoteContent, texts_lose_what_does_harm) {
    EXPECT_EQ(cleaned("a\u202Eb\u200Fc\u2066d\uFEFF", 100), "abcd");
    EXPECT_EQ(cleaned("one\x01 \x07 two\r\n\n\n\nthree  \n", 100), "one two\n\nthree");
    EXPECT_EQ(cleaned_line("one\n\ntwo", 100), "one two");
    EXPECT_EQ(cleaned("\xFFok", 100), "\uFFFDok");
    EXPECT_EQ(cleaned(std::string_view("a\0b", 3), 100), "a b");
    auto const cut = cleaned(std::string(50, 'x') + "😀😀", 51);
    EXPECT_EQ(cut, std::string(50, 'x') + "…");
}

TEST(NoteContent, answers_are_cut_to_their_lengths) {
    Summary summary{std::string(9000, 'x'), {"", " ", "good"}};
    clean(summary);
    EXPECT_EQ(utf::utf16_length(summary.overview), limits::note_overview_units);
    EXPECT_EQ(summary.points, std::vector<std::string>{"good"});
    TaskList list;
    for (int i = 0; i < 1000; ++i) list.tasks.push_back({"task", "", std::string(999, 'y'), "tomorrow"});
    list.tasks[1].due_date = "2026-02-30";
    list.tasks[2].due_date = "2026-02-28";
    clean(list);
    EXPECT_EQ(list.tasks.size(), limits::note_items_of_part);
    EXPECT_EQ(list.tasks[0].owner, std::nullopt);
    EXPECT_EQ(list.tasks[0].due_date, std::nullopt);
    EXPECT_EQ(list.tasks[1].due_date, std::nullopt);
    EXPECT_EQ(list.tasks[2].due_date, "2026-02-28");
    EXPECT_EQ(utf::utf16_length(*list.tasks[0].due), limits::note_line_units);
}

TEST(NoteContent, parts_are_joined_without_repetitions) {
    std::vector<std::string> lines{"Бюджет"};
    join(lines, {"бюджет", "Сроки"});
    EXPECT_EQ(lines, (std::vector<std::string>{"Бюджет", "Сроки"}));
    std::vector<NoteTask> tasks{{"подготовить отчёт", {}, {}, {}}};
    join(tasks,
         {{"Подготовить отчёт", "Анна", "до пятницы", "2026-12-04"}, {"подготовить отчёт", "Борис", {}, {}}});
    ASSERT_EQ(tasks.size(), 2U);
    EXPECT_EQ(tasks[0].owner, "Анна");
    EXPECT_EQ(tasks[0].due_date, "2026-12-04");
    EXPECT_EQ(tasks[1].owner, "Борис");
}

TEST(NoteContent, groups_hold_what_fits_and_at_least_two) {
    auto const all = groups({"aaaa", "bbbb", "cccc", "dddd", "eeee"}, 8);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].size(), 2U);
    EXPECT_EQ(all[2].size(), 1U);
    EXPECT_EQ(groups({std::string(99, 'x'), std::string(99, 'y')}, 8).size(), 1U);
}

}  // namespace
}  // namespace aisha::note_content
