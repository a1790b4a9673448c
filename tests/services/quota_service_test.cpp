// What people have used of a day, on a real database.
#include "services/access/quota_service.hpp"

#include "core/limits/access.hpp"
#include "database/repositories/quota_repository.hpp"
#include "database/repositories/user_repository.hpp"
#include "services/transcript/transcript_service.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/test_database.hpp"

namespace aisha {
namespace {

using namespace tests;
using namespace std::chrono_literals;

class QuotaServiceTest : public ::testing::Test {
protected:
    template <class F>
    auto transaction(F work) {
        return tests::run(loop, database->write(work));
    }

    QuotaServiceTest() {
        transaction(
            [&](Transaction& tx) { user_repository::touch(tx, {alice, "P", {}, {}, {}}, clock.now()); });
    }

    TranscriptId sends(std::optional<Duration> length) {
        return transaction([&](Transaction& tx) {
            auto const id = *transcripts.receive(tx, {.user_id = alice,
                                                      .chat_id = ChatId{1},
                                                      .message_id = MessageId{next_message++},
                                                      .file_id = "f",
                                                      .file_unique_id = "u"});
            quotas.reserve(tx, alice, id, length);
            return id;
        });
    }

    /// What is left: of the audio quota, and of the texts'.
    std::pair<Duration, std::int64_t> left() {
        auto const today = transaction([&](Transaction& tx) { return quotas.today(tx, alice); });
        return {Duration(today.at(0).left()), today.at(1).left()};
    }

    bool suffices(std::optional<Duration> length) {
        return !transaction([&](Transaction& tx) { return quotas.lacking(tx, alice, length); });
    }

