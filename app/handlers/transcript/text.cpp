// Texts that people send instead of recordings.
#include "handlers/transcript/text.hpp"

#include "core/limits/notes.hpp"
#include "core/utf.hpp"
#include "handlers/access/limits.hpp"
#include "handlers/menu.hpp"
#include "handlers/transcript/removal.hpp"
#include "handlers/transcript/write_note.hpp"
#include "keyboards/keyboards.hpp"
#include "keyboards/notes.hpp"
#include "net/http_server.hpp"
#include "services/transcript/note_content.hpp"
#include "services/transcript/text_file.hpp"
#include "texts/notes.hpp"
#include "texts/queue.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers::transcript {

namespace {

bot::Message const* private_message(bot::Incoming const& incoming) {
    auto const& message = incoming.update.message;
    return message && message->chat.is_private() ? &*message : nullptr;
}

std::optional<TextFileKind> kind_of(bot::Document const& document) {
    return text_file_kind(document.file_name.value_or(""), document.mime_type.value_or(""));
}

Recording text_of(Person const& person, bot::Message const& message) {
    Recording text{.user_id = person.id,
                   .chat_id = message.chat.id,
                   .message_id = message.message_id,
                   .kind = MediaKind::text};
    if (auto const& document = message.document) {
        text.file_id = document->file_id;
        text.file_unique_id = document->file_unique_id;
        text.file_size = document->file_size;
        text.file_name = document->file_name;
        text.mime_type = document->mime_type;
    }
    return text;
}

/// What is there, and what can be made of it.
OutboxId offer(Context& context, Transaction& tx, Language language, bot::SendMessage reply, TranscriptId id,
               std::string const& text) {
    reply.text = texts::text_received(language, text);
    reply.reply_markup = keyboards::notes(language, id);
    return context.outbox.send(tx, reply);
}

/// The text goes on in this message, where Telegram's app has cut it.
bool goes_on(Context& context, Transaction& tx, Person const& person, bot::Message const& message) {
    auto const since = context.clock.now() - limits::typed_text_goes_on_for;
    auto const begun = transcript_repository::find_typed(tx, person.id, message.chat.id, since);
    if (!begun || utf::utf16_length(*begun->text) < limits::typed_text_goes_on_units) return false;
    auto const whole =
        note_content::cleaned(*begun->text + "\n" + *message.text, limits::source_text_units_max);
    context.transcripts.continue_text(tx, begun->id, message.message_id, whole);
    remove_placeholder(context, tx, *begun);
    auto const reply = reply_to(message.chat.id, message.message_id, "");
    transcript_repository::set_placeholder(tx, begun->id,
                                           offer(context, tx, person.language, reply, begun->id, whole));
    return true;
}

/// The text of a transcript's file.
awaitable<std::string> fetch(Context& context, Transcript const& transcript, TextFileKind kind) {
    net::TemporaryFile const file(context.temporary_folder);
    co_await context.bot.download(transcript.file_id, file.path());
    co_return co_await offload(context.files, [&] { return read_text_file(file.path(), kind); });
}

Outcome done(Context& context, Transcript const& transcript, std::string text) {
    return Done{[&context, transcript, text = std::move(text)](Transaction& tx) {
        if (!context.transcripts.complete(tx, transcript.id, {.text = text})) return;
        ask_for_title(context, tx, transcript, text);
        offer(context, tx, language_for(context, tx, transcript.user_id),
              reply_to(transcript.chat_id, transcript.message_id, ""), transcript.id, text);
    }};
}

Outcome refused(Context& context, Transcript const& transcript, RefusalReason reason) {
    return Refused{std::string(json::name_of(reason)), [&context, transcript, reason](Transaction& tx) {
                       context.transcripts.refuse(tx, transcript.id, reason);
                       auto const language = language_for(context, tx, transcript.user_id);
                       context.outbox.send(tx, reply_to(transcript.chat_id, transcript.message_id,
                                                        texts::text_refusal(language, reason)));
                   }};
}

}  // namespace

bool has_text_file(bot::Incoming const& incoming) {
    auto const* message = private_message(incoming);
    return message && message->document && kind_of(*message->document);
}

