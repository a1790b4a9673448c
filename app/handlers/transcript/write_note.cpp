// The jobs that ask the chat model.
#include "handlers/transcript/write_note.hpp"

#include "bot/html.hpp"
#include "core/limits/notes.hpp"
#include "core/time_zone.hpp"
#include "core/utf.hpp"
#include "database/repositories/note_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "database/repositories/user_repository.hpp"
#include "handlers/files.hpp"
#include "keyboards/notes.hpp"
#include "services/transcript/transcript_export.hpp"
#include "texts/history.hpp"
#include "texts/notes.hpp"

namespace aisha::handlers::transcript {

namespace {

struct Begun {
    std::optional<Note> note;
    TextProcessingService::Source source;
    std::optional<MessageId> writing;  ///< the message that says so
    Language language = Language::en;
};

/// A text, and the day it was said on where its person lives.
TextProcessingService::Source source_of(Transaction& tx, Transcript const& transcript) {
    auto const zone = settings_repository::of_user(tx, transcript.user_id).time_zone.value_or("");
    auto const local = local_time(transcript.created_at, zone);
    auto const day =
        std::chrono::year(local.year) / static_cast<int>(local.month) / static_cast<int>(local.day);
    return {transcript.text.value_or(""), transcript.language.value_or(""), std::chrono::sys_days(day)};
}

awaitable<Begun> begin(Context& context, NoteId id) {
    co_return co_await context.database.write([&context, id](Transaction& tx) {
        Begun begun{.note = note_repository::find_for_job(tx, id)};
        if (!begun.note ||
            !note_repository::change_open_status(tx, id, NoteStatus::working, context.clock.now()))
            return Begun{};
        if (auto const transcript = transcript_repository::find_for_job(tx, begun.note->transcript_id))
            begun.source = source_of(tx, *transcript);
        if (begun.note->placeholder_id)
            begun.writing = context.outbox.message_of(tx, *begun.note->placeholder_id);
        begun.language = language_for(context, tx, begun.note->user_id);
        return begun;
    });
}

TextProcessingService::Answers answers_of(Note const& note) {
    TextProcessingService::Answers answers;
    auto const kept = json::parse(note.answers);
    for (auto const& [key, value] : kept.as_object()) answers[key] = value;
    return answers;
}

/// Brings the message that a note is being written up to date, now and then; it may be lost.
class WritingShown {
public:
    WritingShown(Context& context, Begun const& begun) : context_(context), begun_(begun) {}

    void show(std::size_t done, std::size_t parts) {
        if (parts < 2 || done == parts) return;
        auto const now = context_.clock.monotonic();
        if (shown_ && now - *shown_ < limits::note_progress_every) return;
        shown_ = now;
        say(texts::note_writing(begun_.language, begun_.note->kind, done, parts));
    }

    /// The service is away.
    void waiting() { say(texts::notes(begun_.language).waiting); }

private:
    void say(std::string const& text) {
        auto const& note = *begun_.note;
        context_.bot.fire(bot::SendChatAction{note.chat_id, "typing"});
        if (begun_.writing)
            context_.bot.fire(bot::EditMessageText{note.chat_id, *begun_.writing, text, "HTML",
                                                   keyboards::stop_note(begun_.language, note.id)});
    }

