// Notes of texts short and long: all of the text is read, and what comes out of it is put together.
#include "services/transcript/text_processing_service.hpp"

#include "core/limits/notes.hpp"
#include "core/utf.hpp"
#include "tests/services/chat_model.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using tests::ChatModel;
using tests::run;
using tests::says;

std::string text_of(json::Object const& data) {
    return data.contains("text") ? json::read<std::string>(data.at("text")) : std::string();
}

/// Two hours of talk, and a word at its very end.
std::string long_text() {
    std::string text;
    for (int minute = 0; minute < 120; ++minute)
        for (int i = 0; i < 16; ++i)
            text += fmt::format("В минуту {} мы говорили о вещи номер {}. ", minute, i);
    return text + "И последнее слово было: гардемарин.";
}

struct TextProcessing : testing::Test {
    TextProcessingService::Result make(ChatModel& model, NoteKind kind, std::string text,
                                       TextProcessingService::Answers answers = {}) {
        ChatClient chat(model.transport, {"http://chat/v1", Secret(), "m"});
        TextProcessingService service(chat);
        TextProcessingService::Watch watch;
        watch.on_part = [this](std::size_t done, std::size_t parts) { progress.emplace_back(done, parts); };
        watch.keep = [this](TextProcessingService::Answers const& all) -> awaitable<void> {
            kept = all;
            co_return;
        };
        return run(loop, service.make(kind, kind == NoteKind::translation ? "de" : "",
                                      {std::move(text), "ru", std::chrono::year(2026) / 11 / 27},
                                      std::move(answers), watch));
    }
    static json::Value content(TextProcessingService::Result const& result) {
        return std::get<TextProcessingService::Made>(result).content;
    }

    asio::io_context loop;
    std::vector<std::pair<std::size_t, std::size_t>> progress;
    TextProcessingService::Answers kept;
};

TEST_F(TextProcessing, a_short_text_takes_one_question) {
    ChatModel model([](std::string const& instructions, json::Object const& data) {
        EXPECT_NE(instructions.find("overview"), std::string::npos);
        EXPECT_EQ(text_of(data), "Короткий текст.");
        return says(json::Object{{"overview", "О коротком."}, {"points", json::Array{"раз", " ", "два"}}});
    });
    auto const result = make(model, NoteKind::summary, "Короткий текст.");
    auto const summary = json::read<Summary>(content(result));
    EXPECT_EQ(summary.overview, "О коротком.");
    EXPECT_EQ(summary.points, (std::vector<std::string>{"раз", "два"}));
    EXPECT_EQ(std::get<TextProcessingService::Made>(result).model, "test-model");
    EXPECT_EQ(model.asked(), 1U);
}

TEST_F(TextProcessing, a_summary_of_two_hours_has_what_was_said_at_the_very_end) {
    std::string read;
    ChatModel model([&](std::string const&, json::Object const& data) {
        if (data.contains("points")) return says(json::Object{{"overview", "Всё вместе."}});
        auto const text = text_of(data);
        EXPECT_LE(utf::utf16_length(text), limits::note_part_units);
        read += text + " ";
        auto const last = text.rfind(' ');
        return says(
            json::Object{{"points", json::Array{json::write(text.substr(last + 1)), "лишнее", "ещё"}}});
    });
    auto const text = long_text();
    auto const summary = json::read<Summary>(content(make(model, NoteKind::summary, text)));
    EXPECT_EQ(utf::length(read), utf::length(text) + 1);
    EXPECT_EQ(summary.overview, "Всё вместе.");
    EXPECT_LE(summary.points.size(), 2 * limits::note_points);
    EXPECT_NE(std::ranges::find(summary.points, "гардемарин."), summary.points.end());
    ASSERT_GE(progress.size(), 2U);
    EXPECT_EQ(progress.back().first, progress.back().second);
}

TEST_F(TextProcessing, what_was_answered_is_not_asked_again) {
    int away_after = 4;
    ChatModel model([&](std::string const&, json::Object const& data) {
        if (away_after-- == 0) return net::Response{.status = 503, .headers = {}, .body = "away"};
        if (data.contains("points")) return says(json::Object{{"overview", "Всё."}});
        return says(json::Object{{"points", json::Array{"x"}}});
    });
    EXPECT_THROW(make(model, NoteKind::summary, long_text()), Unavailable);
    EXPECT_EQ(kept.size(), 4U);
    auto const before = model.asked();
    auto const parts = 1 + utf::utf16_length(long_text()) / limits::note_part_units;
    make(model, NoteKind::summary, long_text(), kept);
    EXPECT_LE(model.asked() - before, parts - 4 + 2);
}

