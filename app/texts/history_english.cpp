// English: the history, cards, files.
#include "texts/history_languages.hpp"

namespace aisha::texts {

HistoryTexts english_history() {
    return {
        .command_search = "Find a text by its words",
        .list_title = "<b>Your texts</b>: {}.\nPress one to read it.",
        .list_page = "Page {} of {}",
        .texts_plural = {"{} text", "{} texts"},
        .private_only = "That is for your eyes only: please ask me in our private chat.",
        .search_button = "Search",
        .search_question = "What should I look for? Send me a word or a few: their endings don’t matter.",
        .found_title = "<b>Found for “{}”</b>: {}.",
        .found_most = "the newest {} of many",
        .found_none = "I found nothing for “{}”. Fewer words, or other ones, may help.",
        .search_gone = "I no longer know what that search was for. Please search again.",
        .cut = "<i>…and there is more.</i>",
        .whole_button = "The whole text",
        .listen_button = "Listen",
        .save_button = "As a file",
        .again_button = "Another language",
        .rename_button = "Rename",
        .delete_button = "Delete",
        .list_button = "‹ All texts",
        .back_button = "‹ Back",
        .delete_question = "Delete the text and the recording for good?",
        .delete_yes = "Yes, delete both",
        .delete_no = "No, keep them",
        .deleted = "Deleted.",
        .rename_question = "It is called “{}” now. Send me the new name.",
        .cancel_button = "Cancel",
        .cancelled = "All right, nothing has changed.",
        .save_question = "Which kind of file?",
        .save_txt = "Text",
        .save_docx = "Word",
        .save_srt = "SRT subtitles",
        .save_vtt = "WebVTT",
        .save_json = "JSON",
        .sending = "It’s on its way.",
        .original_gone = "The recording itself is no longer kept, sorry. Its text still is.",
        .file_refused = "Telegram didn’t take this file from me, sorry. Please try another kind.",
        .beginning = "<i>This is the beginning. The whole text is in the file below.</i>",
        .again_question = "In which language is it spoken?",
        .again_automatic = "Find out",
        .again_begun = "I’m listening to it once more…",
        .again_under_way = "This recording is being worked on already.",
        .heard_before = "<i>You sent me this recording on {} already, so here is its text.</i>",
        .anew_button = "Listen to it anew",
    };
}

}  // namespace aisha::texts
