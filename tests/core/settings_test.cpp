// Settings: where they come from, what wins, and what stops the start.
#include "core/settings.hpp"

#include "core/config.hpp"
#include "core/errors.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <map>

namespace aisha {
namespace {

using tests::TemporaryFolder;

Settings::Environment variables(std::map<std::string, std::string> values) {
    return [values = std::move(values)](std::string const& name) -> std::optional<std::string> {
        auto const at = values.find(name);
        return at == values.end() ? std::nullopt : std::optional(at->second);
    };
}

/// The text of the ConfigError that `action` throws.
template <class Action>
std::string refused(Action action) {
    try {
        action();
    } catch (ConfigError const& e) {
        return e.what();
    }
    return "not refused";
}

TEST(Settings, the_command_line_beats_the_environment_beats_the_file_beats_the_default) {
    TemporaryFolder const folder;
    auto const file =
        folder.write("aisha.toml", "LOG_LEVEL = 'error'\nHTTP_LISTEN = 'a:1'\nDEFAULT_LANGUAGE = 'ru'");
    Settings const settings({.assignments = {"LOG_LEVEL=debug"},
                             .file = file,
                             .environment = variables({{"LOG_LEVEL", "warning"}, {"HTTP_LISTEN", "b:2"}})});
    EXPECT_EQ(settings.get("LOG_LEVEL"), "debug");
    EXPECT_EQ(settings.get("HTTP_LISTEN"), "b:2");
    EXPECT_EQ(settings.get("DEFAULT_LANGUAGE"), "ru");
    EXPECT_EQ(settings.get("DATABASE_URL"), "sqlite:///aisha.db");
}

TEST(Settings, unknown_names_are_refused_where_they_are_looked_for) {
    TemporaryFolder const folder;
    auto const file = folder.write("aisha.toml", "\nLOG_LEVLE = 'info'");
    EXPECT_NE(refused([] { Settings({.assignments = {"NO_SUCH=1"}}); }).find("NO_SUCH"), std::string::npos);
    auto const message = refused([&] { Settings({.file = file}); });
    EXPECT_NE(message.find("LOG_LEVLE"), std::string::npos) << message;
    EXPECT_NE(message.find("line 2"), std::string::npos) << message;
    EXPECT_NO_THROW(Settings({.environment = variables({{"NO_SUCH", "1"}})}));
}

TEST(Settings, a_broken_file_names_the_line) {
    TemporaryFolder const folder;
    auto const file = folder.write("aisha.toml", "LOG_LEVEL = 'info'\nHTTP_LISTEN = ");
    EXPECT_NE(refused([&] { Settings({.file = file}); }).find("line 2"), std::string::npos);
    EXPECT_NE(refused([&] { Settings({.file = folder.path() / "none"}); }).find("cannot read"),
              std::string::npos);
}

TEST(Settings, secrets_come_from_the_environment_or_a_file_and_never_from_the_command_line) {
    TemporaryFolder const folder;
    auto const file = folder.write("token", "1:from_file\n");
    auto const message = refused([] { Settings({.assignments = {"TELEGRAM_BOT_TOKEN=1:planted"}}); });
    EXPECT_NE(message.find("TELEGRAM_BOT_TOKEN_FILE"), std::string::npos);
    EXPECT_EQ(message.find("planted"), std::string::npos);
    Settings const settings({.environment = variables({{"TELEGRAM_BOT_TOKEN_FILE", file.string()}})});
    EXPECT_EQ(settings.secret("TELEGRAM_BOT_TOKEN").reveal(), "1:from_file");
    auto const both = refused([&] {
        Settings({.environment = variables(
                      {{"TELEGRAM_BOT_TOKEN_FILE", file.string()}, {"TELEGRAM_BOT_TOKEN", "1:env"}})});
    });
    EXPECT_NE(both.find("both given"), std::string::npos);
}

TEST(Settings, an_empty_variable_is_no_value) {
    Settings const settings({.environment = variables({{"LOG_LEVEL", ""}})});
    EXPECT_EQ(settings.get("LOG_LEVEL"), "info");
}

TEST(Settings, what_has_no_effect_yet_is_named) {
    Settings const settings({.assignments = {"FAL_DEFAULT_MODE=1"}});
    EXPECT_EQ(settings.without_effect(), std::vector<std::string>{"FAL_DEFAULT_MODE"});
}

Config config_with(std::vector<std::string> const& assignments,
                   std::map<std::string, std::string> const& environment = {}) {
    return read_config(Settings({.assignments = assignments, .environment = variables(environment)}),
                       "/data");
}

TEST(Config, three_slashes_are_relative_to_the_data_folder_and_four_are_absolute) {
    EXPECT_EQ(config_with({}).database_file, "/data/aisha.db");
    EXPECT_EQ(config_with({"DATABASE_URL=sqlite:////var/x.db"}).database_file, "/var/x.db");
    EXPECT_EQ(config_with({"STORAGE_URL=file:////var/files"}).storage_folder, "/var/files");
}

TEST(Config, wrong_values_name_their_setting) {
    for (auto const* assignment :
         {"DATABASE_URL=aisha.db", "DATABASE_URL=mysql://a/b", "STORAGE_URL=folder",
          "TELEGRAM_UPDATES=pigeon", "DEFAULT_LANGUAGE=de", "AUTO_MIGRATE=perhaps",
          "SPEECH_BASE_URL=http://127.0.0.1:1", "TELEGRAM_API_URL=ftp://x", "SPEECH_PER_MINUTE=many",
          "SPEECH_PER_MINUTE=-1", "TELEGRAM_API_URL=https://x/bot"}) {
        std::string const name(assignment, std::string_view(assignment).find('='));
        EXPECT_NE(refused([&] { (void)config_with({assignment}); }).find(name), std::string::npos)
            << assignment;
    }
}

TEST(Config, an_address_with_a_password_in_it_is_refused_and_not_repeated) {
    for (auto const* assignment :
         {"SPEECH_BASE_URL=http://user:hidden@a.test/v1", "SPEECH_BASE_URL=http://user:hidden@a.test/v2",
          "TELEGRAM_API_URL=https://hidden@a.test", "PUBLIC_URL=https://user:hidden@a.test",
          "OPENAI_BASE_URL=hidden@a.test/v1", "SPEECH_BASE_URL=http://a.test/v1?key=hidden",
          "TELEGRAM_API_URL=https://a.test/bot1:hidden/bot", "DATABASE_URL=mysql://root:hidden@a.test/x"}) {
        std::string const name(assignment, std::string_view(assignment).find('='));
        auto const words = refused([&] { (void)config_with({assignment}); });
        EXPECT_TRUE(words.contains(name) && !words.contains("hidden")) << words;
    }
    auto const words = refused([] { (void)config_with({"1234:hidden"}); });
    EXPECT_TRUE(words.contains("--set") && !words.contains("hidden")) << words;
}

std::map<std::string, std::string> const s3_settings{{"STORAGE_URL", "s3://"},
                                                     {"MINIO_ENDPOINT", "http://127.0.0.1:9000/"},
                                                     {"MINIO_ACCESS_KEY", "who"},
                                                     {"MINIO_SECRET_KEY", "proof"}};

TEST(Config, s3_takes_the_minio_settings) {
    EXPECT_FALSE(config_with({}).s3);
    auto const config = config_with({}, s3_settings);
    ASSERT_TRUE(config.s3);
    EXPECT_TRUE(config.storage_folder.empty());
    EXPECT_EQ(config.s3->endpoint, "http://127.0.0.1:9000");
    EXPECT_EQ(config.s3->region, "us-east-1");
    EXPECT_EQ(config.s3->access_key.reveal(), "who");
    EXPECT_EQ(config.s3->secret_key.reveal(), "proof");
    EXPECT_EQ(config.s3->bucket, "aisha-v2-transcripts");
}

TEST(Config, what_s3_misses_is_named) {
    for (auto const* name : {"MINIO_ENDPOINT", "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"}) {
        auto settings = s3_settings;
        settings.erase(name);
        EXPECT_TRUE(refused([&] { (void)config_with({}, settings); }).contains(name)) << name;
    }
}

TEST(Config, settings_of_s3_without_s3_are_a_contradiction) {
    for (auto const* name : {"MINIO_ENDPOINT", "MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"}) {
        auto const words = refused([&] { (void)config_with({}, {{name, "http://x"}}); });
        EXPECT_TRUE(words.contains(name) && words.contains("STORAGE_URL")) << words;
    }
}

TEST(Config, wrong_settings_of_s3_are_named) {
    for (auto const& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{"STORAGE_URL", "s3://bucket"},
                                                          {"MINIO_ENDPOINT", "127.0.0.1:9000"},
                                                          {"MINIO_ENDPOINT", "http://127.0.0.1:9000/path"},
                                                          {"MINIO_ENDPOINT", "http://user@127.0.0.1:9000"},
                                                          {"MINIO_BUCKET_TRANSCRIPTS", "Capitals"},
                                                          {"MINIO_BUCKET_TRANSCRIPTS", "ab"},
                                                          {"MINIO_BUCKET_TRANSCRIPTS", "-a-b-"},
                                                          {"MINIO_BUCKET_TRANSCRIPTS", "a..b"},
                                                          {"MINIO_BUCKET_TRANSCRIPTS", "a/b"},
                                                          {"MINIO_BUCKET_AVATARS", "a/b"}}) {
        auto settings = s3_settings;
        settings[name] = value;
        EXPECT_TRUE(refused([&] { (void)config_with({}, settings); }).contains(name)) << name << value;
    }
}

TEST(Config, photos_of_avatars_have_limits) {
    EXPECT_EQ(config_with({}).avatars.photos_min, 10);
    EXPECT_EQ(config_with({}).avatars.photos_max, 20);
    EXPECT_EQ(config_with({}).avatars.photo_bytes_max, 20'971'520);
    EXPECT_EQ(config_with({"AVATAR_MIN_PHOTOS=3", "AVATAR_MAX_PHOTOS=3"}).avatars.photos_max, 3);
    for (auto const* wrong : {"AVATAR_MIN_PHOTOS=0", "AVATAR_MIN_PHOTOS=21", "AVATAR_MAX_PHOTOS=51",
                              "AVATAR_MAX_PHOTOS=many", "PHOTO_MAX_SIZE=0", "PHOTO_MAX_SIZE=20971521"})
        EXPECT_TRUE(refused([&] { (void)config_with({wrong}); }).contains(std::string(wrong).substr(0, 10)))
            << wrong;
}

TEST(Config, a_webhook_needs_an_address_that_telegram_delivers_to) {
    EXPECT_FALSE(config_with({"PUBLIC_URL=https://a.test"}).telegram.webhook);
    auto const with = [](std::string const& address, std::vector<std::string> more = {}) {
        more.emplace_back("TELEGRAM_UPDATES=webhook");
        if (!address.empty()) more.push_back("PUBLIC_URL=" + address);
        return config_with(more).telegram.webhook.value();
    };
    EXPECT_EQ(with("https://a.test/").public_url, "https://a.test");
    EXPECT_EQ(with("https://a.test:8443/aisha").public_url, "https://a.test:8443/aisha");
    EXPECT_NO_THROW(with("https://[2001:db8::1]/x"));
    for (auto const* address : {"", "a.test", "ftp://a.test", "http://a.test", "https://a.test:8080",
                                "https://[2001:db8::1]:81", "https://a.test/?x=1"})
        EXPECT_NE(refused([&] { (void)with(address); }).find("PUBLIC_URL"), std::string::npos) << address;
    EXPECT_NO_THROW(with("http://127.0.0.1:9", {"TELEGRAM_API_URL=http://127.0.0.1:8081"}))
        << "another Bot API server may deliver to anywhere";
}

TEST(Config, the_secret_of_a_webhook_is_one_that_telegram_takes) {
    std::vector<std::string> const webhook{"TELEGRAM_UPDATES=webhook", "PUBLIC_URL=https://a.test"};
    EXPECT_TRUE(config_with(webhook).telegram.webhook->secret.empty()) << "one is made";
    auto const given = config_with(webhook, {{"TELEGRAM_WEBHOOK_SECRET", "aZ0_-"}});
    EXPECT_EQ(given.telegram.webhook->secret.reveal(), "aZ0_-");
    for (auto const& secret : {std::string("a b"), std::string("a+b"), std::string(257, 'a')})
        EXPECT_NE(refused([&] {
                      (void)config_with(webhook, {{"TELEGRAM_WEBHOOK_SECRET", secret}});
                  }).find("TELEGRAM_WEBHOOK_SECRET"),
                  std::string::npos);
}

TEST(Config, speech_follows_chat_where_it_has_no_address_of_its_own) {
    auto const openai = config_with({}, {{"OPENAI_API_KEY", "sk-1"}});
    EXPECT_EQ(openai.speech.base_url, "https://api.openai.com/v1");
    EXPECT_EQ(openai.speech.model, "whisper-1");
    EXPECT_EQ(openai.speech.api_key.reveal(), "sk-1");
    auto const local = config_with({"SPEECH_BASE_URL=http://127.0.0.1:9/v1/"}, {{"OPENAI_API_KEY", "sk-1"}});
    EXPECT_EQ(local.speech.base_url, "http://127.0.0.1:9/v1");
    EXPECT_TRUE(local.speech.api_key.empty());
    EXPECT_TRUE(config_with({}).speech.base_url.empty());
}

TEST(Config, a_missing_token_says_what_to_do) {
    EXPECT_NE(refused([] { require_token(config_with({})); }).find("TELEGRAM_BOT_TOKEN"), std::string::npos);
    EXPECT_NO_THROW(require_token(config_with({}, {{"TELEGRAM_BOT_TOKEN", "1:a"}})));
}

TEST(Config, the_data_folder_follows_xdg) {
    EXPECT_EQ(default_data_folder(variables({{"HOME", "/home/a"}})), "/home/a/.local/share/aisha");
    EXPECT_EQ(default_data_folder(variables({{"HOME", "/home/a"}, {"XDG_DATA_HOME", "/x"}})), "/x/aisha");
}

}  // namespace
}  // namespace aisha