    static constexpr UserId alice{1};
    static constexpr UserId admin{9};
    std::int64_t next_message = 1;
    asio::io_context loop;
    FakeClock clock;
    TestDatabase database{loop, clock};
    TranscriptService transcripts{clock};
    AccessRules rules{.admins = {admin}, .audio_quota = 10min, .texts_quota = 3};
    QuotaService quotas{clock, rules};
};

TEST_F(QuotaServiceTest, a_recording_is_reserved_and_then_corrected) {
    auto const id = sends(4min);
    EXPECT_EQ(left(), (std::pair<Duration, std::int64_t>{6min, 2}));
    EXPECT_TRUE(suffices(6min));
    EXPECT_FALSE(suffices(6min + 1s));
    transaction([&](Transaction& tx) {
        transcripts.complete(tx, id, {.text = "words", .duration = 5min});
        transcripts.complete(tx, id, {.text = "words", .duration = 1min});
    });
    EXPECT_EQ(left(), (std::pair<Duration, std::int64_t>{5min, 2}));
}

TEST_F(QuotaServiceTest, an_unknown_length_needs_something_left_and_may_overdraw) {
    auto const id = sends({});
    EXPECT_TRUE(suffices({}));
    transaction([&](Transaction& tx) { transcripts.complete(tx, id, {.text = "words", .duration = 30min}); });
    EXPECT_EQ(left().first, 0min);
    EXPECT_FALSE(suffices({}));
    EXPECT_FALSE(suffices(1s));
}

TEST_F(QuotaServiceTest, what_is_refused_or_fails_is_given_back_and_a_retry_counts_again) {
    auto const refused = sends(4min);
    auto const failed = sends(5min);
    EXPECT_EQ(left(), (std::pair<Duration, std::int64_t>{1min, 1}));
    transaction([&](Transaction& tx) {
        transcripts.refuse(tx, refused, RefusalReason::no_speech);
        transcripts.fail(tx, failed);
    });
    EXPECT_EQ(left(), (std::pair<Duration, std::int64_t>{10min, 3}));
    sends(6min);
    transaction([&](Transaction& tx) {
        EXPECT_TRUE(quotas.lacking_again(tx, alice, failed));
        EXPECT_FALSE(quotas.lacking_again(tx, alice, refused));
        EXPECT_TRUE(transcripts.retry(tx, alice, refused));
        quotas.reserve(tx, alice, refused, {});
    });
    EXPECT_EQ(left(), (std::pair<Duration, std::int64_t>{0min, 1}));
}

TEST_F(QuotaServiceTest, the_number_of_texts_is_a_quota_of_its_own) {
    for (int i = 0; i < 3; ++i) sends(1s);
    auto const lacking = transaction([&](Transaction& tx) { return quotas.lacking(tx, alice, 1s); });
    ASSERT_TRUE(lacking);
    EXPECT_EQ(lacking->kind, QuotaKind::texts);
}

TEST_F(QuotaServiceTest, a_note_counts_each_time_it_is_written_and_only_today) {
    QuotaService const noted(clock, {.notes_quota = 2});
    auto const lacks = [&] {
        return transaction([&](Transaction& tx) { return noted.lacking_for_note(tx, alice).has_value(); });
    };
    auto const write = [&](std::int64_t note) {
        transaction([&](Transaction& tx) { noted.reserve_note(tx, alice, NoteId{note}); });
    };
    write(1);
    EXPECT_FALSE(lacks());
    write(1);
    EXPECT_TRUE(lacks());
    transaction([&](Transaction& tx) { noted.give_back_note(tx, NoteId{1}); });
    EXPECT_FALSE(lacks());
    write(2);
    EXPECT_TRUE(lacks());
    EXPECT_FALSE(transaction([&](Transaction& tx) { return noted.lacking(tx, alice, 1min).has_value(); }));
    clock.advance(24h);
    write(1);
    EXPECT_FALSE(lacks());
    transaction([&](Transaction& tx) {
        noted.give_back_note(tx, NoteId{1});
        noted.give_back_note(tx, NoteId{1});
    });
    write(1);
    EXPECT_FALSE(lacks());
}

TEST_F(QuotaServiceTest, a_text_counts_beside_recordings_and_has_no_length) {
    sends(10min);
    EXPECT_FALSE(suffices({}));
    auto const lacks = [&] {
        return transaction([&](Transaction& tx) { return quotas.lacking_for_text(tx, alice).has_value(); });
    };
    for (std::int64_t id = 100; id < 102; ++id) {
        EXPECT_FALSE(lacks());
        transaction([&](Transaction& tx) { quotas.reserve_text(tx, alice, TranscriptId{id}); });
    }
    EXPECT_TRUE(lacks());
}

TEST_F(QuotaServiceTest, midnight_renews) {
    sends(10min);
    auto const lacking = transaction([&](Transaction& tx) { return quotas.lacking(tx, alice, 1s); });
    ASSERT_TRUE(lacking);
    EXPECT_EQ(lacking->renews_at, std::chrono::floor<std::chrono::days>(clock.now()) + 24h);
    clock.advance(lacking->renews_at - clock.now() - 1us);
    EXPECT_FALSE(suffices(1s));
    clock.advance(1us);
    EXPECT_TRUE(suffices(10min));
}

TEST_F(QuotaServiceTest, admins_have_no_limits_and_none_exist_where_none_are_set) {
    EXPECT_TRUE(transaction([&](Transaction& tx) { return quotas.today(tx, admin); }).empty());
    QuotaService const free(clock, {});
    EXPECT_TRUE(transaction([&](Transaction& tx) { return free.today(tx, alice); }).empty());
}

TEST_F(QuotaServiceTest, old_days_are_forgotten) {
    auto const rows_after_one_more = [&] {
        sends(1min);
        return transaction(
            [](Transaction& tx) { return tx.one<std::int64_t>("SELECT count(*) FROM quota_usage"); });
    };
    EXPECT_EQ(rows_after_one_more(), 2);
    clock.advance(std::chrono::days(limits::quota_kept_days));
    EXPECT_EQ(rows_after_one_more(), 4);
    clock.advance(std::chrono::days(1));
    EXPECT_EQ(rows_after_one_more(), 4);
}

}  // namespace
}  // namespace aisha
