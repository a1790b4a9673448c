// The screens of whoever runs the bot.
#include "keyboards/admin.hpp"

#include "database/repositories/user_repository.hpp"
#include "database/repositories/warning_repository.hpp"
#include "handlers/transcript/queue.hpp"
#include "handlers/transcript/transcribe.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/access.hpp"
#include "texts/admin.hpp"
#include "texts/filled.hpp"
#include "texts/queue.hpp"
#include "texts/texts.hpp"

#include <regex>

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;
using handlers::transcript::TranscribeRecording;

constexpr std::int64_t admin = 900;
constexpr auto en = Language::en;

class AdminScreens : public ::testing::Test, public HandlerBench {
protected:
    explicit AdminScreens(AccessRules const& rules = {.mode = AccessMode::invite,
                                                      .admins = {UserId{admin}},
                                                      .allowed = {UserId{alice}}})
        : HandlerBench(rules) {
        bot.set_username("good_bot");
        jobs.when<TranscribeRecording>(
            [this](Transaction& tx, TranscribeRecording const& job) {
                handlers::transcript::cancelled(context, tx, job);
            },
            [this](Transaction& tx, TranscribeRecording const& job) {
                handlers::transcript::retried(context, tx, job);
            });
    }

    std::string text_of(std::string const& command) { return says(command, admin).at(0).text(); }
    std::string pressed(std::string const& data) { return presses(data, admin).at(0).text(); }

    void records(std::int64_t person = alice) {
        message({{"voice", json::Object{{"file_id", "f"}, {"file_unique_id", "u"}, {"duration", 60}}}},
                person);
    }
    template <class T>
    T value(std::string const& sql) {
        return transaction([&](Transaction& tx) { return tx.one<T>(sql); });
    }
    void run_sql(std::string const& sql) {
        transaction([&](Transaction& tx) { tx.execute(sql); });
    }
    std::string a_job() { return std::to_string(value<std::int64_t>("SELECT max(id) FROM jobs")); }
    std::string job_state() { return value<std::string>("SELECT state FROM jobs ORDER BY id DESC LIMIT 1"); }
    std::string status() {
        return value<std::string>("SELECT status FROM transcripts ORDER BY id DESC LIMIT 1");
    }
};

TEST_F(AdminScreens, are_for_admins_only) {
    for (auto const* command : {"/admin", "/people", "/people ann", "/invite", "/invite 5 5"})
        EXPECT_EQ(says(command, alice).at(0).text(), texts::in(en).hint) << command;
    records();
    for (std::string const& button :
         {std::string("admin:overview:0"), std::string("admin:people:0"), "person:ban:" + std::to_string(bob),
          std::string("invite:1:1"), std::string("withdraw:1"), "job:dismiss:" + a_job()}) {
        EXPECT_TRUE(presses(button, alice).empty()) << button;
        EXPECT_EQ(notice(), texts::in(en).old_button) << button;
    }
    EXPECT_EQ(job_state(), "available");
    EXPECT_EQ(value<int>("SELECT count(*) FROM invites"), 0);
    EXPECT_NE(text_of("/help").find("/admin"), std::string::npos);
    EXPECT_EQ(says("/help", alice).at(0).text().find("/admin"), std::string::npos);
}

TEST_F(AdminScreens, are_not_shown_to_a_group) {
    json::Object const fields{{"message_id", 9},
                              {"from", json::Object{{"id", admin}, {"is_bot", false}, {"first_name", "A"}}},
                              {"chat", json::Object{{"id", -5}, {"type", "group"}, {"title", "G"}}},
                              {"date", 1},
                              {"text", "/admin"}};
    EXPECT_TRUE(handle(json::Object{{"update_id", 1}, {"message", fields}}).empty());
}

