// Warnings: once when something goes wrong, once when it is well again.
#include "handlers/admin/watch.hpp"

#include "core/limits.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/warnings.hpp"

namespace aisha::tests {
namespace {

using handlers::admin::PaidService;
using handlers::admin::Watch;

class WatchTest : public ::testing::Test, public HandlerBench {
protected:
    Watch watch(std::string instance = "one") {
        return {loop.get_executor(),
                *database,
                clock,
                silent_log(),
                outbox,
                {.admins = {UserId{alice}, UserId{bob}},
                 .instance = std::move(instance),
                 .disk = [this](bool) { return disk; },
                 .webhook = [this](bool) { return webhook; }}};
    }

    /// What `alice` has been told since the last time.
    std::vector<std::string> told() {
        std::vector<std::string> texts;
        auto const rows = outbox_rows();
        for (std::size_t i = seen_; i < rows.size(); ++i)
            if (rows[i].chat_id == ChatId{alice}) texts.push_back(rows[i].text());
        seen_ = rows.size();
        return texts;
    }

    std::optional<std::string> disk;
    std::optional<std::string> webhook;
    std::size_t seen_ = 0;
};

using Said = std::vector<std::string>;
constexpr auto en = Language::en;

TEST_F(WatchTest, every_admin_is_told_once_in_their_language) {
    says("/start", bob, "ru");
    seen_ = outbox_rows().size();
    auto one = watch();
    disk = "100";
    run(loop, one.look());
    run(loop, one.look());
    auto const rows = outbox_rows();
    ASSERT_EQ(rows.size(), seen_ + 2);
    EXPECT_EQ(rows[seen_].text(), texts::warning(en, WarningKind::disk, "100"));
    EXPECT_EQ(rows[seen_ + 1].text(), texts::warning(Language::ru, WarningKind::disk, "100"));
    told();
    disk.reset();
    run(loop, one.look());
    run(loop, one.look());
    EXPECT_EQ(told(), Said{texts::warning_over(en, WarningKind::disk)});
}

TEST_F(WatchTest, a_restart_says_nothing_twice_and_another_instance_only_of_its_own_disk) {
    disk = "100";
    webhook = "Connection refused";
    auto one = watch();
    run(loop, one.look());
    EXPECT_EQ(told().size(), 2U);
    auto again = watch();
    run(loop, again.look());
    EXPECT_EQ(told(), Said{});
    auto other = watch("two");
    run(loop, other.look());
    EXPECT_EQ(told(), Said{texts::warning(en, WarningKind::disk, "100")});
    disk.reset();
    webhook.reset();
    run(loop, other.look());
    EXPECT_EQ(told(), (Said{texts::warning_over(en, WarningKind::disk),
                            texts::warning_over(en, WarningKind::webhook)}));
    run(loop, again.look());
    EXPECT_EQ(told(), Said{texts::warning_over(en, WarningKind::disk)});
}

TEST_F(WatchTest, the_speech_services_answers_are_heard) {
    auto one = watch();
    run(loop, one.look());
    one.heard(PaidService::speech, AccountState::bad_key);
    run(loop, one.look());
    EXPECT_EQ(told(), Said{texts::warning(en, WarningKind::speech_key, "")});
    one.heard(PaidService::speech, AccountState::no_balance);
    run(loop, one.look());
    EXPECT_EQ(told(), (Said{texts::warning_over(en, WarningKind::speech_key),
                            texts::warning(en, WarningKind::speech_balance, "")}));
    auto after_restart = watch();
    run(loop, after_restart.look());
    EXPECT_EQ(told(), Said{});
    after_restart.heard(PaidService::speech, AccountState::good);
    run(loop, after_restart.look());
    EXPECT_EQ(told(), Said{texts::warning_over(en, WarningKind::speech_balance)});
}

TEST_F(WatchTest, the_chat_services_account_is_another_one) {
    auto one = watch();
    one.heard(PaidService::chat, AccountState::bad_key);
    one.heard(PaidService::speech, AccountState::good);
    run(loop, one.look());
    EXPECT_EQ(told(), Said{texts::warning(en, WarningKind::chat_key, "")});
    one.heard(PaidService::chat, AccountState::no_balance);
    run(loop, one.look());
    EXPECT_EQ(told(), (Said{texts::warning_over(en, WarningKind::chat_key),
                            texts::warning(en, WarningKind::chat_balance, "")}));
    one.heard(PaidService::chat, AccountState::good);
    run(loop, one.look());
    EXPECT_EQ(told(), Said{texts::warning_over(en, WarningKind::chat_balance)});
}

TEST_F(WatchTest, jobs_in_quarantine_are_reported_until_none_is_left) {
    auto one = watch();
    auto const quarantine = [&](std::string const& state) {
        transaction([&](Transaction& tx) { tx.execute("UPDATE jobs SET state = $1", state); });
        run(loop, one.look());
    };
    message({{"voice", json::Object{{"file_id", "f"}, {"file_unique_id", "u"}, {"duration", 1}}}});
    told();
    quarantine("quarantined");
    quarantine("quarantined");
    EXPECT_EQ(told(), Said{texts::warning(en, WarningKind::quarantine, "1")});
    quarantine("cancelled");
    EXPECT_EQ(told(), Said{texts::warning_over(en, WarningKind::quarantine)});
}

TEST(FreeSpace, is_measured_where_the_data_is) {
    TemporaryFolder const folder;
    auto const look = handlers::admin::free_space_of(folder.path());
    auto const free = std::filesystem::space(folder.path()).available;
    EXPECT_EQ(look(false).has_value(), free < limits::free_space_min);
    auto const gone = handlers::admin::free_space_of("/nonexistent/folder");
    EXPECT_FALSE(gone(false));
    EXPECT_TRUE(gone(true)) << "what cannot be looked at has not got well";
}

}  // namespace
}  // namespace aisha::tests
