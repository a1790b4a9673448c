// Presses of the buttons about notes.
#include "handlers/transcript/notes.hpp"

#include "core/limits/notes.hpp"
#include "database/repositories/note_repository.hpp"
#include "handlers/access/limits.hpp"
#include "handlers/transcript/write_note.hpp"
#include "texts/notes.hpp"
#include "texts/texts.hpp"

#include <algorithm>

namespace aisha::handlers::transcript {

namespace {

using note_repository::Key;

/// A press under a message, by a person we know.
struct Press {
    Context& context;
    Transaction& tx;
    bot::Incoming const& incoming;
    Person person;
    bot::Message const& message;

    texts::NotesTexts const& words() const { return texts::notes(person.language); }
};

/// Calls `act` with the press; refusals become notices.
template <class Act>
void with_press(Context& context, Transaction& tx, bot::Incoming const& incoming, Act act) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    try {
        act(Press{context, tx, incoming, *person, *message});
    } catch (Refusal const& refusal) {
        incoming.answer(texts::refusal(person->language, refusal.reason()));
    }
}

/// Has the note written, unless that cannot be now; says so then.
void write(Press const& press, Key const& key, MessageId reply_to_message) {
    auto& [context, tx, incoming, person, message] = press;
    if (!context.notes.configured()) {
        incoming.alert(press.words().not_set_up);
        return;
    }
    if (note_repository::count_open(tx, person.id) >= limits::notes_open_max) {
        incoming.answer(press.words().too_many);
        return;
    }
    if (auto const over = access::over_quota_of_notes(context, tx, person)) {
        incoming.alert(*over);
        return;
    }
    auto const id =
        note_repository::ask(tx, {person.id, message.chat.id, reply_to_message}, key, context.clock.now());
    context.quotas.reserve_note(tx, person.id, id);
    auto writing =
        reply_to(message.chat.id, reply_to_message, texts::note_writing(person.language, key.kind, 0, 0));
    writing.reply_markup = keyboards::stop_note(person.language, id);
    auto const placeholder = context.outbox.send(tx, writing, person.id);
    note_repository::set_work(tx, id, context.jobs.enqueue(tx, WriteNote{id}, {.owner = person.id}),
                              placeholder);
    tx.after_commit(
        [&bot = context.bot, chat = message.chat.id] { bot.fire(bot::SendChatAction{chat, "typing"}); });
}

/// What is there is shown; what is not is written.
void show_or_write(Press const& press, Key const& key, MessageId reply_to_message) {
    auto& [context, tx, incoming, person, message] = press;
    context.transcripts.open(tx, person.id, key.transcript);
    auto note = note_repository::find(tx, person.id, key);
    if (note && note->is_open()) {
        incoming.answer(press.words().already);
        return;
    }
    if (!note || !note->content) {
        write(press, key, reply_to_message);
        return;
    }
    note->chat_id = message.chat.id;
    note->message_id = reply_to_message;
    send_note(context, tx, person.language, *note);
}

/// Writes a note anew where it is this person's and not in work.
bool write_anew(Press const& press, NoteId id) {
    auto& [context, tx, incoming, person, message] = press;
    auto const note = note_repository::find(tx, person.id, id);
    if (!note) {
        incoming.answer(press.words().over);
        return false;
    }
    if (note->is_open()) {
        incoming.answer(press.words().already);
        return false;
    }
    write(press, {note->transcript_id, note->kind, note->language}, note->message_id);
    return true;
}

}  // namespace

void press_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::MakeNote const& button) {
    with_press(context, tx, incoming, [&](Press const& press) {
        if (button.kind != NoteKind::translation) {
            show_or_write(press, {button.transcript, button.kind, ""}, press.message.message_id);
            return;
        }
        context.transcripts.open(tx, press.person.id, button.transcript);
        if (!context.notes.configured()) {
            incoming.alert(press.words().not_set_up);
            return;
        }
        auto choice =
            reply_to(press.message.chat.id, press.message.message_id, press.words().choose_translation);
        choice.reply_markup = keyboards::translations(button.transcript);
        context.outbox.send(tx, choice, press.person.id);
    });
}

void press_translate(Context& context, Transaction& tx, bot::Incoming const& incoming,
                     keyboards::Translate const& button) {
    auto const known = texts::translation_languages();
    if (std::ranges::find(known, button.language, &texts::TranslationLanguage::code) == known.end()) return;
    with_press(context, tx, incoming, [&](Press const& press) {
        show_or_write(press, {button.transcript, NoteKind::translation, button.language},
                      press.message.message_id);
    });
}

void remake_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
                 keyboards::RemakeNote const& button) {
    with_press(context, tx, incoming, [&](Press const& press) { write_anew(press, button.note); });
}

void retry_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::RetryNote const& button) {
    with_press(context, tx, incoming, [&](Press const& press) {
        // The apology with its button has done its work.
        if (write_anew(press, button.note))
            context.outbox.remove(tx, {press.message.chat.id, press.message.message_id});
    });
}

void stop_note(Context& context, Transaction& tx, bot::Incoming const& incoming,
               keyboards::StopNote const& button) {
    with_press(context, tx, incoming, [&](Press const& press) {
        auto const note = note_repository::find(tx, press.person.id, button.note);
        bool const stopped = note && note->is_open() && context.jobs.cancel(tx, note->job_id);
        incoming.answer(stopped ? press.words().stopped : press.words().over);
    });
}

}  // namespace aisha::handlers::transcript
