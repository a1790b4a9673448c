// The job that turns a recording into text.
#include "handlers/transcript/transcribe.hpp"

#include "core/crash_point.hpp"
#include "core/limits/queue.hpp"
#include "database/repositories/job_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "handlers/transcript/deliver.hpp"
#include "handlers/transcript/progress.hpp"
#include "handlers/transcript/removal.hpp"
#include "handlers/transcript/same_recording.hpp"
#include "handlers/transcript/write_note.hpp"
#include "handlers/work_folder.hpp"
#include "keyboards/keyboards.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers::transcript {

namespace {

struct Begun {
    std::optional<Transcript> transcript;
    Language language = Language::en;
    Hearing hearing{};
};

/// What the person's settings say, but in the language that was asked for this recording ("auto": to be found
/// out).
Hearing hearing_of(Transaction& tx, Transcript const& transcript) {
    auto settings = settings_repository::of_user(tx, transcript.user_id);
    Hearing hearing{.language = std::move(settings.speech_language),
                    .prompt = settings.vocabulary.value_or("")};
    if (transcript.asked_language == "auto") hearing.language.reset();
    else if (transcript.asked_language) hearing.language = transcript.asked_language;
    return hearing;
}

awaitable<Begun> begin(Context& context, TranscriptId id) {
    co_return co_await context.database.write([&context, id](Transaction& tx) {
        Begun begun{.transcript = context.transcripts.begin(tx, id)};
        if (!begun.transcript) return begun;
        begun.language = language_for(context, tx, begun.transcript->user_id);
        begun.hearing = hearing_of(tx, *begun.transcript);
        return begun;
    });
}

/// The original as a file, in `folder` or where a local Bot API server keeps it: from the store where it is,
/// else from Telegram and into the store. Nothing where the transcript was deleted meanwhile.
awaitable<std::optional<std::filesystem::path>> fetch(Context& context, Transcript const& transcript,
                                                      std::filesystem::path const& folder) {
    auto const original = folder / "original";
    if (transcript.audio_key && co_await context.store.get(*transcript.audio_key, original))
        co_return original;
    auto const file = co_await context.bot.fetch(transcript.file_id, original);
    reach(CrashPoint::file_downloaded);
    auto const key = TranscriptService::audio_key(transcript);
    auto const stored = co_await context.store.put(key, file);
    reach(CrashPoint::object_stored);
    bool const wanted = co_await context.database.write([&](Transaction& tx) {
        return transcript_repository::set_audio(tx, transcript.id, key, stored.sha256);
    });
    if (wanted) co_return file;
    co_await context.store.remove(key);
    co_return std::nullopt;
}

Outcome done(Context& context, Transcript const& transcript, Language language,
             AudioProcessingService::Recognised recognised) {
    transcript_repository::Result result{.text = std::move(recognised.transcription.text),
                                         .language = recognised.transcription.language,
                                         .duration = recognised.duration};
    for (auto const& segment : recognised.transcription.segments)
        result.segments.push_back({segment.start_s, segment.end_s, segment.text});
    return Done{[&context, transcript, language, result = std::move(result)](Transaction& tx) {
        if (!context.transcripts.complete(tx, transcript.id, result)) return;
        ask_for_title(context, tx, transcript, result.text);
        auto const [completed, segments] =
            context.transcripts.open_whole(tx, transcript.user_id, transcript.id);
        deliver(context, tx, completed, segments,
                {.chat = transcript.chat_id, .reply_to = transcript.message_id, .language = language});
        remove_placeholder(context, tx, transcript);
    }};
}

Outcome refused(Context& context, Transcript const& transcript, Language language, RefusalReason reason) {
    return Refused{std::string(json::name_of(reason)),
                   [&context, transcript, language, reason](Transaction& tx) {
                       context.transcripts.refuse(tx, transcript.id, reason);
                       auto reply = reply_to(transcript.chat_id, transcript.message_id,
                                             texts::refusal(language, reason, context.bot.download_max()));
                       // The one refusal that the recording is not to blame for.
                       if (reason == RefusalReason::no_speech_service)
                           reply.reply_markup = keyboards::retry(language, transcript.id);
                       context.outbox.send(tx, reply, transcript.user_id);
                       remove_placeholder(context, tx, transcript);
                   }};
}

/// What was said, or what else ends the job well: the transcript is deleted, or its audio was heard before.
using Heard = std::variant<AudioProcessingService::Recognised, Done>;

awaitable<Heard> hear(Context& context, Begun const& begun, JobRun const& run, Progress::Work& work) {
    WorkFolder const folder(context, run);
    auto const& transcript = *begun.transcript;
    auto const original = co_await fetch(context, transcript, folder.path());
    if (!original) co_return Done{};
    if (auto const known = co_await find_same_audio(context, transcript))
        co_return Done{[&context, transcript, known = *known, language = begun.language](Transaction& tx) {
            answer_from_known(context, tx, transcript, known, language);
        }};
    AudioProcessingService::Recording recording{
        .transcript = transcript.id,
        .file = *original,
        .folder = folder.path(),
        .hearing = begun.hearing,
        .wanted = [id = run.id](Transaction& tx) { return job_repository::progressed(tx, id); },
        .log = run.log};
    co_return co_await context.audio.recognise(
        std::move(recording), [&work](AudioProcessingService::State const& state) { work.heard(state); });
}

}  // namespace

JobPolicy transcribe_policy(int per_minute) {
    JobPolicy policy{.at_once = limits::transcriptions_at_once,
                     .of_one_owner = limits::transcriptions_of_one,
                     .timeout = limits::recording_max};
    if (per_minute > 0) policy.rate = JobRate{.starts = per_minute, .per = std::chrono::minutes(1)};
    return policy;
}

awaitable<Outcome> transcribe(Context& context, TranscribeRecording job, JobRun run) {
    auto const begun = co_await begin(context, job.transcript);
    auto const& [transcript, language, hearing] = begun;
    if (!transcript) co_return Done{};
    auto const work = context.progress.begin(*transcript, language);
    std::optional<RefusalReason> reason;
    std::exception_ptr away;
    try {
        auto heard = co_await hear(context, begun, run, *work);
        co_await work->finish();
        if (auto* other = std::get_if<Done>(&heard)) co_return std::move(*other);
        co_return done(context, *transcript, language,
                       std::get<AudioProcessingService::Recognised>(std::move(heard)));
    } catch (Refusal const& refusal) {
        reason = refusal.reason();
    } catch (Unavailable const&) {
        away = std::current_exception();
    }
    if (away) {
        work->waiting();
        std::rethrow_exception(away);
    }
    co_await work->finish();
    co_return refused(context, *transcript, language, *reason);
}

void transcribe_failed(Context& context, Transaction& tx, TranscribeRecording const& job,
                       JobFailure const& failure) {
    auto const transcript = transcript_repository::find_for_job(tx, job.transcript);
    if (!transcript) return;
    context.transcripts.fail(tx, transcript->id);
    auto const language = language_for(context, tx, transcript->user_id);
    auto const text = failure.why == JobFailure::Why::unavailable_too_long
                          ? texts::in(language).given_up
                          : texts::failed(language, failure.reference);
    auto reply = reply_to(transcript->chat_id, transcript->message_id, text);
    reply.reply_markup = keyboards::retry(language, transcript->id);
    context.outbox.send(tx, reply, transcript->user_id);
    remove_placeholder(context, tx, *transcript);
}

}  // namespace aisha::handlers::transcript
