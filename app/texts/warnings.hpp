// Warnings to whoever runs the bot, in English and Russian.
#pragma once

#include "database/models/access.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>

namespace aisha::texts {

struct WarningTexts {
    std::string speech_key;
    std::string speech_balance;
    std::string chat_key;
    std::string chat_balance;
    std::string disk;        ///< {} MiB
    std::string webhook;     ///< {} what Telegram says
    std::string quarantine;  ///< {} how many
    // It is well again.
    std::string speech_key_over;
    std::string speech_balance_over;
    std::string chat_key_over;
    std::string chat_balance_over;
    std::string disk_over;
    std::string webhook_over;
    std::string quarantine_over;
};
BOOST_DESCRIBE_STRUCT(WarningTexts, (),
                      (speech_key, speech_balance, chat_key, chat_balance, disk, webhook, quarantine,
                       speech_key_over, speech_balance_over, chat_key_over, chat_balance_over, disk_over,
                       webhook_over, quarantine_over))

WarningTexts const& warnings(Language language);

/// What is wrong, and what to do about it; `detail` is plain text.
std::string warning(Language language, WarningKind kind, std::string const& detail);
/// It is well again.
std::string warning_over(Language language, WarningKind kind);

}  // namespace aisha::texts