TEST_F(TextProcessing, tasks_of_all_parts_are_one_list) {
    ChatModel model([](std::string const& instructions, json::Object const& data) {
        EXPECT_NE(instructions.find("2026-11-27"), std::string::npos);
        bool const end = text_of(data).contains("гардемарин");
        json::Object const task{{"task", end ? "найти гардемарина" : "говорить о вещах"},
                                {"owner", end ? json::Value("Анна") : json::Value(nullptr)},
                                {"due", end ? json::Value("до пятницы") : json::Value(nullptr)},
                                {"due_date", end ? json::Value("2026-12-04") : json::Value("скоро")}};
        return says(json::Object{{"tasks", json::Array{task}}});
    });
    auto const list = json::read<TaskList>(content(make(model, NoteKind::todo, long_text())));
    ASSERT_EQ(list.tasks.size(), 2U);
    EXPECT_EQ(list.tasks[0].due_date, std::nullopt);
    EXPECT_EQ(list.tasks[1].owner, "Анна");
    EXPECT_EQ(list.tasks[1].due_date, "2026-12-04");
}

TEST_F(TextProcessing, a_protocol_has_its_four_lists) {
    ChatModel model([](std::string const&, json::Object const&) {
        return says(json::parse(R"({"participants":["Анна","анна"],"topics":["бюджет"],"decisions":["решили"],
            "tasks":[{"task":"считать","owner":null,"due":null,"due_date":null}]})"));
    });
    auto const protocol = json::read<Protocol>(content(make(model, NoteKind::protocol, "Текст.")));
    EXPECT_EQ(protocol.participants, std::vector<std::string>{"Анна"});
    EXPECT_EQ(protocol.topics.size() + protocol.decisions.size() + protocol.tasks.size(), 3U);
}

TEST_F(TextProcessing, a_translation_is_of_every_part) {
    ChatModel model([](std::string const& instructions, json::Object const& data) {
        EXPECT_NE(instructions.find("German"), std::string::npos);
        return net::Response{.status = 200, .headers = {}, .body = tests::completion("DE " + text_of(data))};
    });
    auto const translation =
        json::read<Translation>(content(make(model, NoteKind::translation, long_text())));
    EXPECT_GT(utf::utf16_length(translation.text), utf::utf16_length(long_text()) - 100);
    EXPECT_TRUE(translation.text.ends_with("гардемарин."));
}

TEST_F(TextProcessing, a_part_that_is_too_long_for_the_model_is_halved) {
    ChatModel model([](std::string const&, json::Object const& data) {
        if (utf::utf16_length(text_of(data)) > 3000)
            return net::Response{.status = 400,
                                 .headers = {},
                                 .body = R"({"error":{"message":"long","code":"context_length_exceeded"}})"};
        json::Object const task{{"task", json::write(utf::utf16_prefix(text_of(data), 60))}};
        return says(json::Object{{"tasks", json::Array{task}}});
    });
    auto const list = json::read<TaskList>(content(make(model, NoteKind::todo, long_text())));
    EXPECT_GT(list.tasks.size(), 30U);
    ChatModel tiny([](std::string const&, json::Object const&) {
        return net::Response{.status = 413, .headers = {}, .body = "too large"};
    });
    EXPECT_THROW(make(tiny, NoteKind::todo, long_text()), std::runtime_error);
}

TEST_F(TextProcessing, a_model_that_declines_is_quoted_and_one_that_babbles_is_asked_twice) {
    ChatModel refusing([](std::string const&, json::Object const&) {
        return net::Response{.status = 200,
                             .headers = {},
                             .body = "{\"choices\":[{\"message\":{\"refusal\":\"I\\u202e cannot.\"}}]}"};
    });
    auto const result = make(refusing, NoteKind::todo, "Text.");
    EXPECT_EQ(std::get<TextProcessingService::Declined>(result).said, "I cannot.");
    ChatModel babbling(
        [](std::string const&, json::Object const&) { return says(json::Object{{"tasks", "none"}}); });
    EXPECT_THROW(make(babbling, NoteKind::todo, "Text."), std::runtime_error);
    EXPECT_EQ(babbling.asked(), 2U);
}

TEST_F(TextProcessing, a_title_is_made_of_the_beginning_and_the_end) {
    ChatModel model([](std::string const&, json::Object const& data) {
        auto const text = text_of(data);
        EXPECT_LT(utf::utf16_length(text), 3100U);
        EXPECT_TRUE(text.starts_with("В минуту 0") && text.ends_with("гардемарин."));
        return says(json::Object{{"title", "О вещах\nи <b>гардемарине</b> " + std::string(200, 'x')}});
    });
    ChatClient chat(model.transport, {"http://chat/v1", Secret(), "m"});
    TextProcessingService service(chat);
    auto const title = run(loop, service.title({long_text(), "ru", {}}));
    ASSERT_TRUE(title);
    EXPECT_TRUE(title->starts_with("О вещах и <b>гардемарине</b>"));
    EXPECT_LE(utf::utf16_length(*title), limits::note_title_units);
}

}  // namespace
}  // namespace aisha
