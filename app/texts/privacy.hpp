// What the bot says about people's data.
#pragma once

#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisha::texts {

struct PrivacyTexts {
    std::string command_privacy;
    std::string kept;            ///< what
    std::string database_here;   ///< where texts are
    std::string database_there;  ///< {} host
    std::string store_here;      ///< where recordings are
    std::string store_there;     ///< {} host
    std::string telegram;        ///< who receives
    std::string speech_here;
    std::string speech_there;  ///< {} host
    std::string speech_nowhere;
    std::string chat_here;   ///< added where there is a chat model
    std::string chat_there;  ///< {} host
    std::string photos_here;
    std::string kept_for_ever;
    std::string kept_for;  ///< {} "30 days"
    std::string traffic;   ///< {} "7 days"
    std::string yours;     ///< what a person can do
    std::string export_button;
    std::string erase_button;
    std::string settings_button;
    std::string export_begun;
    std::string export_part;  ///< {} number, {} parts
    std::string export_failed;
    std::string export_refused;  ///< Telegram did not take the archive
    std::string erase_question;
    std::string erase_yes;
    std::string erase_no;
    std::string erase_sure;  ///< the second question
    std::string erase_sure_yes;
    std::string erase_begun;
    std::string erased;
    std::string erase_failed;  ///< {} reference
};
BOOST_DESCRIBE_STRUCT(PrivacyTexts, (),
                      (command_privacy, kept, database_here, database_there, store_here, store_there,
                       telegram, speech_here, speech_there, speech_nowhere, chat_here, chat_there,
                       photos_here, kept_for_ever, kept_for, traffic, yours, export_button, erase_button,
                       settings_button, export_begun, export_part, export_failed, export_refused,
                       erase_question, erase_yes, erase_no, erase_sure, erase_sure_yes, erase_begun, erased,
                       erase_failed))

PrivacyTexts const& privacy(Language language);

/// Where things are and who receives them: hosts of others, or nothing for this machine.
struct PrivacyOverview {
    std::optional<std::string> database;
    std::optional<std::string> store;
    bool has_speech = false;
    std::optional<std::string> speech;
    bool has_chat = false;
    std::optional<std::string> chat;
    std::optional<std::int64_t> keep_days;  ///< of this person
};
/// In plain words. HTML.
std::string privacy_overview(Language language, PrivacyOverview const& overview);
std::string export_part(Language language, std::size_t number, std::size_t parts);
std::string erase_failed(Language language, std::string const& reference);

}  // namespace aisha::texts
