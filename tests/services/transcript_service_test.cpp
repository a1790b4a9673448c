// The rules of transcripts, on a real database.
#include "services/transcript/transcript_service.hpp"

#include "core/limits/history.hpp"
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

    TranscriptId completed(std::string const& text) {
        auto const id = received();
        transaction([&](Transaction& tx) {
            service.begin(tx, id);
            service.complete(tx, id, {.text = text, .segments = {{0, 1, text}}});
        });
        return id;
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
        EXPECT_THROW(service.again(tx, bob, id, "ru"), Refusal);
        EXPECT_THROW(service.rename(tx, bob, id, "mine"), Refusal);
        EXPECT_THROW(service.remove(tx, bob, id), Refusal);
        EXPECT_EQ(service.history(tx, bob, 0).total, 0);
        EXPECT_EQ(service.search(tx, bob, "secret", 0).total, 0);
        EXPECT_EQ(service.history(tx, alice, 0).total, 1);
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

TEST_F(TranscriptServiceTest, history_is_newest_first_in_pages) {
    int const texts = 2 * limits::history_page_rows + 1;
    for (int i = 0; i < texts; ++i) completed(std::to_string(i));
    auto const page = [&](std::int64_t number) {
        return transaction([&](Transaction& tx) { return service.history(tx, alice, number); });
    };
    EXPECT_EQ(page(0).total, texts);
    ASSERT_EQ(page(0).entries.size(), static_cast<std::size_t>(limits::history_page_rows));
    EXPECT_EQ(page(0).entries.front().preview, std::to_string(texts - 1));
    EXPECT_EQ(page(1).entries.front().preview, std::to_string(texts - 1 - limits::history_page_rows));
    EXPECT_EQ(page(2).entries.size(), 1U);
    EXPECT_EQ(page(99).entries.front().preview, "0") << "past the end is the last page";
}

TEST_F(TranscriptServiceTest, search_finds_other_endings_and_letter_cases) {
    auto const meeting = completed("Завтра ВСТРЕЧА с поставщиками, обсудим новые договоры. Ёлка будет.");
    completed("The suppliers have signed all contracts.");
    auto const found = [&](std::string const& words) {
        return transaction([&](Transaction& tx) { return service.search(tx, alice, words, 0); });
    };
    for (auto const* words : {"встречу", "договоров", "ПОСТАВЩИК", "елке", "встречи поставщиками"}) {
        auto const page = found(words);
        ASSERT_EQ(page.total, 1) << words;
        EXPECT_EQ(page.entries.at(0).id, meeting) << words;
    }
    EXPECT_EQ(found("contract signing supplier").total, 1);
    EXPECT_EQ(found("встреча contracts").total, 0) << "all words are wanted";
    EXPECT_EQ(found("…!? ").total, 0);
}

TEST_F(TranscriptServiceTest, a_title_is_found_and_listed) {
    auto const id = completed("some words");
    transaction([&](Transaction& tx) {
        service.rename(tx, alice, id, "  Квартальный\nотчёт  ");
        EXPECT_EQ(TranscriptService::name_of(service.history(tx, alice, 0).entries.at(0)),
                  "Квартальный отчёт");
        EXPECT_EQ(service.search(tx, alice, "отчеты", 0).total, 1);
        EXPECT_EQ(service.search(tx, alice, "word", 0).total, 1);
        service.rename(tx, alice, id, " ");
        EXPECT_EQ(service.search(tx, alice, "отчет", 0).total, 0);
        EXPECT_EQ(TranscriptService::name_of(service.open(tx, alice, id)), "some words");
    });
}

TEST_F(TranscriptServiceTest, removal_leaves_no_row_and_names_the_objects) {
    auto const id = completed("some words");
    transaction([&](Transaction& tx) {
        auto const key = TranscriptService::audio_key(service.open(tx, alice, id));
        EXPECT_EQ(service.remove(tx, alice, id), std::vector<std::string>{key});
        for (auto const* table : {"transcripts", "transcript_segments", "search_terms"})
            EXPECT_EQ(tx.one<int>(std::string("SELECT count(*) FROM ") + table), 0) << table;
        EXPECT_THROW(service.remove(tx, alice, id), Refusal);
    });
}

TEST_F(TranscriptServiceTest, what_is_heard_once_more_keeps_its_text_until_there_is_another) {
    auto const id = completed("wrong language");
    transaction([&](Transaction& tx) {
        EXPECT_TRUE(service.again(tx, alice, id, "ru"));
        EXPECT_FALSE(service.again(tx, alice, id, "ru")) << "under way";
        EXPECT_EQ(service.open(tx, alice, id).text, "wrong language");
        EXPECT_EQ(service.begin(tx, id)->asked_language, "ru");
        service.refuse(tx, id, RefusalReason::no_speech);
        EXPECT_EQ(service.open(tx, alice, id).text, "wrong language");
        EXPECT_TRUE(service.retry(tx, alice, id));
        service.begin(tx, id);
        EXPECT_TRUE(service.complete(tx, id, {.text = "другой", .language = "ru"}));
        EXPECT_EQ(service.search(tx, alice, "wrong", 0).total, 0);
        EXPECT_EQ(service.search(tx, alice, "другая", 0).total, 1);
    });
}

TEST_F(TranscriptServiceTest, texts_from_before_there_was_search_are_prepared) {
    auto const id = completed("старый текст");
    transaction([&](Transaction& tx) {
        tx.execute("UPDATE transcripts SET preview = NULL");
        tx.execute("DELETE FROM search_terms");
        EXPECT_EQ(service.history(tx, alice, 0).total, 0);
        EXPECT_EQ(service.prepare_old(tx), 1U);
        EXPECT_EQ(service.prepare_old(tx), 0U);
        EXPECT_EQ(service.search(tx, alice, "старого текста", 0).entries.at(0).id, id);
    });
}

}  // namespace
}  // namespace aisha
