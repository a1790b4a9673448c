// What the bot answers, handler by handler.
#include "handlers/transcript/transcribe.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/texts.hpp"

namespace aisha::tests {
namespace {

json::Object voice(std::int64_t size = 1000) { return voice_message(size); }

class Handlers : public ::testing::Test, public HandlerBench {
protected:
    std::int64_t jobs_waiting() {
        return transaction([](Transaction& tx) {
            return tx.one<std::int64_t>("SELECT count(*) FROM jobs WHERE kind = 'transcribe_recording'");
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
    EXPECT_EQ(says("/help").at(0).text(), texts::in(Language::ru).help);
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
         {"", "open:1", "text:show:x:0:0", "text:dance:1:0:0", "list:0", "again:xx:1", "save:pdf:1:0:0",
          "zone:Mars/Olympus", "keep:-1", "speech:tlh", "lang:xx", "retry:99999999999999999999", "?"}) {
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
