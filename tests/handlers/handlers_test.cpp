// What the bot answers, handler by handler.
#include "handlers/transcript/transcribe.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/texts.hpp"

namespace aisha::tests {
namespace {

json::Object voice(std::int64_t size = 1000) {
    return {{"voice",
             json::Object{{"file_id", "f"}, {"file_unique_id", "u"}, {"duration", 3}, {"file_size", size}}}};
}

class Handlers : public ::testing::Test, public HandlerBench {
protected:
    std::int64_t jobs_waiting() {
        return transaction([](Transaction& tx) {
            return tx.one<std::int64_t>("SELECT count(*) FROM jobs WHERE kind = 'transcribe_recording'");
        });
    }

    /// A completed transcript of `person`, as if it had been recognised.
    TranscriptId completed(std::int64_t person, std::string const& text) {
        message(voice(), person);
        return transaction([&](Transaction& tx) {
            auto const id =
                tx.one<TranscriptId>("SELECT max(id) FROM transcripts WHERE user_id = $1", person);
            transcripts.complete(tx, id,
                                 {.text = text, .language = "en", .duration = std::chrono::seconds(3)});
            return id;
        });
    }
};

TEST_F(Handlers, start_greets_by_name_in_the_persons_language) {
    EXPECT_EQ(says("/start").at(0).text(), texts::welcome(Language::en, "Person 100"));
    EXPECT_EQ(says("/start", bob, "ru").at(0).text(), texts::welcome(Language::ru, "Person 200"));
    EXPECT_EQ(says("/start", 300, "de").at(0).text(), texts::welcome(Language::en, "Person 300"));
}

TEST_F(Handlers, a_chosen_language_stays) {
    auto const choice = says("/language").at(0);
    EXPECT_EQ(choice.buttons(), (std::vector<std::string>{"lang:en", "lang:ru"}));
    auto const edited = presses("lang:ru").at(0);
    EXPECT_EQ(edited.method, "editMessageText");
    EXPECT_EQ(edited.text(), texts::in(Language::ru).language_chosen);
    EXPECT_TRUE(says("/help").at(0).text().starts_with(texts::in(Language::ru).help));
}

TEST_F(Handlers, a_recording_becomes_one_job_and_only_once) {
    EXPECT_TRUE(message(voice()).empty());
    EXPECT_EQ(jobs_waiting(), 1);
    json::Object update{{"update_id", 77}};
    json::Object fields = voice();
    fields["message_id"] = 500;
    fields["from"] = json::Object{{"id", alice}, {"is_bot", false}, {"first_name", "A"}};
    fields["chat"] = json::Object{{"id", alice}, {"type", "private"}};
    fields["date"] = 1;
    update["message"] = fields;
    handle(update);
    handle(update);
    EXPECT_EQ(jobs_waiting(), 2);
}

TEST_F(Handlers, sizes_are_refused_before_any_work) {
    EXPECT_EQ(message(voice(0)).at(0).text(), texts::refusal(Language::en, RefusalReason::file_empty));
    auto const big = message(voice(21 * 1024 * 1024)).at(0);
    EXPECT_EQ(big.text(), texts::refusal(Language::en, RefusalReason::file_too_big));
    EXPECT_EQ(big.replies_to(), 2);
    EXPECT_EQ(jobs_waiting(), 0);
}

TEST_F(Handlers, documents_are_taken_by_type_or_extension) {
    auto const document = [&](std::string const& name, std::string const& type) {
        return message(
            {{"document",
              json::Object{
                  {"file_id", "f"}, {"file_unique_id", "u"}, {"file_name", name}, {"mime_type", type}}}});
    };
    EXPECT_TRUE(document("a.bin", "audio/mpeg").empty());
    EXPECT_TRUE(document("A.MP3", "application/octet-stream").empty());
    EXPECT_EQ(jobs_waiting(), 2);
    EXPECT_EQ(document("a.pdf", "application/pdf").at(0).text(),
              texts::refusal(Language::en, RefusalReason::not_audio));
    EXPECT_EQ(jobs_waiting(), 2);
}

TEST_F(Handlers, in_a_group_a_placeholder_replies_to_the_recording) {
    json::Object fields = voice();
    fields["message_id"] = 9;
    fields["from"] = json::Object{{"id", alice}, {"is_bot", false}, {"first_name", "A"}};
    fields["chat"] = json::Object{{"id", -5}, {"type", "group"}, {"title", "G"}};
    fields["date"] = 1;
    auto const written = handle(json::Object{{"update_id", 1}, {"message", fields}});
    EXPECT_EQ(written.at(0).text(), texts::in(Language::en).received);
    EXPECT_EQ(written.at(0).replies_to(), 9);
    auto const chatter = [&] {
        json::Object text{{"message_id", 10}, {"text", "hello all"}, {"date", 1}};
        text["from"] = fields["from"];
        text["chat"] = fields["chat"];
        return handle(json::Object{{"update_id", 2}, {"message", text}});
    }();
    EXPECT_TRUE(chatter.empty());
}

TEST_F(Handlers, history_lists_own_texts_and_opens_them) {
    EXPECT_EQ(says("/history").at(0).text(), texts::in(Language::en).history_empty);
    auto const first = completed(alice, "one <b> & two");
    auto const list = says("/history").at(0);
    ASSERT_EQ(list.buttons().size(), 1U);
    auto const opened = presses(list.buttons().at(0)).at(0);
    EXPECT_NE(opened.text().find("one &lt;b&gt; &amp; two"), std::string::npos);
    EXPECT_TRUE(presses("open:" + std::to_string(first.value), bob).empty());
    EXPECT_EQ(notice(), texts::in(Language::en).not_found);
}

TEST_F(Handlers, a_long_text_is_opened_as_a_series) {
    std::string text;
    for (int i = 0; i < 400; ++i) text += "This is sentence number " + std::to_string(i) + ". ";
    auto const id = completed(alice, text);
    EXPECT_GE(presses("open:" + std::to_string(id.value)).size(), 3U);
}

TEST_F(Handlers, retry_belongs_to_who_sent_it_and_works_once) {
    message(voice());
    auto const id = transaction([&](Transaction& tx) {
        auto const transcript = tx.one<TranscriptId>("SELECT max(id) FROM transcripts");
        tx.execute("UPDATE jobs SET state = 'failed'");
        handlers::transcript::transcribe_failed(context, tx, {transcript},
                                                {JobFailure::Why::unavailable_too_long, "abc"});
        return transcript;
    });
    auto const button = "retry:" + std::to_string(id.value);
    presses(button, bob);
    EXPECT_EQ(notice(), texts::in(Language::en).not_found);
    EXPECT_EQ(presses(button).at(0).method, "deleteMessage");
    EXPECT_EQ(notice(), texts::in(Language::en).retrying);
    presses(button);
    EXPECT_EQ(notice(), texts::in(Language::en).retry_over);
    EXPECT_EQ(jobs_waiting(), 2);
}

TEST_F(Handlers, rubbish_in_callback_data_is_an_old_button) {
    for (auto const* data :
         {"", "open:", "open:x", "open:1:2", "lang:xx", "retry:99999999999999999999", "?"}) {
        EXPECT_TRUE(presses(data).empty()) << data;
        EXPECT_EQ(notice(), texts::in(Language::en).old_button) << data;
    }
}

TEST_F(Handlers, other_messages_get_a_hint) {
    EXPECT_EQ(says("what?").at(0).text(), texts::in(Language::en).hint);
    EXPECT_EQ(says("/nonsense").at(0).text(), texts::in(Language::en).hint);
}

}  // namespace
}  // namespace aisha::tests
