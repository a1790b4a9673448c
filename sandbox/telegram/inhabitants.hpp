// Who lives in the world: people, bots, groups.
#pragma once

#include "core/json.hpp"
#include "sandbox/telegram/updates.hpp"

#include <map>
#include <string>
#include <vector>

namespace aisha::sandbox::telegram {

struct Person {
    std::int64_t id = 0;
    std::string first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> username;
    std::optional<std::string> language_code;
};
BOOST_DESCRIBE_STRUCT(Person, (), (id, first_name, last_name, username, language_code))

struct Group {
    std::int64_t id = 0;  ///< negative
    std::string title;
    std::vector<std::int64_t> people;
    std::vector<std::int64_t> bots;
};
BOOST_DESCRIBE_STRUCT(Group, (), (id, title, people, bots))

/// Where updates are delivered. https://core.telegram.org/bots/api#setwebhook
struct WebhookRecord {
    std::string url;
    std::optional<std::string> secret_token;
    std::int64_t max_connections = 0;
    bool operator==(WebhookRecord const&) const = default;
};
BOOST_DESCRIBE_STRUCT(WebhookRecord, (), (url, secret_token, max_connections))

/// The newest delivery that failed.
struct WebhookError {
    std::int64_t date = 0;  ///< seconds since 1970
    std::string message;
};

/// What is kept of a bot, its updates apart.
struct BotRecord {
    std::int64_t id = 0;
    std::string token_hash;  ///< SHA-256; the token itself is kept nowhere
    std::string first_name;
    std::string username;
    std::optional<std::vector<std::string>> allowed_updates;  ///< as last asked for
    std::optional<WebhookRecord> webhook;                     ///< nothing: updates wait for getUpdates
    json::Value commands = json::Object{};                    ///< by "scope/language"
    json::Value texts = json::Object{};  ///< name, description, short_description by "what/language"
};
BOOST_DESCRIBE_STRUCT(BotRecord, (),
                      (id, token_hash, first_name, username, allowed_updates, webhook, commands, texts))

struct Bot {
    BotRecord record;
    UpdateQueue updates;
    std::optional<WebhookError> webhook_error;
};

/// https://core.telegram.org/bots/api#user
json::Object user_json(Person const& person);
json::Object user_json(Bot const& bot);

}  // namespace aisha::sandbox::telegram
