// Buttons about a recording in work.
#include "keyboards/listening.hpp"

#include "bot/callback_data.hpp"
#include "keyboards/buttons.hpp"
#include "texts/listening.hpp"

namespace aisha::keyboards {

bot::InlineKeyboardMarkup stop(Language language, TranscriptId transcript) {
    return {{{{texts::listening(language).stop_button, bot::pack(StopTranscript{transcript}), {}}}}};
}

bot::InlineKeyboardMarkup go_on(Language language, TranscriptId transcript) {
    return {{{{texts::listening(language).go_on_button, bot::pack(RetryTranscript{transcript}), {}}}}};
}

}  // namespace aisha::keyboards
