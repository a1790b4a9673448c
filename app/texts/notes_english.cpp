// What the bot says about notes, in English.
#include "texts/notes_languages.hpp"

namespace aisha::texts {

NotesTexts english_notes() {
    return {
        .summary_button = "Summary",
        .todo_button = "To-do",
        .protocol_button = "Minutes",
        .translate_button = "Translate",
        .again_button = "Write it again",
        .stop_button = "Stop",
        .retry_button = "Try again",
        .writing_summary = "Writing the summary…",
        .writing_todo = "Looking for things to do…",
        .writing_protocol = "Writing the minutes…",
        .writing_translation = "Translating…",
        .part = "{} of {} parts read",
        .not_set_up = "Notes are not set up here: they need a chat model, and whoever runs this bot has not "
                      "chosen one yet. Your text is safe.",
        .already = "I’m writing it already, just a moment.",
        .too_many = "I’m writing several notes for you already. Please wait until one of them is ready.",
        .stopped = "Stopped.",
        .over = "This button has done its work.",
        .waiting =
            "The service that writes notes isn’t answering right now. I keep trying for an hour, and the "
            "note will come by itself.",
        .failed =
            "I couldn’t write this note, sorry. Your text is safe: press the button and I’ll try again. "
            "If it keeps failing, please tell whoever runs this bot this number: <code>{}</code>",
        .given_up = "The service that writes notes was away for an hour, so I stopped trying. Your text is "
                    "safe: press the button and I’ll try again.",
        .declined = "The model that writes notes declined to work on this text.",
        .declined_said = "The model that writes notes declined to work on this text. It said:\n\n{}",
        .summary_title = "Summary",
        .todo_title = "To-do",
        .protocol_title = "Minutes",
        .translation_title = "Translation: {}",
        .participants_title = "Participants",
        .topics_title = "Topics",
        .decisions_title = "Decisions",
        .tasks_title = "Tasks",
        .nothing_to_do = "I found nothing to do in this text.",
        .nothing_said = "I found nothing in this text that belongs here.",
        .made_by = "Written by {}. It may be wrong: please check what matters.",
        .whole_note = "All of it is in this file.",
        .choose_translation = "Into which language shall I translate it?",
        .no_recording = "There is no recording: this was a text from the beginning.",
        .text_received = "I have your text: {}. What shall I make of it?",
        .text_empty = "I found no text in this file.",
        .text_too_big =
            "This text is too long for me: I take files up to {} MB and {} characters. Please send "
            "it in parts.",
        .text_damaged =
            "I couldn’t read this file: it seems to be damaged, or it is no text. I read .txt, .md "
            "and .docx.",
        .text_gone = "Telegram no longer has this file. Please send it again.",
        .text_failed = "I couldn’t read this file, sorry. Press the button and I’ll try again. If it keeps "
                       "failing, please tell whoever runs this bot this number: <code>{}</code>",
        .text_given_up =
            "I couldn’t fetch this file for a whole day, so I stopped trying. Press the button and "
            "I’ll try again.",
        .words_plural = {"{} word", "{} words"},
    };
}

}  // namespace aisha::texts