    Context& context_;
    Begun const& begun_;
    std::optional<Monotonic> shown_;
};

void remove_placeholder(Context& context, Transaction& tx, Note const& note) {
    if (note.placeholder_id) context.outbox.remove_sent(tx, note.chat_id, *note.placeholder_id);
}

Outcome done(Context& context, Begun const& begun, TextProcessingService::Made made) {
    auto note = *begun.note;
    note.content = json::dump(made.content);
    note.model = std::move(made.model);
    return Done{[&context, note = std::move(note), language = begun.language](Transaction& tx) {
        remove_placeholder(context, tx, note);
        if (!note_repository::change_open_status(tx, note.id, NoteStatus::ready, context.clock.now())) return;
        note_repository::set_content(tx, note.id, *note.content, *note.model);
        send_note(context, tx, language, note);
    }};
}

Outcome declined(Context& context, Begun const& begun, std::string said) {
    return Refused{
        "declined",
        [&context, note = *begun.note, language = begun.language, said = std::move(said)](Transaction& tx) {
            remove_placeholder(context, tx, note);
            if (note_repository::change_open_status(tx, note.id, NoteStatus::declined, context.clock.now()))
                context.outbox.send(
                    tx, reply_to(note.chat_id, note.message_id, texts::note_declined(language, said)),
                    note.user_id);
        }};
}

}  // namespace

JobPolicy write_note_policy() {
    return {.at_once = limits::notes_at_once,
            .timeout = limits::note_time_max,
            .give_up_after = limits::note_give_up_after};
}

JobPolicy write_title_policy() {
    return {.at_once = 1, .timeout = limits::note_time_max, .give_up_after = limits::note_give_up_after};
}

awaitable<Outcome> write_note(Context& context, WriteNote job, JobRun /*run*/) {
    auto const begun = co_await begin(context, job.note);
    if (!begun.note) co_return Done{};
    WritingShown shown(context, begun);
    TextProcessingService::Watch watch;
    watch.on_part = [&shown](std::size_t part, std::size_t parts) { shown.show(part, parts); };
    watch.keep = [&context, id = job.note](TextProcessingService::Answers const& answers) {
        json::Object kept;
        for (auto const& [key, value] : answers) kept[key] = value;
        return context.database.write(
            [id, text = json::dump(kept)](Transaction& tx) { note_repository::set_answers(tx, id, text); });
    };
    std::exception_ptr away;
    try {
        auto result = co_await context.notes.make(begun.note->kind, begun.note->language, begun.source,
                                                  answers_of(*begun.note), watch);
        if (auto* made = std::get_if<TextProcessingService::Made>(&result))
            co_return done(context, begun, std::move(*made));
        co_return declined(context, begun, std::get<TextProcessingService::Declined>(result).said);
    } catch (Unavailable const&) {
        away = std::current_exception();
    }
    shown.waiting();
    std::rethrow_exception(away);
}

void write_note_failed(Context& context, Transaction& tx, WriteNote const& job, JobFailure const& failure) {
    auto const note = note_repository::find_for_job(tx, job.note);
    if (!note || !note_repository::change_open_status(tx, note->id, NoteStatus::failed, context.clock.now()))
        return;
    context.quotas.give_back_note(tx, note->id);
    auto const language = language_for(context, tx, note->user_id);
    auto apology = reply_to(note->chat_id, note->message_id,
                            failure.why == JobFailure::Why::unavailable_too_long
                                ? texts::notes(language).given_up
                                : texts::note_failed(language, failure.reference));
    apology.reply_markup = keyboards::retry_note(language, note->id);
    context.outbox.send(tx, apology, note->user_id);
    remove_placeholder(context, tx, *note);
}

void write_note_cancelled(Context& context, Transaction& tx, WriteNote const& job) {
    auto const note = note_repository::find_for_job(tx, job.note);
    if (note && note_repository::change_open_status(tx, note->id, NoteStatus::cancelled, context.clock.now()))
        remove_placeholder(context, tx, *note);
}

void write_note_retried(Context& context, Transaction& tx, WriteNote const& job) {
    auto const note = note_repository::find_for_job(tx, job.note);
    if (!note || note->is_open()) return;
    if (note->status == NoteStatus::failed) context.quotas.reserve_note(tx, note->user_id, note->id);
    note_repository::reopen(tx, note->id);
}

awaitable<Outcome> write_title(Context& context, WriteTitle job, JobRun /*run*/) {
    auto const source = co_await context.database.read(
        [id = job.transcript](Transaction& tx) -> std::optional<TextProcessingService::Source> {
            auto const transcript = transcript_repository::find_for_job(tx, id);
            return transcript && transcript->text ? std::optional(source_of(tx, *transcript)) : std::nullopt;
        });
    if (!source) co_return Done{};
    auto const title = co_await context.notes.title(*source);
    if (!title) co_return Done{};
    co_return Done{[&context, id = job.transcript, title = *title](Transaction& tx) {
        context.transcripts.set_made_title(tx, id, title);
    }};
}

void write_title_failed(Context& /*context*/, Transaction& /*tx*/, WriteTitle const& /*job*/,
                        JobFailure const& /*failure*/) {}

void ask_for_title(Context& context, Transaction& tx, Transcript const& transcript, std::string_view text) {
    if (context.notes.configured() && utf::utf16_length(text) >= limits::title_text_units_min)
        context.jobs.enqueue(tx, WriteTitle{transcript.id}, {.owner = transcript.user_id});
}

void send_note(Context& context, Transaction& tx, Language language, Note const& note) {
    auto parts = bot::html::split(texts::note(language, note));
    bool const as_file = parts.size() > limits::note_messages_max;
    if (as_file) parts.resize(1);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto message =
            i == 0 ? reply_to(note.chat_id, note.message_id, parts[i]) : message_to(note.chat_id, parts[i]);
        if (i + 1 == parts.size() && !as_file)
            message.reply_markup = keyboards::remake_note(language, note.id);
        context.outbox.send(tx, message, note.user_id);
    }
    if (!as_file) return;
    bot::OutgoingFile file;
    file.chat_id = note.chat_id;
    file.name = file_name_for(texts::note_name(language, note), "txt");
    file.mime_type = "text/plain";
    file.source = note_file(note.user_id, language, note.id);
    file.caption = texts::notes(language).whole_note;
    file.reply_markup = keyboards::remake_note(language, note.id);
    file.otherwise = texts::history(language).file_refused;
    context.outbox.send(tx, file, note.user_id);
}

}  // namespace aisha::handlers::transcript