void receive_text_file(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    auto const& message = *private_message(incoming);
    if (auto const over = access::over_quota_of_texts(context, tx, *person)) {
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id, *over));
        return;
    }
    try {
        auto const id = context.transcripts.receive(tx, text_of(*person, message));
        if (!id) return;
        context.quotas.reserve_text(tx, person->id, *id);
        context.jobs.enqueue(tx, ReadText{*id}, {.owner = person->id});
        tx.after_commit(
            [&bot = context.bot, chat = message.chat.id] { bot.fire(bot::SendChatAction{chat, "typing"}); });
    } catch (Refusal const& refusal) {
        incoming.log.info("text_refused", "reason", refusal.what());
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id,
                                         texts::text_refusal(person->language, refusal.reason())));
    }
}

void retry_text_file(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
                     TranscriptId id) {
    if (auto const over = access::over_quota_of_texts(context, tx, person)) return incoming.alert(*over);
    auto const& words = texts::in(person.language);
    auto const& message = *incoming.message();
    if (!context.transcripts.retry(tx, person.id, id)) return incoming.answer(words.retry_over);
    context.quotas.reserve_text(tx, person.id, id);
    context.jobs.enqueue(tx, ReadText{id}, {.owner = person.id});
    // The apology with its button has done its work.
    context.outbox.remove(tx, {message.chat.id, message.message_id});
    incoming.answer(words.retrying);
}

bool take_typed_text(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person) {
    auto const* const typed = private_message(incoming);
    if (!typed || !typed->text) return false;
    auto const& message = *typed;
    if (goes_on(context, tx, person, message)) return true;
    auto const text = note_content::cleaned(*message.text, limits::source_text_units_max);
    if (utf::utf16_length(text) < limits::typed_text_units_min) return false;
    if (auto const over = access::over_quota_of_texts(context, tx, person)) {
        context.outbox.send(tx, reply_to(message.chat.id, message.message_id, *over));
        return true;
    }
    auto const id = context.transcripts.receive(tx, text_of(person, message));
    if (!id) return true;
    context.quotas.reserve_text(tx, person.id, *id);
    context.transcripts.complete(tx, *id, {.text = text});
    auto const transcript = transcript_repository::find(tx, person.id, *id);
    if (transcript) ask_for_title(context, tx, *transcript, text);
    auto const reply = reply_to(message.chat.id, message.message_id, "");
    transcript_repository::set_placeholder(tx, *id, offer(context, tx, person.language, reply, *id, text));
    return true;
}

JobPolicy read_text_policy() { return {.at_once = limits::notes_at_once}; }

awaitable<Outcome> read_text(Context& context, ReadText job, JobRun /*run*/) {
    auto const transcript = co_await context.database.write(
        [&context, id = job.transcript](Transaction& tx) { return context.transcripts.begin(tx, id); });
    if (!transcript) co_return Done{};
    std::optional<RefusalReason> reason;
    try {
        auto const kind =
            text_file_kind(transcript->file_name.value_or(""), transcript->mime_type.value_or(""));
        if (!kind) throw std::logic_error("the file is no text by its name");
        co_return done(context, *transcript, co_await fetch(context, *transcript, *kind));
    } catch (Refusal const& refusal) {
        reason = refusal.reason();
    }
    co_return refused(context, *transcript, *reason);
}

void read_text_failed(Context& context, Transaction& tx, ReadText const& job, JobFailure const& failure) {
    auto const transcript = transcript_repository::find_for_job(tx, job.transcript);
    if (!transcript) return;
    context.transcripts.fail(tx, transcript->id);
    auto const language = language_for(context, tx, transcript->user_id);
    auto apology = reply_to(transcript->chat_id, transcript->message_id,
                            failure.why == JobFailure::Why::unavailable_too_long
                                ? texts::notes(language).text_given_up
                                : texts::text_failed(language, failure.reference));
    apology.reply_markup = keyboards::retry(language, transcript->id);
    context.outbox.send(tx, apology);
}

void read_text_cancelled(Context& context, Transaction& tx, ReadText const& job) {
    auto const transcript = transcript_repository::find_for_job(tx, job.transcript);
    if (!transcript) return;
    context.transcripts.fail(tx, transcript->id);
    auto const language = language_for(context, tx, transcript->user_id);
    auto reply = reply_to(transcript->chat_id, transcript->message_id, texts::queue(language).stopped);
    reply.reply_markup = keyboards::retry(language, transcript->id);
    context.outbox.send(tx, reply);
}

void read_text_retried(Context& context, Transaction& tx, ReadText const& job) {
    context.transcripts.resume(tx, job.transcript);
}

}  // namespace aisha::handlers::transcript
