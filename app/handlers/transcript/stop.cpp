// Stopping work on recordings.
#include "handlers/transcript/stop.hpp"

#include "bot/html.hpp"
#include "database/repositories/user_repository.hpp"
#include "handlers/transcript/queue.hpp"
#include "handlers/transcript/removal.hpp"
#include "texts/listening.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers::transcript {

namespace {

/// A text that is not stored, as a series of messages, the first in reply to the recording.
void send_text(Context& context, Transaction& tx, Transcript const& transcript, std::string const& text) {
    bool first = true;
    for (auto const& part : bot::html::split(bot::html::escape(text))) {
        context.outbox.send(tx,
                            first ? reply_to(transcript.chat_id, transcript.message_id, part)
                                  : message_to(transcript.chat_id, part),
                            transcript.user_id);
        first = false;
    }
}

/// Ends the work; the words so far come as replies, then the offer to go on. False where it was over.
bool stop_one(Context& context, Transaction& tx, UserId user, Language language, TranscriptId id) {
    auto const heard = AudioProcessingService::heard_so_far(tx, id);
    if (!context.transcripts.stop(tx, user, id, heard ? heard->until : Duration(0))) return false;
    drop(context, tx, id);
    auto const transcript = *transcript_repository::find(tx, user, id);
    auto offer = reply_to(transcript.chat_id, transcript.message_id, texts::listening(language).stopped);
    offer.reply_markup = keyboards::go_on(language, id);
    if (heard && !heard->transcription.text.empty()) {
        send_text(context, tx, transcript, heard->transcription.text);
        offer.text = texts::stopped_at(language, heard->until, Duration(transcript.duration_us.value_or(0)));
    }
    remove_placeholder(context, tx, transcript);
    context.outbox.send(tx, offer, user);
    return true;
}

}  // namespace

void stop_all(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    // Nobody is named, but drafts are shown in private chats only, whose id is the person's.
    auto const chat = incoming.chat();
    auto const user = user_repository::find(tx, UserId{chat.value});
    if (!user) return;
    auto const language = language_of(*user, context.default_language);
    for (auto const id : transcript_repository::unfinished_in(tx, chat))
        stop_one(context, tx, user->id, language, id);
}

void stop(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::StopTranscript const& button) {
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    auto const& words = texts::listening(person->language);
    try {
        bool const stopped = stop_one(context, tx, person->id, person->language, button.transcript);
        incoming.answer(stopped ? words.stopping : words.stop_over);
    } catch (Refusal const& refusal) {
        incoming.answer(texts::refusal(person->language, refusal.reason()));
    }
}

}  // namespace aisha::handlers::transcript
