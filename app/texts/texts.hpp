// Everything the bot says, in English and Russian. Values only: a text is HTML for Telegram, `{}` are places
// for values that are escaped by whoever fills them in.
#pragma once

#include "core/clock.hpp"
#include "core/errors.hpp"
#include "core/limits.hpp"
#include "database/models/transcript.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace aisha::texts {

struct Texts {
    std::string welcome;  ///< {} first name, {} MB allowed
    std::string help;
    std::string hint;        ///< to a message that is no recording
    std::string old_button;  ///< a button that no longer means anything
    std::string apology;     ///< {} reference number

    std::string command_start;  ///< descriptions in Telegram's list of commands
    std::string command_help;
    std::string command_history;
    std::string command_language;

    std::string choose_language;
    std::string language_chosen;

    std::string received;  ///< at once, as a draft or placeholder
    std::string fetching;
    std::string recognising;         ///< {} length of the recording, {} time spent
    std::string working_on_several;  ///< {} "3 recordings", {} time spent
    std::string waiting;             ///< the speech service or a network is away

    std::string failed;    ///< {} reference number
    std::string given_up;  ///< waited for a day
    std::string retry_button;
    std::string retrying;
    std::string retry_over;  ///< pressed when it is under way or done already

    std::string file_empty;
    std::string file_too_big;  ///< {} MB allowed
    std::string file_gone;
    std::string not_audio;
    std::string file_damaged;
    std::string no_speech;
    std::string no_speech_service;
    std::string not_found;

    std::string history_empty;

    std::vector<std::string> months;             ///< short, January first
    std::vector<std::string> recordings_plural;  ///< by plural_form: "{} recording", "{} recordings", …
};
BOOST_DESCRIBE_STRUCT(Texts, (),
                      (welcome, help, hint, old_button, apology, command_start, command_help, command_history,
                       command_language, choose_language, language_chosen, received, fetching, recognising,
                       working_on_several, waiting, failed, given_up, retry_button, retrying, retry_over,
                       file_empty, file_too_big, file_gone, not_audio, file_damaged, no_speech,
                       no_speech_service, not_found, history_empty, months, recordings_plural))

/// All texts of a language.
Texts const& in(Language language);

/// The language's own name: "English", "Русский".
std::string native_name(Language language);

// Texts with values filled in.

std::string welcome(Language language, std::string const& first_name,
                    limits::Bytes file_max = limits::telegram_download_max);
std::string apology(Language language, std::string const& reference);
/// `file_max` is the largest file that can be fetched.
std::string refusal(Language language, RefusalReason reason,
                    limits::Bytes file_max = limits::telegram_download_max);
std::string failed(Language language, std::string const& reference);
std::string recognising(Language language, Duration recording, Duration spent);
std::string working_on_several(Language language, std::size_t recordings, Duration spent);

/// "0:07", "12:34", "1:02:03".
std::string clock_time(Duration duration);
/// "22 Nov 2026" in UTC.
std::string date(Language language, Time time);
/// Which of a language's plural forms goes with `count`: English 0 one, 1 other; Russian 0 one, 1 few, 2 many
/// (https://cldr.unicode.org/index/cldr-spec/plural-rules).
std::size_t plural_form(Language language, std::size_t count);
/// `count` in that one of a language's plural forms: "3 recordings".
std::string counted(Language language, std::vector<std::string> const& forms, std::size_t count);

}  // namespace aisha::texts