TEST_F(AdminScreens, show_the_figures_of_today) {
    records();
    clock.advance(25h);
    records();
    records();
    run_sql("UPDATE transcripts SET status = 'failed' WHERE id = 2");
    run_sql("UPDATE transcripts SET status = 'completed', duration_us = 60000000 WHERE id = 3");
    run_sql("UPDATE jobs SET state = 'quarantined' WHERE id = 1");
    auto const text = text_of("/admin");
    EXPECT_EQ(text, texts::filled(texts::admin(en).figures, 2, 2, "1 min", 1, 2, 1, 0));
    transaction([&](Transaction& tx) {
        warning_repository::raise(tx, {WarningKind::disk, "one", "100", clock.now()});
    });
    EXPECT_NE(pressed("admin:overview:0").find("100 MiB"), std::string::npos);
}

TEST_F(AdminScreens, list_and_find_people) {
    for (std::int64_t id = 101; id < 120; ++id) {
        says("/start", id);
        clock.advance(1s);
    }
    auto const first = says("/people", admin).at(0);
    EXPECT_EQ(first.buttons().at(0), "person:show:900");
    EXPECT_EQ(first.buttons().at(1), "person:show:119");
    EXPECT_EQ(first.buttons().at(8), "admin:people:1");
    auto const second = presses("admin:people:1", admin).at(0);
    EXPECT_EQ(second.method, "editMessageText");
    EXPECT_EQ(second.buttons().at(8), "admin:people:0");
    transaction([](Transaction& tx) {
        user_repository::touch(tx, {UserId{300}, "Ёлка", "<b>Иванова", "Yolka_99", "ru"}, Time(Duration(1)));
    });
    for (auto const* words : {"ёЛК", "@yolka_99", "YOLKA_99", "300", "ёлка <b>ив"})
        EXPECT_EQ(says(std::string("/people ") + words, admin).at(0).buttons().at(0), "person:show:300")
            << words;
    EXPECT_NE(text_of("/people nobody<").find(texts::admin(en).people_empty), std::string::npos);
    EXPECT_NE(pressed("person:show:300").find("Ёлка &lt;b&gt;Иванова"), std::string::npos);
    EXPECT_NE(pressed("admin:people:-5").find(texts::admin(en).people_title), std::string::npos);
    EXPECT_TRUE(presses("person:show:12345", admin).empty());
    EXPECT_EQ(notice(), texts::admin(en).gone);
}

TEST_F(AdminScreens, a_stranger_is_let_in) {
    says("/start", bob);
    EXPECT_EQ(presses("person:show:200", admin).at(0).buttons().at(0), "person:admit:200");
    EXPECT_NE(pressed("person:admit:200").find(texts::admin(en).stands_open), std::string::npos);
    EXPECT_EQ(says("/start", bob).at(0).text(), texts::welcome(en, "Person 200"));
}

TEST_F(AdminScreens, a_ban_ends_what_waits_and_an_unban_ends_the_ban) {
    records();
    records();
    EXPECT_NE(pressed("person:ban:100").find(texts::admin(en).stands_banned), std::string::npos);
    EXPECT_EQ(value<int>("SELECT count(*) FROM jobs WHERE state = 'cancelled'"), 2);
    EXPECT_EQ(value<int>("SELECT count(*) FROM transcripts WHERE status = 'failed'"), 2);
    EXPECT_EQ(value<int>("SELECT count(*) FROM quota_usage WHERE given_back = 0"), 0);
    EXPECT_EQ(says("hello").at(0).text(), texts::access(en).banned);
    EXPECT_TRUE(says("hello").empty());
    presses("retry:1");
    records();
    EXPECT_EQ(value<int>("SELECT count(*) FROM jobs"), 2);
    pressed("person:unban:100");
    EXPECT_EQ(says("/help").at(0).text(), texts::in(en).help);
    pressed("person:ban:900");
    EXPECT_NE(text_of("/admin").find("Today"), std::string::npos) << "admins cannot be banned";
}

