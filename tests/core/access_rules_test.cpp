// The settings of access: what they mean, and what stops the start.
#include "core/access_rules.hpp"

#include "core/errors.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

AccessRules rules(std::vector<std::string> assignments) {
    return read_access_rules(Settings({.assignments = std::move(assignments)}));
}

std::string refused(std::vector<std::string> assignments) {
    try {
        rules(std::move(assignments));
    } catch (ConfigError const& e) {
        return e.what();
    }
    return "not refused";
}

TEST(AccessRules, are_open_and_without_limits_by_default) {
    auto const by_default = rules({});
    EXPECT_EQ(by_default.mode, AccessMode::open);
    EXPECT_TRUE(by_default.admins.empty());
    EXPECT_FALSE(by_default.audio_quota);
    EXPECT_FALSE(by_default.texts_quota);
}

TEST(AccessRules, are_read) {
    auto const given = rules(
        {"ACCESS=list", "ADMIN_IDS= 7,8 , 7", "ALLOWED_IDS=9", "QUOTA_AUDIO_MINUTES=60", "QUOTA_TEXTS=0"});
    EXPECT_EQ(given.mode, AccessMode::list);
    EXPECT_EQ(given.admins, (std::vector{UserId{7}, UserId{8}}));
    EXPECT_EQ(given.allowed, std::vector{UserId{9}});
    EXPECT_EQ(given.audio_quota, std::chrono::minutes(60));
    EXPECT_FALSE(given.texts_quota);
}

TEST(AccessRules, what_cannot_be_right_stops_the_start_and_names_the_setting) {
    for (auto const* setting :
         {"ACCESS=closed", "ADMIN_IDS=anna", "ADMIN_IDS=1;2", "ADMIN_IDS=-5", "ADMIN_IDS=1,,2",
          "ALLOWED_IDS=x", "ADMIN_IDS=99999999999999999999", "QUOTA_AUDIO_MINUTES=-1",
          "QUOTA_AUDIO_MINUTES=1h", "QUOTA_TEXTS=2.5", "QUOTA_NOTES=-3", "QUOTA_TEXTS=1000001"}) {
        std::string const text(setting);
        auto const message = refused({text});
        EXPECT_NE(message.find(text.substr(0, text.find('='))), std::string::npos) << text << ": " << message;
    }
}

TEST(AccessRules, a_bot_that_nobody_could_use_does_not_start) {
    EXPECT_NE(refused({"ACCESS=invite"}).find("ADMIN_IDS"), std::string::npos);
    EXPECT_NE(refused({"ACCESS=list"}).find("ALLOWED_IDS"), std::string::npos);
    EXPECT_NE(refused({"ALLOWED_IDS=5"}).find("open"), std::string::npos);
    EXPECT_NO_THROW(rules({"ACCESS=invite", "ADMIN_IDS=1"}));
    EXPECT_NO_THROW(rules({"ACCESS=list", "ALLOWED_IDS=1"}));
}

}  // namespace
}  // namespace aisha
