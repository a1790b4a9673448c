// What notes and texts count against a person's quotas.
#include "tests/handlers/notes_bench.hpp"
#include "texts/access.hpp"

namespace aisha::tests {
namespace {

class RationedNotes : public NotesBench {
protected:
    RationedNotes() : NotesBench({.audio_quota = 1min, .texts_quota = 3, .notes_quota = 2}) {}

    void writes_a_summary() {
        model_says(a_summary);
        work();
        EXPECT_EQ(only_note().status, NoteStatus::ready);
    }
    void fails_for_good() {
        for (int i = 0; i < limits::job_errors_max && only_note().is_open(); ++i) {
            model_fails(401);
            work();
            clock.advance(1min);
        }
        EXPECT_EQ(only_note().status, NoteStatus::failed);
    }
    std::string over() {
        auto const day_end = std::chrono::floor<std::chrono::days>(clock.now()) + 24h;
        return texts::over_quota(Language::en, {QuotaKind::notes, 2, 0, day_end - clock.now()});
    }
};

TEST_F(RationedNotes, each_writing_counts_and_looking_does_not) {
    auto const id = typed();
    no_titles();
    presses(note_of(id));
    writes_a_summary();
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(presses(note_of(id)).at(0).text().starts_with("<b>Summary</b>"));
    EXPECT_EQ(presses("renote:1").size(), 1U);
    writes_a_summary();
    EXPECT_TRUE(presses("renote:1").empty());
    EXPECT_EQ(notice(), over());
    EXPECT_TRUE(presses(note_of(id, "todo")).empty());
    EXPECT_EQ(notice(), over());
    EXPECT_EQ(asked(), 2U);
    clock.advance(24h);
    EXPECT_EQ(presses("renote:1").size(), 1U);
}

TEST_F(RationedNotes, what_failed_is_given_back_and_what_was_stopped_is_not) {
    auto const id = typed();
    no_titles();
    presses(note_of(id));
    fails_for_good();
    EXPECT_EQ(presses("note_retry:1").size(), 2U);
    presses("note_stop:1");
    EXPECT_EQ(presses(note_of(id)).size(), 1U);
    presses("note_stop:1");
    EXPECT_TRUE(presses(note_of(id)).empty());
    EXPECT_EQ(notice(), over());
}

TEST_F(RationedNotes, a_text_needs_no_minutes_of_recordings) {
    auto recording = voice_message();
    recording.at("voice").as_object()["duration"] = 60;
    message(recording);
    EXPECT_FALSE(message(recording).empty()) << "the minute is used up";
    EXPECT_EQ(says(long_text).at(0).buttons().size(), 4U);
    json::Object const file{
        {"file_id", "f"}, {"file_unique_id", "u"}, {"file_name", "a.txt"}, {"file_size", 10}};
    EXPECT_TRUE(message({{"document", file}}).empty());
    clock.advance(1min);
    EXPECT_NE(says(long_text).at(0).text().find("3 recordings a day"), std::string::npos);
    EXPECT_NE(says("/limits").at(0).text().find("Recordings and texts: 0 of 3\nNotes: 2 of 2"),
              std::string::npos);
}

}  // namespace
}  // namespace aisha::tests