TEST_F(AdminScreens, make_and_withdraw_invitations) {
    auto const made = presses("invite:10:7", admin);
    std::smatch link;
    auto const text = made.at(0).text();
    ASSERT_TRUE(std::regex_search(text, link, std::regex(R"(https://t\.me/good_bot\?start=([a-z0-9]+))")))
        << text;
    EXPECT_NE(made.at(1).text().find(link[1].str()), std::string::npos);
    EXPECT_EQ(says("/start " + link[1].str(), bob).at(0).text(), texts::welcome(en, "Person 200"));
    auto const list = says("/invite", admin).at(0);
    EXPECT_NE(list.text().find("used 1 of 10"), std::string::npos) << list.text();
    EXPECT_EQ(list.buttons().at(3), "withdraw:1");
    EXPECT_NE(pressed("withdraw:1").find(texts::admin(en).invites_empty), std::string::npos);
    EXPECT_EQ(says("/start " + link[1].str(), 300).at(0).text(), texts::access(en).invite_expired);
    EXPECT_NE(text_of("/invite 3 2").find(": 3,"), std::string::npos);
    EXPECT_NE(text_of("/invite -5 999999").find(": 1,"), std::string::npos);
    EXPECT_NE(text_of("/invite many").find(texts::admin(en).invites_title), std::string::npos);
}

TEST_F(AdminScreens, list_jobs_and_are_done_with_failed_ones) {
    records();
    auto const job = a_job();
    EXPECT_EQ(presses("admin:waiting:0", admin).at(0).buttons().at(0), "job:show:" + job);
    run_sql("UPDATE jobs SET state = 'failed', last_error = '<i>broken'");
    EXPECT_EQ(presses("admin:troubled:0", admin).at(0).buttons().at(0), "job:show:" + job);
    EXPECT_NE(pressed("job:show:" + job).find("&lt;i&gt;broken"), std::string::npos);
    pressed("job:dismiss:" + job);
    EXPECT_EQ(notice(), texts::admin(en).job_dismissed);
    EXPECT_EQ(job_state(), "cancelled");
    pressed("job:dismiss:" + job);
    EXPECT_EQ(notice(), texts::admin(en).job_gone);
}

TEST_F(AdminScreens, a_job_is_stopped_and_the_person_may_go_on) {
    records();
    auto const job = a_job();
    auto const written = presses("job:call_off:" + job, admin);
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(notice(), texts::admin(en).job_called_off);
    EXPECT_EQ(written.at(0).chat_id, ChatId{alice});
    EXPECT_EQ(written.at(0).text(), texts::queue(en).stopped);
    EXPECT_EQ(job_state(), "cancelled");
    EXPECT_EQ(status(), "failed");
    EXPECT_EQ(value<int>("SELECT count(*) FROM quota_usage WHERE given_back = 0"), 0);
    pressed("job:call_off:" + job);
    EXPECT_EQ(notice(), texts::admin(en).job_gone);
    presses(written.at(0).buttons().at(0));
    EXPECT_EQ(notice(), texts::in(en).retrying);
}

TEST_F(AdminScreens, a_job_in_quarantine_runs_again_and_counts_again) {
    records();
    auto const job = a_job();
    transaction([&](Transaction& tx) {
        tx.execute("UPDATE jobs SET state = 'quarantined', deaths = 3");
        handlers::transcript::transcribe_failed(context, tx, {TranscriptId{1}},
                                                {JobFailure::Why::quarantined, "abc"});
    });
    EXPECT_EQ(presses("job:show:" + job, admin).at(0).buttons().at(0), "job:run:" + job);
    pressed("job:run:" + job);
    EXPECT_EQ(notice(), texts::admin(en).job_runs_again);
    EXPECT_EQ(job_state(), "available");
    EXPECT_EQ(status(), "queued");
    EXPECT_EQ(value<int>("SELECT count(*) FROM quota_usage WHERE given_back = 0"), 2);
}

TEST_F(AdminScreens, a_failed_job_does_not_run_beside_the_persons_own_retry) {
    records();
    auto const job = a_job();
    transaction([&](Transaction& tx) {
        tx.execute("UPDATE jobs SET state = 'failed'");
        handlers::transcript::transcribe_failed(context, tx, {TranscriptId{1}},
                                                {JobFailure::Why::error, "abc"});
    });
    presses("retry:1");
    pressed("job:run:" + job);
    EXPECT_EQ(notice(), texts::admin(en).job_gone);
    EXPECT_EQ(value<int>("SELECT count(*) FROM jobs WHERE state = 'available'"), 1);
}

}  // namespace
}  // namespace aisha::tests
