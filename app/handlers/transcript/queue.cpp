// Recordings on their way to the workers.
#include "handlers/transcript/queue.hpp"

#include "core/limits/queue.hpp"
#include "database/repositories/job_repository.hpp"
#include "database/repositories/note_repository.hpp"
#include "handlers/transcript/progress.hpp"
#include "handlers/transcript/removal.hpp"
#include "keyboards/keyboards.hpp"
#include "texts/queue.hpp"

namespace aisha::handlers::transcript {

namespace {

constexpr auto chat_is_lost = "nobody can be told the result";
constexpr auto stopped_by_sender = "stopped by its sender";

std::string key_of(TranscriptId transcript) { return fmt::format("{}", transcript); }

}  // namespace

std::optional<std::string> no_room(Transaction& tx, Person const& person) {
    auto const kind = TranscribeRecording::kind;
    auto const own = job_repository::unfinished_of(tx, kind, person.id);
    if (own >= limits::recordings_of_one_max)
        return texts::too_many_of_yours(person.language, static_cast<std::size_t>(own));
    auto const all = job_repository::in_line(tx, kind, limits::recordings_waiting_max).size();
    if (std::cmp_less(all, limits::recordings_waiting_max)) return std::nullopt;
    return texts::queue(person.language).too_many_of_all;
}

void line_up(Context& context, Transaction& tx, Person const& person, TranscriptId transcript,
             std::optional<LinePlace> shown) {
    auto const job = context.jobs.enqueue(tx, TranscribeRecording{transcript},
                                          {.unique_key = key_of(transcript), .owner = person.id});
    if (!shown) return;
    tx.after_commit(
        [&progress = context.progress, job, transcript, place = *shown, language = person.language] {
            progress.in_line(job, transcript, place.chat, place.placeholder, language);
        });
}

void drop(Context& context, Transaction& tx, TranscriptId transcript) {
    context.jobs.put_aside<TranscribeRecording>(tx, key_of(transcript), stopped_by_sender);
}

void chat_lost(Context& context, Transaction& tx, ChatId chat) {
    for (auto const id : transcript_repository::unfinished_in(tx, chat))
        if (context.jobs.put_aside<TranscribeRecording>(tx, key_of(id), chat_is_lost))
            context.transcripts.fail(tx, id);
    for (auto const job : note_repository::jobs_in(tx, chat)) context.jobs.cancel(tx, job);
}

void chat_back(Context& context, Transaction& tx, ChatId chat) {
    for (auto const id : transcript_repository::failed_in(tx, chat))
        if (context.jobs.take_up<TranscribeRecording>(tx, key_of(id), chat_is_lost))
            context.transcripts.resume(tx, id);
}

void cancelled(Context& context, Transaction& tx, TranscribeRecording const& job) {
    auto const transcript = transcript_repository::find_for_job(tx, job.transcript);
    if (!transcript) return;
    context.transcripts.fail(tx, transcript->id);
    auto const language = language_for(context, tx, transcript->user_id);
    auto reply = reply_to(transcript->chat_id, transcript->message_id, texts::queue(language).stopped);
    reply.reply_markup = keyboards::retry(language, transcript->id);
    context.outbox.send(tx, reply, transcript->user_id);
    remove_placeholder(context, tx, *transcript);
}

void retried(Context& context, Transaction& tx, TranscribeRecording const& job) {
    context.transcripts.resume(tx, job.transcript);
}

}  // namespace aisha::handlers::transcript
