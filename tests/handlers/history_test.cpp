// The history as a person walks through it: pages, search, cards, files, deletion.
#include "core/limits/history.hpp"

#include "handlers/files.hpp"
#include "handlers/transcript/removal.hpp"
#include "handlers/transcript/transcribe.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/history.hpp"
#include "texts/texts.hpp"

namespace aisha::tests {
namespace {

std::string sentences(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "This is sentence number " + std::to_string(i) + ". ";
    return text;
}

class HistoryOf : public ::testing::Test, public HandlerBench {
protected:
    texts::HistoryTexts const& words = texts::history(Language::en);

    /// The card of a text, as the first button of the list opens it.
    Written card() { return presses(says("/history").at(0).button("text:show")).at(0); }

    std::int64_t count(std::string const& table) {
        return transaction(
            [&](Transaction& tx) { return tx.one<std::int64_t>("SELECT count(*) FROM " + table); });
    }
};

TEST_F(HistoryOf, nobody_is_empty) {
    EXPECT_EQ(says("/history").at(0).text(), texts::in(Language::en).history_empty);
    EXPECT_TRUE(says("/history").at(0).buttons().empty());
}

TEST_F(HistoryOf, pages_turn_in_the_same_message) {
    for (int i = 0; i < limits::history_page_rows + 2; ++i) completed(alice, "text " + std::to_string(i));
    auto const first = says("/history").at(0);
    EXPECT_EQ(first.text(), texts::list_heading(Language::en, limits::history_page_rows + 2, 1, 2));
    EXPECT_THROW(first.button("list:0:-1"), std::runtime_error);
    auto const second = presses(first.button("list:0:1")).at(0);
    EXPECT_EQ(second.method, "editMessageText");
    EXPECT_EQ(second.text(), texts::list_heading(Language::en, limits::history_page_rows + 2, 2, 2));
    EXPECT_EQ(presses("list:0:999").at(0).text(), second.text()) << "past the end";
    EXPECT_EQ(presses(second.button("list:0:0")).at(0).text(), first.text());
}

TEST_F(HistoryOf, a_card_shows_the_text_and_goes_back_to_its_page) {
    completed(alice, "one <b> & two");
    auto const shown = card();
    EXPECT_EQ(shown.method, "editMessageText");
    EXPECT_NE(shown.text().find("one &lt;b&gt; &amp; two"), std::string::npos);
    EXPECT_NE(shown.text().find("0:03 · English"), std::string::npos) << shown.text();
    EXPECT_EQ(presses(shown.button("list:0:0")).at(0).text(), says("/history").at(0).text());
}

TEST_F(HistoryOf, others_get_nothing_of_it) {
    auto const id = std::to_string(completed(alice, "secret words").value);
    transaction([&](Transaction& tx) { tx.execute("UPDATE transcripts SET title = 'secret title'"); });
    for (auto const* action :
         {"show", "whole", "listen", "save", "again", "rename", "remove", "really", "back"}) {
        EXPECT_TRUE(presses(fmt::format("text:{}:{}:0:0", action, id), bob).empty()) << action;
        EXPECT_EQ(notice(), texts::in(Language::en).not_found) << action;
    }
    for (auto const* format : {"txt", "docx", "srt", "vtt", "json"})
        EXPECT_TRUE(presses(fmt::format("save:{}:{}:0:0", format, id), bob).empty()) << format;
    EXPECT_TRUE(presses(fmt::format("again:ru:{}", id), bob).empty());
    says("/search secret");
    EXPECT_EQ(presses("list:1:0", bob).size(), 0U) << "another person's search";
    EXPECT_EQ(notice(), words.search_gone);
    EXPECT_EQ(count("transcripts"), 1);
    EXPECT_EQ(count("jobs"), 1);
}

TEST_F(HistoryOf, search_finds_by_words_and_turns_pages) {
    for (int i = 0; i < limits::history_page_rows + 1; ++i)
        completed(alice, "Обсудили договоры номер " + std::to_string(i));
    completed(alice, "nothing of that kind");
    auto const found = says("/search ДОГОВОР").at(0);
    EXPECT_EQ(found.text(),
              texts::found_heading(Language::en, "ДОГОВОР", limits::history_page_rows + 1, 1, 2));
    auto const next = presses(found.button("list:1:1")).at(0);
    auto const shown = presses(next.button("text:show")).at(0);
    EXPECT_NE(shown.text().find("номер 0"), std::string::npos);
    EXPECT_EQ(presses(shown.button("list:1:1")).at(0).text(), next.text());
    EXPECT_EQ(says("/search <absent>").at(0).text(), texts::found_nothing(Language::en, "<absent>"));
}

TEST_F(HistoryOf, the_search_button_asks_and_takes_the_answer) {
    completed(alice, "the quarterly report");
    EXPECT_EQ(presses(says("/history").at(0).button("find")).at(0).text(), words.search_question);
    EXPECT_EQ(says("reports").at(0).text(), texts::found_heading(Language::en, "reports", 1, 1, 1));
    EXPECT_EQ(says("reports").at(0).text(), texts::in(Language::en).hint) << "the question is over";
    says("/search");
    EXPECT_EQ(presses("cancel").at(0).text(), words.cancelled);
    EXPECT_EQ(says("reports").at(0).text(), texts::in(Language::en).hint);
}

TEST_F(HistoryOf, a_text_gets_another_name) {
    completed(alice, "some words");
    EXPECT_EQ(presses(card().button("text:rename")).at(0).text(),
              texts::rename_question(Language::en, "some words"));
    EXPECT_NE(says("A <new> name").at(0).text().find("<b>A &lt;new&gt; name</b>"), std::string::npos);
    EXPECT_EQ(says("/search names").at(0).button("text:show"), "text:show:1:1:0");
}

TEST_F(HistoryOf, deleting_asks_first_and_takes_the_recording_too) {
    completed(alice, "some words");
    store.objects["transcripts/100/1/original"] = "sound";
    auto const question = presses(card().button("text:remove")).at(0);
    EXPECT_EQ(question.method, "editMessageReplyMarkup");
    EXPECT_EQ(notice(), words.delete_question);
    EXPECT_EQ(presses(question.button("text:back")).at(0).buttons(), card().buttons());
    EXPECT_EQ(presses(question.button("text:really")).at(0).text(), texts::in(Language::en).history_empty);
    EXPECT_EQ(count("transcripts"), 0);
    auto const payload = transaction([](Transaction& tx) {
        return tx.one<std::string>("SELECT payload FROM jobs WHERE kind = 'remove_objects'");
    });
    using handlers::transcript::RemoveObjects;
    run(loop, handlers::transcript::run_removal(context, json::read<RemoveObjects>(json::parse(payload)),
                                                {.id = {}, .log = silent_log()}));
    EXPECT_TRUE(store.objects.empty());
    EXPECT_TRUE(presses(question.button("text:really")).empty()) << "pressed twice";
}

TEST_F(HistoryOf, listening_sends_the_original_by_what_telegram_has_first) {
    completed(alice, "some words");
    auto const sent = presses(card().button("text:listen")).at(0);
    EXPECT_EQ(sent.method, "sendVoice");
    EXPECT_EQ(sent.payload.at("voice").as_string(), "f");
    EXPECT_EQ(notice(), words.sending);
}

TEST_F(HistoryOf, every_format_is_made_when_it_is_sent) {
    completed(alice, "some words", {{0, 3, "some words"}});
    auto const menu = presses(card().button("text:save")).at(0);
    for (auto const* format : {"txt", "docx", "srt", "vtt", "json"}) {
        auto const sent = presses(menu.button(std::string("save:") + format)).at(0);
        ASSERT_EQ(sent.method, "sendDocument");
        auto const& file = sent.payload.at("extra").at("file");
        EXPECT_EQ(file.at("name").as_string(), std::string("some words.") + format);
        auto const made = run(loop, handlers::make_file(context, file.at("source")));
        ASSERT_TRUE(made) << format;
        EXPECT_GT(std::filesystem::file_size(made->path), 10U);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "nothing is left behind";
    auto const late = presses(menu.button("save:txt")).at(0).payload.at("extra").at("file").at("source");
    transaction([](Transaction& tx) { tx.execute("DELETE FROM transcripts"); });
    EXPECT_FALSE(run(loop, handlers::make_file(context, late))) << "deleted meanwhile";
}

TEST_F(HistoryOf, the_form_goes_by_length) {
    auto const whole = [&](int count) {
        auto const id = completed(alice, sentences(count));
        return presses(fmt::format("text:whole:{}:0:0", id.value));
    };
    EXPECT_EQ(whole(3).at(0).method, "sendMessage");
    auto const rich = whole(500);
    ASSERT_EQ(rich.size(), 1U);
    EXPECT_EQ(rich.at(0).method, "sendRichMessage");
    EXPECT_GT(rich.at(0).payload.at("rich_message").at("blocks").as_array().size(), 5U);
    auto const longest = whole(3000);
    ASSERT_EQ(longest.size(), 2U);
    EXPECT_NE(longest.at(0).text().find(words.beginning), std::string::npos);
    EXPECT_EQ(longest.at(1).method, "sendDocument");
}

TEST_F(HistoryOf, a_long_text_is_cut_on_its_card) {
    completed(alice, sentences(400));
    auto const shown = card();
    EXPECT_LT(shown.text().size(), limits::message_units_max);
    EXPECT_NE(shown.text().find(words.cut), std::string::npos);
    EXPECT_EQ(presses(shown.button("text:whole")).at(0).method, "sendRichMessage");
}

TEST_F(HistoryOf, hearing_it_as_another_language_needs_no_new_upload) {
    auto const id = completed(alice, "some words");
    auto const menu = presses(card().button("text:again")).at(0);
    presses(menu.button("again:ru"));
    EXPECT_EQ(notice(), words.again_begun);
    presses(menu.button("again:ru"));
    EXPECT_EQ(notice(), words.again_under_way);
    auto const language =
        transaction([&](Transaction& tx) { return transcripts.begin(tx, id)->asked_language; });
    EXPECT_EQ(language, "ru");
    EXPECT_EQ(count("jobs"), 2);
}

TEST_F(HistoryOf, the_same_file_is_answered_from_what_is_stored) {
    auto const again = [this](std::string const& unique) {
        json::Object const voice{{"file_id", "g"}, {"file_unique_id", unique}, {"duration", 3}};
        return message({{"voice", voice}});
    };
    EXPECT_TRUE(again("same").empty());
    transaction([&](Transaction& tx) { transcripts.complete(tx, TranscriptId{1}, {.text = "known words"}); });
    auto const answer = again("same").at(0);
    EXPECT_NE(answer.text().find("known words"), std::string::npos);
    EXPECT_EQ(answer.replies_to(), 2);
    EXPECT_EQ(count("jobs"), 1);
    EXPECT_TRUE(again("other").empty());
    EXPECT_EQ(count("jobs"), 2);
    presses(answer.button("again:auto:1"));
    EXPECT_EQ(notice(), words.again_begun);
}

TEST_F(HistoryOf, in_a_group_nothing_of_it_is_shown) {
    completed(alice, "secret words");
    json::Object const text{{"message_id", 10},
                            {"text", "/history"},
                            {"date", 1},
                            {"from", json::Object{{"id", alice}, {"is_bot", false}, {"first_name", "A"}}},
                            {"chat", json::Object{{"id", -5}, {"type", "group"}, {"title", "G"}}}};
    EXPECT_EQ(handle(json::Object{{"update_id", 2}, {"message", text}}).at(0).text(), words.private_only);
}

}  // namespace
}  // namespace aisha::tests
