// The English texts.
#include "texts/languages.hpp"

namespace aisha::texts {

Texts english() {
    return {
        .welcome = "Hi, {}! I’m Aisha. I turn speech into text.\n\n"
                   "Send me a voice message, or forward one. Audio files, videos and video notes work too, "
                   "up to {} MB.",
        .help =
            "<b>What I can do</b>\n\n"
            "Send or forward a voice message, an audio file, a video or a video note, and I’ll reply with "
            "what is said in it. I recognise the language myself.\n\n"
            "You can send several at once: each gets its own reply. In a group, reply to a recording with "
            "/transcribe.\n\n"
            "Under each text are buttons: a summary, a to-do list, minutes, a translation. I also make them "
            "of "
            "a long text that you write or forward, and of .txt, .md and .docx files.\n\n"
            "/history – your texts\n"
            "/search – find a text by its words\n"
            "/avatars – avatars from photos of a person, a style or a thing\n"
            "/settings – languages, time zone, how long I keep things\n"
            "/privacy – what I keep, a copy of it, deleting it\n"
            "/language – the language of my messages",
        .hint = "Send me a voice message, an audio file or a video, and I’ll turn it into text. "
                "Of a long text I make notes. More about me: /help",
        .old_button = "This button no longer works. Please send the recording again.",
        .apology =
            "Something went wrong on my side, sorry. If it happens again, please tell whoever runs this bot "
            "this number: <code>{}</code>",
        .command_start = "Begin",
        .command_help = "What I can do",
        .command_history = "Your texts",
        .command_language = "Language of my messages",
        .choose_language = "Which language should I speak with you?",
        .language_chosen = "Done, I’ll speak English with you.",
        .received = "Got it, I’m on it…",
        .fetching = "Fetching the recording…",
        .recognising = "Listening to {} of recording… {}",
        .working_on_several = "Listening to {}… {}",
        .waiting = "The recording is safe with me, but a service I need for it isn’t answering right now. "
                   "I keep trying, and the text will come by itself.",
        .failed = "I couldn’t turn this recording into text, sorry. It is safe: press the button and I’ll "
                  "try again. "
                  "If it keeps failing, please tell whoever runs this bot this number: <code>{}</code>",
        .given_up =
            "The speech service was away for a whole day, so I stopped trying. The recording is safe: press "
            "the button and I’ll try again.",
        .retry_button = "Try again",
        .retrying = "Trying again…",
        .retry_over = "This recording is already being worked on.",
        .file_empty = "This file is empty: there are no bytes in it. Please send it again.",
        .file_too_big = "This file is too big for me: Telegram lets bots fetch up to {} MB. "
                        "Please send a shorter or more compressed recording.",
        .file_gone = "Telegram no longer has this file. Please send it again.",
        .not_audio = "I found no sound in this file. Please send a voice message, an audio file or a video.",
        .file_damaged = "I couldn’t read this file: it seems to be damaged. "
                        "Please try to play it, and send it again.",
        .no_speech = "I found no speech in this recording.",
        .no_speech_service = "Speech recognition is not set up here yet, so I can’t turn this into text. "
                             "The recording is safe: once it is set up, press the button.",
        .not_found = "I can’t find this text any more.",
        .history_empty = "Nothing here yet. Send me a voice message, and its text will be kept here.",
        .months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
        .recordings_plural = {"{} recording", "{} recordings"},
    };
}

}  // namespace aisha::texts
