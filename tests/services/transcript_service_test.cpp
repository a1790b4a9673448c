// The rules of transcripts, on a real database.
#include "services/transcript/transcript_service.hpp"

#include "database/repositories/user_repository.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/test_database.hpp"

namespace aisha {
namespace {

using namespace tests;

class TranscriptServiceTest : public ::testing::Test {
protected:
    template <class F>
    auto transaction(F work) {
        return tests::run(loop, database->write(work));
    }

    TranscriptServiceTest() : service(clock) {
        for (auto const id : {alice, bob})
            transaction(
                [&](Transaction& tx) { user_repository::touch(tx, {id, "P", {}, {}, {}}, clock.now()); });
    }

    Recording recording(std::optional<std::int64_t> size = 10) {
        return {.user_id = alice,
                .chat_id = ChatId{1},
                .message_id = MessageId{next_message++},
                .kind = MediaKind::voice,
                .file_id = "f",
                .file_unique_id = "u",
                .file_size = size};
    }

    TranscriptId received() {
        auto const what = recording();
        return *transaction([&](Transaction& tx) { return service.receive(tx, what); });
    }

    static constexpr UserId alice{1};
    static constexpr UserId bob{2};
    std::int64_t next_message = 1;
    asio::io_context loop;
    FakeClock clock;
    TestDatabase database{loop, clock};
    TranscriptService service;
};

TEST_F(TranscriptServiceTest, a_message_is_taken_in_once) {
    auto const what = recording();
    auto const receive = [&](Transaction& tx) { return service.receive(tx, what); };
    EXPECT_TRUE(transaction(receive));
    EXPECT_FALSE(transaction(receive));
}

TEST_F(TranscriptServiceTest, sizes_that_telegram_tells_are_checked) {
    auto const refused = [&](std::int64_t size) {
        try {
            transaction([&](Transaction& tx) { return service.receive(tx, recording(size)); });
        } catch (Refusal const& refusal) {
            return std::optional(refusal.reason());
        }
        return std::optional<RefusalReason>();
    };
    EXPECT_EQ(refused(0), RefusalReason::file_empty);
    EXPECT_EQ(refused(static_cast<std::int64_t>(limits::telegram_download_max) + 1),
              RefusalReason::file_too_big);
    EXPECT_EQ(refused(static_cast<std::int64_t>(limits::telegram_download_max)), std::nullopt);
}

TEST_F(TranscriptServiceTest, a_result_is_written_once_and_kept) {
    auto const id = received();
    transaction([&](Transaction& tx) {
        ASSERT_TRUE(service.begin(tx, id));
        service.complete(tx, id,
                         {.text = "one",
                          .language = "en",
                          .duration = std::chrono::seconds(2),
                          .segments = {{0, 1, "o"}, {1, 2, "ne"}}});
        service.complete(tx, id, {.text = "two"});
        service.fail(tx, id);
        auto const transcript = service.open(tx, alice, id);
        EXPECT_EQ(transcript.text, "one");
        EXPECT_EQ(transcript.duration_us, 2'000'000);
        EXPECT_EQ(transcript_repository::segments(tx, id).size(), 2U);
        EXPECT_FALSE(service.begin(tx, id));
    });
}

TEST_F(TranscriptServiceTest, nobody_sees_or_touches_another_persons_transcript) {
    auto const id = received();
    transaction([&](Transaction& tx) {
        service.begin(tx, id);
        service.complete(tx, id, {.text = "secret"});
        EXPECT_THROW(service.open(tx, bob, id), Refusal);
        EXPECT_THROW(service.retry(tx, bob, id), Refusal);
        EXPECT_TRUE(service.history(tx, bob).empty());
        EXPECT_EQ(service.history(tx, alice).size(), 1U);
    });
}

TEST_F(TranscriptServiceTest, only_what_failed_can_be_retried) {
    auto const id = received();
    transaction([&](Transaction& tx) {
        EXPECT_FALSE(service.retry(tx, alice, id));
        service.begin(tx, id);
        service.fail(tx, id);
        EXPECT_TRUE(service.retry(tx, alice, id));
        EXPECT_TRUE(service.begin(tx, id));
        service.refuse(tx, id, RefusalReason::no_speech_service);
        EXPECT_TRUE(service.retry(tx, alice, id));
    });
}

TEST_F(TranscriptServiceTest, history_is_newest_first_and_bounded) {
    for (int i = 0; i < limits::history_shown + 3; ++i) {
        auto const id = received();
        transaction([&](Transaction& tx) {
            service.begin(tx, id);
            service.complete(tx, id, {.text = std::to_string(i)});
        });
    }
    auto const history = transaction([&](Transaction& tx) { return service.history(tx, alice); });
    ASSERT_EQ(history.size(), static_cast<std::size_t>(limits::history_shown));
    EXPECT_EQ(history.front().text, std::to_string(limits::history_shown + 2));
}

}  // namespace
}  // namespace aisha
