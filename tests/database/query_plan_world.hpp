// 10⁵ rows in each table, and a transaction in which each statement is explained before it runs.
#pragma once

#include "tests/database/explained_transaction.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace aisha::tests {

/// Indexes of rows in work only, and of what can be there a few times at most.
inline std::set<std::string> const small{
    "inbox_pending", "outbox_open", "chats", "jobs_available", "jobs_due", "jobs_running", "jobs_of_owner",
    "instances_here", "open", "pending", "sqlite_autoindex_warnings_1", "warnings", "jobs_unique",
    "jobs_quarantined", "jobs_ended_badly",
    // At most limits::search_found_max rows, and texts from before there was search.
    "counted", "transcripts_unprepared"};

inline std::string rows(std::string const& insert, std::string const& select) {
    return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO " +
           insert + " SELECT " + select + " FROM n;";
}

inline std::string all_rows() {
    return rows("users (id, first_name, created_at, seen_at)", "i, 'name', i, i") +
           rows("conversations (chat_id, user_id, state, updated_at)", "i, i, '{}', i") +
           rows("inbox (bot_id, update_id, chat_id, payload, state, received_at, handled_at)",
                "1, i, i % 100, '{}', iif(i % 1000, 'handled', 'pending'), i, iif(i % 1000, i, NULL)") +
           rows("outbox (chat_id, method, payload, state, run_at, created_at, finished_at)",
                "i % 100, 'sendMessage', '{}', iif(i % 1000, 'sent', 'pending'), i, i, iif(i % 1000, i, "
                "NULL)") +
           rows("invites (code, made_by, uses_max, expires_at, created_at)", "'code ' || i, i, 1, i, i") +
           rows("quota_usage (kind, item_id, user_id, day, amount)", "'audio', i, i % 100, i, i") +
           rows("instances (id, epoch, started_at, left_at)",
                "'instance ' || i, i, i, iif(i % 1000, i, NULL)") +
           rows("jobs (kind, payload, state, run_at, created_at, finished_at, instance, epoch)",
                "'kind', '{}', CASE WHEN i % 1000 THEN 'done' WHEN i % 2000 THEN 'available' ELSE 'running' "
                "END, i, i, "
                "iif(i % 1000, i, NULL), 'one', 1") +
           rows("job_starts (kind, started_at)", "'kind' || i % 100, i") +
           rows("transcripts (user_id, chat_id, message_id, status, kind, file_id, file_unique_id, "
                "created_at, expires_at, audio_sha256, preview, text)",
                "i % 100 + 1, i % 100, i, 'completed', 'voice', 'f', 'u' || i, i, iif(i % 2, i, NULL), "
                "'sha' || i, iif(i % 1000, 'text', NULL), 'text'") +
           rows("avatars (user_id, name, training_type, status, created_at, updated_at)",
                "i % 10000 + 1, 'name', 'portrait', 'draft', i, i") +
           rows("avatar_photos (avatar_id, user_id, chat_id, message_id, source, file_id, file_unique_id, "
                "created_at, verdict, object_key, preview_key, sha256)",
                "i % 10000 + 1, i % 10000 + 1, 5, i, 'photo', 'f', 'u', i, iif(i % 20, 'valid', NULL), 'k', "
                "'p', i") +
           rows("search_terms (user_id, term, transcript_id)", "i % 100 + 1, 'term' || i % 7, i") +
           rows("searches (user_id, words, created_at)", "i % 100 + 1, 'words', i") +
           rows("user_settings (user_id)", "i") +
           rows("group_settings (chat_id, is_automatic, updated_at)", "-i, 0, i") +
           rows("transcript_segments (transcript_id, number, start_s, end_s, text)", "i, 0, 0, 1, 'text'") +
           rows("transcript_pieces (transcript_id, start_us, end_us, state)", "i, 0, 1, 'waiting'") +
           rows("transcript_notes (transcript_id, user_id, kind, language, status, answers, chat_id, "
                "message_id, job_id, asked_at)",
                "i, i % 100 + 1, 'summary', '', iif(i % 1000, 'ready', 'queued'), '{}', i, i, i, i");
}

struct QueryPlanWorld {
    asio::io_context loop{1};
    FakeClock clock;
    TestDatabase database{loop, clock};
};

/// One database for all tests: filling it is what takes the time.
class QueryPlanTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        world_ = std::make_unique<QueryPlanWorld>();
        in_transaction([](Transaction& tx) { tx.script(all_rows()); });
    }
    static void TearDownTestSuite() { world_.reset(); }

    static void in_transaction(std::function<void(Transaction&)> const& body) {
        run(world_->loop, world_->database->write([&](Transaction& tx) { body(tx); }),
            std::chrono::seconds(120));
    }

    /// Runs `queries` in a transaction where each statement is explained first.
    enum class Sorting { allowed, refused };
    void expect_no_scan(std::function<void(Transaction&)> const& queries,
                        Sorting sorting = Sorting::allowed) {
        in_transaction([&](Transaction& inner) {
            ExplainedTransaction tx(inner, small);
            queries(tx);
            EXPECT_GT(tx.statements(), 0);
            for (auto const& scan : tx.scans()) ADD_FAILURE() << scan;
            if (sorting == Sorting::refused)
                for (auto const& sort : tx.sorts()) ADD_FAILURE() << sort;
        });
    }

    static inline std::unique_ptr<QueryPlanWorld> world_;
    Time const now_ = world_->clock.now();
};

}  // namespace aisha::tests
