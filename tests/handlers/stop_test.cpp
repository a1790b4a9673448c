// Stopping recordings in work, and going on.
#include "database/repositories/transcript_piece_repository.hpp"
#include "keyboards/listening.hpp"
#include "services/openai/transcription.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/listening.hpp"
#include "texts/texts.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

class Stop : public ::testing::Test, public HandlerBench {
protected:
    /// A recording of `person`, two of its three pieces heard.
    TranscriptId half_heard(std::int64_t person = alice) {
        message({{"voice", json::Object{{"file_id", "f"}, {"file_unique_id", "u"}, {"duration", 90}}}},
                person);
        return transaction([&](Transaction& tx) {
            auto const id = tx.one<TranscriptId>("SELECT max(id) FROM transcripts");
            transcripts.begin(tx, id);
            transcript_repository::set_duration(tx, id, 90s);
            for (int at = 0; at < 3; ++at)
                transcript_piece_repository::insert(tx, id, 30s * at, 30s * at + 28s);
            for (int at = 0; at < 2; ++at)
                transcript_piece_repository::set_heard(
                    tx, id, 30s * at, 30s * at + 28s,
                    json::write(Transcription{
                        .text = at == 0 ? "One <b>." : "Two.", .language = "en", .segments = {}}));
            return id;
        });
    }

    std::vector<Written> stops_the_draft(std::int64_t person = alice) {
        return handle(json::Object{
            {"update_id", 9000},
            {"stopped_message_generation",
             json::Object{{"chat", json::Object{{"id", person}, {"type", "private"}}}, {"draft_id", 1}}}});
    }

    std::vector<std::string> states_of_jobs() {
        return transaction(
            [](Transaction& tx) { return tx.query<std::string>("SELECT state FROM jobs ORDER BY id"); });
    }
};

TEST_F(Stop, what_was_heard_is_sent_with_an_offer_to_go_on) {
    auto const id = half_heard();
    auto const written = stops_the_draft();
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(written[0].text(), "One &lt;b&gt;. Two.");
    EXPECT_EQ(written[1].text(), texts::stopped_at(Language::en, 58s, 90s));
    EXPECT_EQ(written[1].buttons(), std::vector<std::string>{"retry:" + std::to_string(id.value)});
    EXPECT_EQ(states_of_jobs(), std::vector<std::string>{"cancelled"});
    EXPECT_TRUE(stops_the_draft().empty()) << "pressed twice";

    EXPECT_EQ(presses(written[1].buttons()[0]).at(0).method, "deleteMessage");
    EXPECT_EQ(states_of_jobs(), (std::vector<std::string>{"cancelled", "available"}));
    auto const kept = transaction([&](Transaction& tx) { return transcript_piece_repository::all(tx, id); });
    EXPECT_EQ(kept.at(0).state, PieceState::heard) << "nothing is heard again";
}

TEST_F(Stop, before_anything_was_heard_only_the_offer_comes) {
    message({{"voice", json::Object{{"file_id", "f"}, {"file_unique_id", "u"}, {"duration", 9}}}});
    auto const written = stops_the_draft();
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0].text(), texts::listening(Language::en).stopped);
}

TEST_F(Stop, a_draft_stops_everything_of_its_chat_and_nothing_of_others) {
    half_heard();
    half_heard();
    half_heard(bob);
    EXPECT_EQ(stops_the_draft().size(), 4U);
    EXPECT_EQ(states_of_jobs(), (std::vector<std::string>{"cancelled", "cancelled", "available"}));
    EXPECT_TRUE(stops_the_draft(300).empty()) << "somebody whom nobody knows";
}

TEST_F(Stop, a_button_stops_one_and_belongs_to_who_sent_it) {
    auto const id = half_heard();
    auto const button = bot::pack(keyboards::StopTranscript{id});
    EXPECT_TRUE(presses(button, bob).empty());
    EXPECT_EQ(notice(), texts::in(Language::en).not_found);
    EXPECT_EQ(states_of_jobs(), std::vector<std::string>{"available"});
    EXPECT_EQ(presses(button).size(), 2U);
    EXPECT_EQ(notice(), texts::listening(Language::en).stopping);
    EXPECT_TRUE(presses(button).empty());
    EXPECT_EQ(notice(), texts::listening(Language::en).stop_over);
}

}  // namespace
}  // namespace aisha::tests
