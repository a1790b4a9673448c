// Notes as people meet them: presses, jobs, stopping, retrying, and texts as a source.
#include "texts/notes.hpp"

#include "handlers/transcript/queue.hpp"
#include "tests/handlers/notes_bench.hpp"
#include "texts/texts.hpp"

namespace aisha::tests {
namespace {

using Notes = NotesBench;

TEST_F(Notes, a_long_typed_text_is_offered_notes_and_a_short_one_gets_the_hint) {
    EXPECT_EQ(says("Hello").at(0).text(), texts::in(Language::en).hint);
    auto const offer = says(long_text).at(0);
    EXPECT_NE(offer.text().find("127 words"), std::string::npos) << offer.text();
    EXPECT_EQ(offer.buttons().size(), 4U);
    EXPECT_TRUE(offer.replies_to());
    EXPECT_EQ(says("/unknown " + long_text).at(0).text(), texts::in(Language::en).hint);
}

TEST_F(Notes, a_text_that_the_app_cut_is_put_together) {
    std::string piece;
    while (piece.size() < 4000) piece += "words and more words ";
    auto const first = typed(piece);
    auto const written = says("the end of it");
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(written[0].method, "deleteMessage");
    auto const text = transaction([&](Transaction& tx) {
        EXPECT_EQ(tx.one<std::int64_t>("SELECT count(*) FROM transcripts"), 1);
        return *transcript_repository::find(tx, UserId{alice}, first)->text;
    });
    EXPECT_TRUE(text.ends_with("\nthe end of it"));
    clock.advance(limits::typed_text_goes_on_for + 1s);
    EXPECT_EQ(says("later").at(0).text(), texts::in(Language::en).hint);
}

TEST_F(Notes, a_press_is_answered_at_once_and_then_by_the_note) {
    auto const id = typed();
    no_titles();
    auto const writing = presses(note_of(id)).at(0);
    EXPECT_EQ(writing.text(), "Writing the summary…");
    EXPECT_EQ(writing.buttons(), std::vector<std::string>{"note_stop:1"});
    presses(note_of(id));
    EXPECT_EQ(notice(), texts::notes(Language::en).already);
    model_says(a_summary);
    auto const written = work();
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(written[0].method, "deleteMessage");
    EXPECT_TRUE(written[1].text().starts_with("<b>Summary</b>\n\nAbout reports.\n\n• A report."));
    EXPECT_EQ(written[1].buttons(), std::vector<std::string>{"renote:1"});
    EXPECT_EQ(written[1].replies_to(), 1);
    EXPECT_EQ(only_note().status, NoteStatus::ready);
    EXPECT_EQ(asked(), 1U);
}

TEST_F(Notes, a_note_is_shown_again_without_asking_and_written_anew_on_request) {
    auto const id = typed();
    no_titles();
    presses(note_of(id));
    model_says(a_summary);
    work();
    EXPECT_TRUE(presses(note_of(id)).at(0).text().starts_with("<b>Summary</b>"));
    EXPECT_EQ(asked(), 1U);
    EXPECT_EQ(presses("renote:1").at(0).text(), "Writing the summary…");
    EXPECT_TRUE(only_note().content);
}

TEST_F(Notes, a_long_one_comes_as_its_beginning_and_a_file) {
    auto const id = typed();
    no_titles();
    presses("into:" + std::to_string(id.value) + ":de");
    std::string words;
    while (words.size() < 15'000) words += "Wort für Wort. ";
    json::Object const message{{"content", json::write(words)}};
    json::Object const answer{{"choices", json::Array{json::Object{{"message", message}}}}};
    transport.answer_once("chat.test", {.status = 200, .headers = {}, .body = json::dump(answer)});
    auto const written = work();
    ASSERT_EQ(written.size(), 3U);
    EXPECT_TRUE(written[1].text().starts_with("<b>Translation: Deutsch</b>"));
    EXPECT_EQ(written[2].method, "sendDocument");
    EXPECT_EQ(written[2].buttons(), std::vector<std::string>{"renote:1"});
}

TEST_F(Notes, belong_to_their_person) {
    auto const id = typed();
    EXPECT_TRUE(presses(note_of(id), bob).empty());
    EXPECT_EQ(notice(), texts::in(Language::en).not_found);
    presses(note_of(id));
    EXPECT_TRUE(presses("note_stop:1", bob).empty());
    EXPECT_EQ(notice(), texts::notes(Language::en).over);
    EXPECT_TRUE(presses("renote:1", bob).empty());
    EXPECT_TRUE(presses("note_retry:99").empty());
    EXPECT_EQ(only_note().status, NoteStatus::queued);
}

TEST_F(Notes, stop_ends_a_note_and_its_job) {
    auto const id = typed();
    no_titles();
    presses(note_of(id));
    auto const stopped = presses("note_stop:1");
    EXPECT_EQ(stopped.at(0).method, "deleteMessage");
    EXPECT_EQ(notice(), texts::notes(Language::en).stopped);
    EXPECT_EQ(only_note().status, NoteStatus::cancelled);
    EXPECT_TRUE(work().empty());
    EXPECT_EQ(asked(), 0U);
    EXPECT_EQ(presses(note_of(id)).at(0).text(), "Writing the summary…");
}

TEST_F(Notes, open_ones_are_bounded) {
    std::vector<TranscriptId> ids;
    for (int i = 0; i <= limits::notes_open_max; ++i) {
        clock.advance(1h);
        ids.push_back(typed());
    }
    for (int i = 0; i < limits::notes_open_max; ++i)
        EXPECT_EQ(presses(note_of(ids[static_cast<std::size_t>(i)])).size(), 1U);
    EXPECT_TRUE(presses(note_of(ids.back())).empty());
    EXPECT_EQ(notice(), texts::notes(Language::en).too_many);
}

TEST_F(Notes, are_not_written_for_a_chat_that_is_lost) {
    presses(note_of(typed()));
    no_titles();
    transaction([&](Transaction& tx) { handlers::transcript::chat_lost(context, tx, ChatId{alice}); });
    EXPECT_EQ(only_note().status, NoteStatus::cancelled);
    work();
    EXPECT_EQ(asked(), 0U);
}

TEST_F(Notes, a_texts_card_offers_nothing_to_hear) {
    auto const id = std::to_string(typed().value);
    auto const row = [&](std::string const& action) { return "text:" + action + ":" + id; };
    auto const begins = [](std::vector<std::string> const& buttons, std::string const& with) {
        return std::ranges::any_of(buttons, [&](auto const& button) { return button.starts_with(with); });
    };
    auto const card = presses(row("show") + ":0:0").at(0).buttons();
    EXPECT_TRUE(begins(card, row("save")));
    EXPECT_TRUE(begins(card, row("rename")));
    EXPECT_FALSE(begins(card, row("listen")));
    EXPECT_FALSE(begins(card, row("again")));
    auto const formats = presses(row("save") + ":0:0").at(0).buttons();
    EXPECT_TRUE(begins(formats, "save:docx"));
    EXPECT_FALSE(begins(formats, "save:srt"));
    EXPECT_TRUE(presses(row("listen") + ":0:0").empty()) << "a button from before";
    EXPECT_EQ(notice(), texts::notes(Language::en).no_recording);
}

TEST_F(Notes, a_translation_is_asked_for_by_language) {
    auto const id = typed();
    no_titles();
    auto const choice = presses(note_of(id, "translation")).at(0);
    EXPECT_EQ(choice.text(), texts::notes(Language::en).choose_translation);
    EXPECT_EQ(choice.buttons().size(), texts::translation_languages().size());
    EXPECT_TRUE(presses("into:" + std::to_string(id.value) + ":xx").empty());
    presses("into:" + std::to_string(id.value) + ":de");
    json::Object const message{{"content", "Ein Satz."}};
    transport.answer_once(
        "chat.test",
        {.status = 200,
         .headers = {},
         .body = json::dump(json::Object{{"choices", json::Array{json::Object{{"message", message}}}}})});
    EXPECT_TRUE(work().at(1).text().starts_with("<b>Translation: Deutsch</b>\n\nEin Satz."));
}

TEST_F(Notes, a_failure_for_good_has_a_button_to_try_again) {
    auto const id = typed();
    no_titles();
    presses(note_of(id));
    model_fails(401);
    model_fails(401);
    model_fails(401);
    std::vector<Written> written;
    for (int i = 0; i < limits::job_errors_max && written.empty(); ++i) {
        written = work();
        clock.advance(1min);
    }
    ASSERT_FALSE(written.empty());
    EXPECT_EQ(written[0].buttons(), std::vector<std::string>{"note_retry:1"});
    EXPECT_EQ(only_note().status, NoteStatus::failed);
    auto const retried = presses("note_retry:1");
    ASSERT_EQ(retried.size(), 2U);
    EXPECT_EQ(retried[0].text(), "Writing the summary…");
    EXPECT_EQ(retried[1].method, "deleteMessage");
}

TEST_F(Notes, a_model_that_declines_is_quoted_without_its_markup) {
    auto const id = typed();
    no_titles();
    presses(note_of(id));
    transport.answer_once("chat.test",
                          {.status = 200,
                           .headers = {},
                           .body = R"({"choices":[{"message":{"refusal":"<b>No</b> see evil.com"}}]})"});
    auto const written = work();
    EXPECT_NE(written.at(1).text().find("&lt;b&gt;No&lt;/b&gt; see <code>evil.com</code>"),
              std::string::npos);
    EXPECT_EQ(only_note().status, NoteStatus::declined);
}

TEST_F(Notes, titles_come_by_themselves_and_name_a_text_in_the_history) {
    typed();
    model_says(json::Object{{"title", "About reports"}});
    EXPECT_TRUE(work().empty());
    EXPECT_NE(json::dump(says("/history").at(0).payload).find("About reports"), std::string::npos);
    EXPECT_EQ(asked(), 1U);
}

TEST_F(Notes, a_transcript_that_is_gone_takes_its_notes_along) {
    auto const id = typed();
    no_titles();
    presses(note_of(id));
    transaction([&](Transaction& tx) { tx.execute("DELETE FROM transcripts WHERE id = $1", id); });
    EXPECT_TRUE(work().empty());
    EXPECT_EQ(asked(), 0U);
}

TEST_F(Notes, without_a_model_buttons_say_politely_that_notes_are_not_set_up) {
    ChatClient none(transport, {"", Secret(), ""});
    TextProcessingService without(none);
    handlers::Context other{clock,        *database,     bot,   outbox,   jobs,           transcripts,
                            audio,        without,       store, progress, access,         quotas,
                            Language::en, folder.path(), files, {},       context.avatars};
    auto const id = typed();
    router = handlers::make_routes(other);
    EXPECT_TRUE(presses(note_of(id)).empty());
    EXPECT_EQ(notice(), texts::notes(Language::en).not_set_up);
    EXPECT_TRUE(presses(note_of(id, "translation")).empty());
    EXPECT_EQ(notice(), texts::notes(Language::en).not_set_up);
}

TEST_F(Notes, text_files_are_taken_by_name_and_others_are_not) {
    auto const document = [&](std::string const& name, std::int64_t size = 100) {
        return message(
            {{"document",
              json::Object{
                  {"file_id", name}, {"file_unique_id", name}, {"file_name", name}, {"file_size", size}}}});
    };
    EXPECT_TRUE(document("notes.txt").empty());
    EXPECT_TRUE(document("plan.docx").empty());
    EXPECT_EQ(document("empty.md", 0).at(0).text(), texts::notes(Language::en).text_empty);
    EXPECT_EQ(document("a.pdf").at(0).text(), texts::refusal(Language::en, RefusalReason::not_audio));
    EXPECT_EQ(transaction([](Transaction& tx) {
                  return tx.one<std::int64_t>("SELECT count(*) FROM jobs WHERE kind = 'read_text'");
              }),
              2);
}

}  // namespace
}  // namespace aisha::tests
