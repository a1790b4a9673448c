// No query of a repository reads a whole table, at 10⁵ rows in each.
#include "database/repositories/admin_repository.hpp"
#include "database/repositories/conversation_repository.hpp"
#include "database/repositories/history_repository.hpp"
#include "database/repositories/inbox_repository.hpp"
#include "database/repositories/instance_repository.hpp"
#include "database/repositories/invite_repository.hpp"
#include "database/repositories/job_repository.hpp"
#include "database/repositories/note_repository.hpp"
#include "database/repositories/outbox_repository.hpp"
#include "database/repositories/personal_data_repository.hpp"
#include "database/repositories/quota_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "database/repositories/transcript_piece_repository.hpp"
#include "database/repositories/transcript_repository.hpp"
#include "database/repositories/user_repository.hpp"
#include "database/repositories/warning_repository.hpp"
#include "tests/database/query_plan_world.hpp"

#include <filesystem>
#include <regex>

namespace aisha::tests {
namespace {

TEST_F(QueryPlanTest, a_scan_is_noticed) {
    std::size_t scans = 0;
    in_transaction([&](Transaction& inner) {
        ExplainedTransaction tx(inner, small);
        tx.query<int>("SELECT count(*) FROM users WHERE first_name = $1", "name");
        tx.query<int>("SELECT count(*) FROM users");
        tx.query<int>(
            "SELECT id FROM users WHERE id IN (SELECT user_id FROM transcripts WHERE file_id = 'f')");
        tx.query<int>("SELECT id FROM jobs WHERE state = 'running' AND instance <> 'one'");
        scans = tx.scans().size();
    });
    EXPECT_EQ(scans, 3U);
}

TEST_F(QueryPlanTest, conversations_and_users) {
    expect_no_scan([&](Transaction& tx) {
        conversation_repository::save(tx, ChatId{5}, UserId{5}, json::Object{}, now_);
        conversation_repository::find(tx, ChatId{5}, UserId{5});
        conversation_repository::remove(tx, ChatId{5}, UserId{5});
        user_repository::touch(tx, {UserId{5}, "name", {}, {}, {}}, now_);
        user_repository::find(tx, UserId{5});
        user_repository::set_language(tx, UserId{5}, Language::ru);
        user_repository::mark_unreachable(tx, UserId{5}, now_);
        instance_repository::begin_epoch(tx, "one", now_);
        instance_repository::others(tx, "one");
        instance_repository::leave(tx, "one", now_);
        instance_repository::is_current(tx, 1);
    });
}

TEST_F(QueryPlanTest, access) {
    expect_no_scan([&](Transaction& tx) {
        user_repository::admit(tx, UserId{5}, now_);
        user_repository::ban(tx, UserId{5}, now_);
        user_repository::unban(tx, UserId{5});
        user_repository::set_turned_away(tx, UserId{5}, now_);
        auto const invite = invite_repository::insert(tx, {"code", UserId{5}, 2, now_}, now_);
        invite_repository::find(tx, "code");
        invite_repository::use(tx, "code", now_);
        invite_repository::valid(tx, Time(Duration(99'000)), 8);
        invite_repository::withdraw(tx, invite.id, now_);
        quota_repository::reserve(tx, {QuotaKind::audio, 5, UserId{5}, 5, 1});
        quota_repository::correct(tx, QuotaKind::audio, 5, 2);
        quota_repository::count_one_more(tx, {QuotaKind::notes, 5, UserId{5}, 5, 1});
        quota_repository::count_one_less(tx, QuotaKind::notes, 5);
        quota_repository::give_back(tx, QuotaKind::audio, 5);
        quota_repository::take_again(tx, QuotaKind::audio, 5);
        quota_repository::used(tx, UserId{5}, 5, QuotaKind::audio);
        quota_repository::amount(tx, UserId{5}, QuotaKind::audio, 5);
        quota_repository::prune(tx, 500, 100);
        warning_repository::raise(tx, {WarningKind::disk, "one", "", now_});
        warning_repository::all(tx);
        warning_repository::clear(tx, WarningKind::disk, "one");
    });
}

TEST_F(QueryPlanTest, what_an_admin_sees) {
    expect_no_scan([&](Transaction& tx) {
        admin_repository::people(tx, now_, 10, 10);
        admin_repository::person(tx, UserId{5});
        admin_repository::people_named(tx, "nam", 10);
        admin_repository::unfinished_jobs(tx, 10, 10);
        admin_repository::jobs_ended_badly(tx, 10, 10);
        admin_repository::job(tx, JobId{1000});
        admin_repository::dismiss(tx, JobId{1000}, now_);
        admin_repository::quarantined(tx);
        admin_repository::figures(tx, Time(Duration(99'000)));
    });
}

TEST_F(QueryPlanTest, inbox) {
    expect_no_scan([&](Transaction& tx) {
        inbox_repository::insert(
            tx, BotId{1}, {{UpdateId{5}, ChatId{5}, "{}"}, {UpdateId{200'000}, ChatId{5}, "{}"}}, now_);
        inbox_repository::pending(tx, BotId{1}, InboxId{1000}, 10);
        inbox_repository::mark_handled(tx, {.id = InboxId{1000}, .chat_id = ChatId{0}}, now_);
        inbox_repository::mark_dead(tx, InboxId{2000}, "error", now_);
        inbox_repository::count_failure(tx, InboxId{3000}, "error");
        inbox_repository::count_pending(tx, 100);
        inbox_repository::prune(tx, Time(Duration(500)), 100);
    });
}

TEST_F(QueryPlanTest, outbox) {
    expect_no_scan([&](Transaction& tx) {
        OutboxId const id{1000};
        outbox_repository::insert(tx, {ChatId{5}, "sendMessage", json::Object{}, {}}, now_);
        outbox_repository::message_of(tx, id);
        outbox_repository::claim(tx, 1, now_, 10);
        outbox_repository::finish_sent(tx, 1, id, MessageId{1}, now_);
        outbox_repository::finish_failed(tx, 1, id, "error", now_);
        outbox_repository::finish_unknown(tx, 1, id, "error", now_);
        outbox_repository::repeat(tx, 1, id, "error", now_);
        outbox_repository::postpone(tx, 1, id, "error", now_);
        outbox_repository::change(tx, 1, id, "sendMessage", json::Object{}, "error");
        outbox_repository::go_on(tx, 1, id, "sendMessage", json::Object{}, now_);
        outbox_repository::forget(tx, 1, id);
        outbox_repository::fail_waiting(tx, ChatId{5}, now_, "error", now_);
        outbox_repository::move_chat(tx, ChatId{5}, ChatId{6});
        outbox_repository::recover(tx, 2, now_);
        outbox_repository::count_open(tx, 100);
        outbox_repository::prune(tx, Time(Duration(500)), 100);
    });
}

TEST_F(QueryPlanTest, jobs) {
    expect_no_scan(
        [&](Transaction& tx) {
            job_repository::Claimer const claimer{"one", 2};
            job_repository::Lease const lease{JobId{2000}, 0, 1};
            for (int twice = 0; twice < 2; ++twice)
                job_repository::insert(tx, {"kind", "{}", 0, now_, "key", UserId{5}}, now_);
            job_repository::claim(tx, claimer, "kind", now_, 4);
            job_repository::claim(tx, claimer, "kind", now_, 1, {UserId{5}, UserId{6}});
            job_repository::next_due(tx, "kind");
            job_repository::next_due(tx, "kind", {UserId{5}});
            job_repository::starts(tx, "kind", now_ - std::chrono::minutes(1));
            job_repository::note_starts(tx, "kind", now_, 1, now_ - std::chrono::minutes(1));
            job_repository::held(tx, claimer);
            job_repository::finish(tx, lease, JobState::done, {}, now_);
            job_repository::postpone(tx, lease, now_);
            job_repository::postpone_unavailable(tx, lease, now_, "error");
            job_repository::postpone_error(tx, lease, now_, "error");
            job_repository::give_back(tx, lease);
            job_repository::cancel(tx, JobId{1000}, "reason", now_);
            job_repository::cancel_by_key(tx, "kind", "key", "reason", now_);
            job_repository::cancelled_by_key(tx, "kind", "key", "reason");
            job_repository::revive(tx, JobId{1000}, now_);
            job_repository::unfinished_of(tx, "kind", UserId{5});
            job_repository::in_line(tx, "kind", 100);
            job_repository::quarantined(tx, 20);
            job_repository::progressed(tx, JobId{1000});
            job_repository::state_of(tx, JobId{1000});
            job_repository::payloads_of_user(tx, UserId{5}, "kind");
            job_repository::poisoned(tx);
            job_repository::adopt(tx, 3);
            job_repository::prune(tx, Time(Duration(500)), 100);
        },
        Sorting::refused);
}

TEST_F(QueryPlanTest, counts_of_jobs) {
    expect_no_scan([&](Transaction& tx) {
        job_repository::unfinished(tx);
        job_repository::ended(tx, now_);
    });
}

TEST_F(QueryPlanTest, transcripts) {
    expect_no_scan([&](Transaction& tx) {
        TranscriptId const id{500};
        transcript_repository::insert(tx,
                                      {.user_id = UserId{5},
                                       .chat_id = ChatId{5},
                                       .message_id = MessageId{200'000},
                                       .file_id = "f",
                                       .file_unique_id = "u"},
                                      now_, now_);
        transcript_repository::find(tx, UserId{5}, id);
        transcript_repository::find_for_job(tx, id);
        transcript_repository::segments(tx, id);
        transcript_repository::unfinished_in(tx, ChatId{5});
        transcript_repository::failed_in(tx, ChatId{5});
        transcript_repository::unfinished(tx, UserId{5});
        transcript_repository::ask_again(tx, UserId{5}, id, "ru");
        transcript_repository::set_placeholder(tx, id, OutboxId{1});
        transcript_repository::set_audio(tx, id, "key", "sha");
        transcript_repository::set_duration(tx, id, Duration(1));
        transcript_repository::change_status(tx, id, TranscriptStatus::queued, TranscriptStatus::working,
                                             TranscriptStatus::failed);
        transcript_repository::set_result(tx, id, {.text = "text", .segments = {{0, 1, "text"}}}, now_);
        transcript_repository::set_refusal(tx, id, RefusalReason::no_speech, now_);
        transcript_repository::set_made_title(tx, id, "title");
        transcript_repository::find_typed(tx, UserId{5}, ChatId{5}, now_);
        transcript_repository::continue_typed(tx, id, MessageId{200'001}, "text", now_);
    });
}

TEST_F(QueryPlanTest, notes) {
    expect_no_scan([&](Transaction& tx) {
        note_repository::Key const key{TranscriptId{1000}, NoteKind::summary, ""};
        auto const id = note_repository::ask(tx, {UserId{1}, ChatId{1}, MessageId{1}}, key, now_);
        note_repository::find(tx, UserId{1}, key);
        note_repository::find(tx, UserId{1}, id);
        note_repository::find_for_job(tx, id);
        note_repository::count_open(tx, UserId{1});
        note_repository::jobs_in(tx, ChatId{1});
        note_repository::forget(tx, TranscriptId{2000});
        note_repository::set_work(tx, id, JobId{1}, OutboxId{1});
        note_repository::reopen(tx, id);
        note_repository::set_answers(tx, id, "{}");
        note_repository::set_content(tx, id, "{}", "model");
        note_repository::change_open_status(tx, id, NoteStatus::ready, now_);
    });
}

TEST_F(QueryPlanTest, history) {
    expect_no_scan([&](Transaction& tx) {
        UserId const user{5};
        TranscriptId const id{504};
        history_repository::count(tx, user);
        history_repository::list(tx, user, 6, 500);
        std::vector<std::string> const terms{"term1", "term2", "term3"};
        history_repository::rarest_first(tx, user, terms);
        history_repository::count_found(tx, user, terms, 300);
        history_repository::found(tx, user, terms, 6, 10);
        history_repository::set_terms(tx, user, id, {"one", "two"});
        auto const search = history_repository::keep_search(tx, user, "words", now_);
        history_repository::search_words(tx, user, search);
        history_repository::prune_searches(tx, Time(Duration(500)), 100);
        history_repository::set_title(tx, user, id, "title");
        history_repository::set_preview(tx, id, "preview");
        history_repository::same_file(tx, user, "u504");
        history_repository::same_audio(tx, user, id);
        history_repository::of_message(tx, user, ChatId{4}, MessageId{504});
        history_repository::all_of_user(tx, user, id, 100);
        history_repository::set_expiry(tx, user, 30);
        history_repository::expired(tx, Time(Duration(500)), 100);
        history_repository::older_than(tx, Time(Duration(500)), 100);
        history_repository::unprepared(tx, 100);
        history_repository::remove(tx, user, id);
    });
}

TEST_F(QueryPlanTest, settings_and_personal_data) {
    expect_no_scan([&](Transaction& tx) {
        UserId const user{7};
        settings_repository::of_user(tx, user);
        settings_repository::save(tx, user, {.keep_days = 30});
        settings_repository::is_automatic(tx, ChatId{-5});
        settings_repository::set_automatic(tx, ChatId{-5}, true, now_);
        settings_repository::move_group(tx, ChatId{-5}, ChatId{-500'000});
        personal_data_repository::knows(tx, user);
        for (auto const& rule : personal_data_repository::rules())
            personal_data_repository::exported_rows(tx, user, rule);
        personal_data_repository::object_keys(tx, user);
        personal_data_repository::erase(tx, user, JobId{1000}, "{}");
    });
}

TEST_F(QueryPlanTest, pieces) {
    expect_no_scan(
        [&](Transaction& tx) {
            TranscriptId const id{500};
            transcript_piece_repository::all(tx, id);
            transcript_piece_repository::insert(tx, id, Duration(5), Duration(6));
            transcript_piece_repository::set_heard(tx, id, Duration(5), Duration(6), json::Object{});
            transcript_piece_repository::set_waiting(tx, id, Duration(5));
            transcript_piece_repository::shorten(tx, id, Duration(5), Duration(6));
            transcript_piece_repository::remove(tx, id);
        },
        Sorting::refused);
}

/// A repository function that is called neither above nor in avatar_query_plan_test.cpp is a hole in them.
TEST(QueryPlans, every_function_of_a_repository_is_explained) {
    std::filesystem::path const source(AISHA_SOURCE_DIR);
    auto here = read_file(source / "tests/database/query_plan_test.cpp") +
                read_file(source / "tests/database/avatar_query_plan_test.cpp");
    std::erase_if(here, [](char letter) { return letter == ' ' || letter == '\n'; });
    std::regex const function(R"((\w+)\(Transaction& tx)");
    int functions = 0;
    for (auto const& entry : std::filesystem::directory_iterator(source / "app/database/repositories")) {
        if (entry.path().extension() != ".hpp") continue;
        auto const header = read_file(entry.path());
        for (std::sregex_iterator match(header.begin(), header.end(), function), end; match != end; ++match) {
            auto const call = entry.path().stem().string() + "::" + (*match)[1].str() + "(tx";
            EXPECT_NE(here.find(call), std::string::npos) << call << "…) is not explained";
            ++functions;
        }
    }
    EXPECT_GT(functions, 30);
}

}  // namespace
}  // namespace aisha::tests
