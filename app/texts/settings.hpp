// What the bot says about choices: of a person, and of a group.
#pragma once

#include "core/clock.hpp"
#include "database/models/settings.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace aisha::texts {

struct SettingsTexts {
    std::string command_settings;
    std::string title;
    std::string interface_line;   ///< {} language
    std::string speech_line;      ///< {} language
    std::string vocabulary_line;  ///< {} words
    std::string zone_line;        ///< {} city, {} offset, {} time now
    std::string keep_line;        ///< {} how long
    std::string interface_button;
    std::string speech_button;
    std::string vocabulary_button;
    std::string zone_button;
    std::string keep_button;
    std::string back_button;
    std::string found_out;  ///< a language that is recognised
    std::string nothing;    ///< no words are given
    std::string forever;
    std::vector<std::string> days_plural;  ///< by plural_form: "{} day", …
    std::string keep_button_days;          ///< {} "30 days"

    std::string interface_question;
    std::string speech_question;
    std::string type_language_button;
    std::string type_language_question;
    std::string language_unknown;
    std::string vocabulary_question;
    std::string vocabulary_now;  ///< {} the words there are
    std::string vocabulary_clear_button;
    std::string type_words_button;
    std::string zone_question;
    std::string type_zone_button;
    std::string type_zone_question;
    std::string zone_unknown;
    std::string zone_choice;
    std::string keep_question;
    std::string keep_limited;  ///< {} "30 days": what the operator keeps
    std::string saved;

    std::string command_transcribe;
    std::string transcribe_private;  ///< /transcribe without a recording, in a private chat
    std::string transcribe_group;    ///< in a group
    std::string group_automatic;     ///< the state of a group
    std::string group_on_demand;
    std::string group_automatic_button;
    std::string group_on_demand_button;
    std::string group_admins_only;
};
BOOST_DESCRIBE_STRUCT(SettingsTexts, (),
                      (command_settings, title, interface_line, speech_line, vocabulary_line, zone_line,
                       keep_line, interface_button, speech_button, vocabulary_button, zone_button,
                       keep_button, back_button, found_out, nothing, forever, days_plural, keep_button_days,
                       interface_question, speech_question, type_language_button, type_language_question,
                       language_unknown, vocabulary_question, vocabulary_now, vocabulary_clear_button,
                       type_words_button, zone_question, type_zone_button, type_zone_question, zone_unknown,
                       zone_choice, keep_question, keep_limited, saved, command_transcribe,
                       transcribe_private, transcribe_group, group_automatic, group_on_demand,
                       group_automatic_button, group_on_demand_button, group_admins_only))

SettingsTexts const& settings(Language language);

/// The settings as they are, at `now`. HTML.
std::string settings_overview(Language language, UserSettings const& settings, Time now);
std::string vocabulary_screen(Language language, UserSettings const& settings);
/// The question how long to keep; `days_max` where the operator keeps nothing longer.
std::string keep_screen(Language language, std::optional<std::int64_t> days_max);
/// "30 days".
std::string days(Language language, std::int64_t count);
/// "Berlin · UTC+1 · 14:03", plain text.
std::string zone_label(std::string_view zone, Time now);

}  // namespace aisha::texts
