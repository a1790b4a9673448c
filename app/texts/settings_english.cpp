// English: choices.
#include "texts/settings_languages.hpp"

namespace aisha::texts {

SettingsTexts english_settings() {
    return {
        .command_settings = "Languages, time zone, how long I keep things",
        .title = "<b>Settings</b>",
        .interface_line = "My messages: {}",
        .speech_line = "Language of recordings: {}",
        .vocabulary_line = "Names and words to expect: {}",
        .zone_line = "Time zone: {}, where it is {} now",
        .keep_line = "Recordings and texts are kept: {}",
        .interface_button = "My messages",
        .speech_button = "Language of recordings",
        .vocabulary_button = "Names and words",
        .zone_button = "Time zone",
        .keep_button = "How long to keep",
        .back_button = "‹ Settings",
        .found_out = "I find out",
        .nothing = "none",
        .forever = "until you delete them",
        .days_plural = {"{} day", "{} days"},
        .keep_button_days = "{}",
        .interface_question = "Which language should I speak with you?",
        .speech_question =
            "In which language do people speak in your recordings? If you choose one, I won’t guess.",
        .type_language_button = "Another one…",
        .type_language_question =
            "Send me the language: its English name or its code, like “Portuguese” or “pt”.",
        .language_unknown = "I don’t know that language. Its English name or its two-letter code would help.",
        .vocabulary_question = "Names and words that come up in your recordings: I’ll then spell them right. "
                               "A list is enough, like “Aisha, Kubernetes, Nowosibirsk”.",
        .vocabulary_now = "Now: <i>{}</i>",
        .vocabulary_clear_button = "Forget these words",
        .type_words_button = "Write words",
        .zone_question = "Which clock do you live by? All dates follow it.",
        .type_zone_button = "Another one…",
        .type_zone_question =
            "Send me a city, like “Lisbon”, or the difference from UTC, like “+5” or “-3:30”.",
        .zone_unknown =
            "I know no such place. A larger city nearby, or the difference from UTC, like “+5”, would help.",
        .zone_choice = "Which of these?",
        .keep_question =
            "How long should I keep your recordings and texts? After that I delete them by myself.",
        .keep_limited = "Whoever runs this bot keeps nothing longer than {}.",
        .saved = "Done.",
        .command_transcribe = "The text of a recording: reply to it with this",
        .transcribe_private = "Send or forward me a recording, and I’ll turn it into text. "
                              "You can also reply to one with /transcribe.",
        .transcribe_group = "Reply with /transcribe to a recording, and I’ll turn it into text.",
        .group_automatic =
            "In this group I turn <b>every</b> recording into text.\n\n"
            "Telegram shows me all of them only where I am an admin of the group, or my privacy "
            "mode is off.",
        .group_on_demand = "In this group I turn a recording into text <b>when somebody asks</b>, "
                           "by replying to it with /transcribe.",
        .group_automatic_button = "Every recording",
        .group_on_demand_button = "Only when asked",
        .group_admins_only = "Only the admins of this group can change that.",
    };
}

}  // namespace aisha::texts
