// The extractive engine: sentences, tasks with owners and days, names, and what it leaves alone.
#include "sandbox/openai/extract.hpp"

#include "sandbox/openai/spoken_dates.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aisha::sandbox {
namespace {

// A Friday.
std::chrono::sys_days const said_on = std::chrono::year(2026) / 11 / 27;

/// "task | owner | due | day" of every task.
std::string tasks(std::string_view text, std::chrono::sys_days day = said_on) {
    std::string all;
    for (auto const& task : Extract(text, day).tasks())
        all +=
            fmt::format("{}{} | {} | {} | {}", all.empty() ? "" : "\n", task.task, task.owner.value_or("-"),
                        task.due.value_or("-"), task.due_day ? iso_date(*task.due_day) : "-");
    return all;
}

TEST(Extract, finds_owner_and_date) {
    EXPECT_EQ(tasks("Анна подготовит отчёт до пятницы."),
              "подготовит отчёт | Анна | до пятницы | 2026-12-04");
    EXPECT_EQ(tasks("Anna will prepare the report by Friday."),
              "prepare the report | Anna | by Friday | 2026-12-04");
    EXPECT_EQ(
        tasks("Анна подготовит отчёт до пятницы, а Борис завтра позвонит клиенту."),
        "подготовит отчёт | Анна | до пятницы | 2026-12-04\nпозвонит клиенту | Борис | завтра | 2026-11-28");
    EXPECT_EQ(tasks("Мария должна согласовать смету к 15 декабря."),
              "согласовать смету | Мария | к 15 декабря | 2026-12-15");
    EXPECT_EQ(tasks("Анна, подготовь, пожалуйста, план на следующую неделю."),
              "подготовь, пожалуйста, план | Анна | на следующую неделю | -");
    EXPECT_EQ(tasks("Нужно купить билеты через две недели."),
              "купить билеты | - | через две недели | 2026-12-11");
    EXPECT_EQ(tasks("Bob needs to call the client in 3 days."),
              "call the client | Bob | in 3 days | 2026-11-30");
    EXPECT_EQ(tasks("До пятницы Анна подготовит отчёт."),
              "подготовит отчёт | Анна | До пятницы | 2026-12-04");
    EXPECT_EQ(tasks("We need to fix the server."), "fix the server | - | - | -");
}

TEST(Extract, is_not_deceived_by_what_is_no_task) {
    for (auto const* text :
         {"Анна подготовила отчёт в пятницу.", "Завтра пойдёт дождь.", "Погода была хорошая.",
          "Anna prepared the report.", "I will be glad.", "Подготовка отчёта заняла неделю."})
        EXPECT_EQ(tasks(text), "") << text;
}

TEST(Extract, knows_the_days_that_people_name) {
    auto const day = [](std::string_view text, std::chrono::sys_days on = said_on) {
        auto const words = words_of(text);
        auto const found = find_date(words, 0, words.size(), on);
        return found && found->day ? iso_date(*found->day) : std::string(found ? "some day" : "none");
    };
    EXPECT_EQ(day("до завтра"), "2026-11-28");
    EXPECT_EQ(day("послезавтра"), "2026-11-29");
    EXPECT_EQ(day("в среду"), "2026-12-02");
    EXPECT_EQ(day("до следующей среды"), "2026-12-02");
    EXPECT_EQ(day("next Friday", std::chrono::year(2026) / 11 / 23), "2026-12-04");
    EXPECT_EQ(day("до конца недели"), "2026-11-29");
    EXPECT_EQ(day("до конца месяца"), "2026-11-30");
    EXPECT_EQ(day("by the end of the year"), "2026-12-31");
    EXPECT_EQ(day("не позднее 5 января"), "2027-01-05");
    EXPECT_EQ(day("December 15th"), "2026-12-15");
    EXPECT_EQ(day("до 15.12"), "2026-12-15");
    EXPECT_EQ(day("15.01.2027"), "2027-01-15");
    EXPECT_EQ(day("2026-12-01"), "2026-12-01");
    EXPECT_EQ(day("через месяц", std::chrono::year(2027) / 1 / 31), "2027-02-28");
    EXPECT_EQ(day("на следующей неделе"), "some day");
    EXPECT_EQ(day("в средствах"), "none");
    EXPECT_EQ(day("31 февраля"), "some day");
}

TEST(Extract, sentences_keep_their_order_and_the_end_is_there) {
    std::string text = "Сегодня мы говорим о бюджете проекта. ";
    for (int i = 0; i < 200; ++i) text += "Бюджет проекта мы обсуждали очень долго и подробно. ";
    text += "В конце Мария сказала, что ключ лежит под цветочным горшком.";
    Extract const extract(text, said_on);
    auto const two = extract.sentences(2);
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[1], "В конце Мария сказала, что ключ лежит под цветочным горшком.");
    EXPECT_LE(extract.sentences(10).size(), 4U);  // nothing twice
    EXPECT_EQ(extract.people(), std::vector<std::string>{"Мария"});
    EXPECT_EQ(extract.topics(1).size(), 1U);
    EXPECT_FALSE(extract.title().empty());
}

TEST(Extract, splits_sentences_where_they_end) {
    auto const count = [](std::string_view text) { return sentences_of(text).size(); };
    EXPECT_EQ(count("Первое. Второе! Третье? Четвёртое… Пятое"), 5U);
    EXPECT_EQ(count("А. С. Пушкин жил на ул. Мойка в г. Петербурге."), 1U);
    EXPECT_EQ(count("Version 3.5 is out.\nNext line"), 2U);
    EXPECT_EQ(count(" \n. … "), 0U);
    std::string endless;
    for (int i = 0; i < 1000; ++i) endless += "слово ";
    EXPECT_GE(count(endless), 20U);
}

TEST(Extract, an_empty_text_gives_nothing) {
    Extract const extract("", said_on);
    EXPECT_TRUE(extract.sentences(5).empty());
    EXPECT_TRUE(extract.tasks().empty());
    EXPECT_EQ(extract.title(), "");
    EXPECT_TRUE(extract.topics(3).empty());
}

}  // namespace
}  // namespace aisha::sandbox
