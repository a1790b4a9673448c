// English: people's data.
#include "texts/privacy_languages.hpp"

namespace aisha::texts {

PrivacyTexts english_privacy() {
    return {
        .command_privacy = "What I keep, who receives it, export, delete",
        .kept =
            "<b>What I keep</b>\n"
            "The recordings you send and the texts made from them; the photos of your avatars, without what "
            "the camera noted in them; your name and language as Telegram tells them; what you chose in "
            "/settings. Nobody else who talks to me can see any of it.",
        .database_here = "Texts are in a file on the machine I run on.",
        .database_there = "Texts are in a database at {}.",
        .store_here = "Recordings and photos are in a folder of the machine I run on.",
        .store_there = "Recordings and photos are in a store at {}.",
        .telegram = "<b>Who receives it</b>\n"
                    "Telegram carries all our messages, and keeps them as it keeps any chat with a bot.",
        .speech_here = "Speech becomes text on the machine I run on: recordings go to nobody else for that.",
        .speech_there = "Speech becomes text at {}, which receives your recordings for that.",
        .speech_nowhere = "Speech recognition is not set up here, so recordings go to nobody else.",
        .chat_here =
            "Notes and titles are written on the machine I run on: texts go to nobody else for that.",
        .chat_there = "Notes and titles are written by a model at {}, which receives your texts for that.",
        .photos_here = "Photos are looked at on the machine I run on: they go to nobody else for that.",
        .kept_for_ever = "<b>How long</b>\nUntil you delete it. In /settings you can choose a time for "
                         "recordings and texts.",
        .kept_for = "<b>How long</b>\nRecordings and texts are deleted after {}. Avatars stay "
                    "until you delete them.",
        .traffic = "Messages on their way between us are also noted for {}, so that none is lost or doubled.",
        .yours = "You can have a copy of everything, and you can have everything deleted.",
        .export_button = "A copy of everything",
        .erase_button = "Delete everything",
        .settings_button = "How long to keep",
        .export_begun = "I’m packing everything up. The archive comes as a file, in a moment or a few.",
        .export_part = "Everything I keep about you, part {} of {}.",
        .export_failed = "Packing everything up failed, sorry. Please try again later.",
        .export_refused = "Telegram didn’t take the archive from me, sorry. Please try again later.",
        .erase_question =
            "This deletes <b>everything</b> I keep about you: recordings, texts, avatars with their photos, "
            "searches, settings. It cannot be undone.",
        .erase_yes = "Go on",
        .erase_no = "No, keep everything",
        .erase_sure = "Really everything? This is the last question.",
        .erase_sure_yes = "Yes, delete everything",
        .erase_begun = "I’m deleting everything…",
        .erased = "Everything is deleted: I know nothing about you any more. Messages in this chat stay with "
                  "Telegram "
                  "until you delete the chat there. If you write to me again, we start afresh.",
        .erase_failed =
            "Something kept me from deleting everything. Please try again, and if it happens again, tell "
            "whoever runs this bot this number: <code>{}</code>",
    };
}

}  // namespace aisha::texts
