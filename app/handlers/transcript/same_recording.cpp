// A recording that this person has sent before.
#include "handlers/transcript/same_recording.hpp"

#include "database/repositories/history_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "handlers/transcript/deliver.hpp"
#include "handlers/transcript/removal.hpp"
#include "keyboards/history.hpp"
#include "texts/history.hpp"

namespace aisha::handlers::transcript {

namespace {

/// False where the text is gone by now.
bool deliver_known(Context& context, Transaction& tx, UserId user, TranscriptId known, Delivery delivery) {
    try {
        auto const [transcript, segments] = context.transcripts.open_whole(tx, user, known);
        auto const zone = settings_repository::of_user(tx, user).time_zone.value_or("");
        delivery.note = texts::heard_before(delivery.language, transcript.created_at, zone);
        delivery.keyboard = keyboards::heard_before(delivery.language, known, transcript.kind);
        deliver(context, tx, transcript, segments, delivery);
        return true;
    } catch (Refusal const&) {
        return false;
    }
}

}  // namespace

bool answer_from_same_file(Context& context, Transaction& tx, Person const& person,
                           Recording const& recording) {
    if (recording.hear_anew) return false;
    auto const known = history_repository::same_file(tx, person.id, recording.file_unique_id);
    return known &&
           deliver_known(
               context, tx, person.id, *known,
               {.chat = recording.chat_id, .reply_to = recording.message_id, .language = person.language});
}

awaitable<std::optional<TranscriptId>> find_same_audio(Context& context, Transcript const& transcript) {
    if (transcript.hear_anew) co_return std::nullopt;
    co_return co_await context.database.read([&](Transaction& tx) {
        return history_repository::same_audio(tx, transcript.user_id, transcript.id);
    });
}

void answer_from_known(Context& context, Transaction& tx, Transcript const& transcript, TranscriptId known,
                       Language language) {
    bool const answered =
        deliver_known(context, tx, transcript.user_id, known,
                      {.chat = transcript.chat_id, .reply_to = transcript.message_id, .language = language});
    // Deleted in this very moment: what was found is found no more, and the run is repeated.
    if (!answered) throw Unavailable("the known text is gone");
    remove_placeholder(context, tx, transcript);
    context.transcripts.fail(tx, transcript.id);  // what is known already counts against no quota
    remove_objects(context, tx, transcript.user_id,
                   context.transcripts.remove(tx, transcript.user_id, transcript.id));
}

}  // namespace aisha::handlers::transcript
