// What is expected of people, and what comes.
#include "handlers/dialogue.hpp"

#include "handlers/avatar/wizard.hpp"
#include "handlers/menu.hpp"
#include "handlers/settings/settings.hpp"
#include "handlers/transcript/card.hpp"
#include "handlers/transcript/history.hpp"
#include "handlers/transcript/text.hpp"
#include "texts/history.hpp"

namespace aisha::handlers::dialogue {

namespace {

/// The private chat of a person has the person's id.
bot::ConversationKey key_of(UserId person) { return {ChatId{person.value}, person}; }

/// What happens with a text; nothing is expected any more.
struct Answered {
    Context& context;
    Transaction& tx;
    bot::Incoming const& incoming;
    Person const& person;
    std::string const& text;

    void operator()(Searching const&) const { transcript::find(context, tx, person, incoming.chat(), text); }
    void operator()(TypingSetting const& asked) const {
        settings::typed(context, tx, person, asked.what, text);
    }
    void operator()(Renaming const& asked) const {
        transcript::rename(context, tx, person, incoming, {asked.transcript, asked.search, asked.page}, text);
    }
    void operator()(NamingAvatar const& asked) const {
        avatar::name_it(context, tx, incoming, person, asked.avatar, text);
    }
    void operator()(UploadingPhotos const& asked) const {
        // A text to make notes of is no answer, and photos may follow it.
        if (transcript::take_typed_text(context, tx, incoming, person)) expect(context, tx, person.id, asked);
        else avatar::ask_again_for_photos(context, tx, incoming, person, asked.avatar);
    }
};

}  // namespace

void expect(Context& context, Transaction& tx, UserId person, Dialogues::State const& state) {
    Dialogues(context.clock).save(tx, key_of(person), state);
}

std::optional<Dialogues::State> expected(Context& context, Transaction& tx, Log const& log, UserId person) {
    return Dialogues(context.clock).load(tx, log, key_of(person));
}

void end(Transaction& tx, UserId person) { bot::clear_conversation(tx, key_of(person)); }

void ask(Context& context, Transaction& tx, Person const& person, Dialogues::State const& state,
         std::string question) {
    expect(context, tx, person.id, state);
    auto message = message_to(ChatId{person.id.value}, std::move(question));
    message.reply_markup = keyboards::cancel(person.language);
    context.outbox.send(tx, message);
}

void answer(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const* message = incoming.message();
    bool const may_answer = message && message->chat.is_private() && message->text &&
                            !message->text->starts_with('/') && incoming.update.message;
    if (!may_answer) return menu::hint(context, tx, incoming);
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    auto const state = expected(context, tx, incoming.log, person->id);
    if (!state) {
        if (!transcript::take_typed_text(context, tx, incoming, *person)) menu::hint(context, tx, incoming);
        return;
    }
    end(tx, person->id);
    std::visit(Answered{context, tx, incoming, *person, *message->text}, *state);
}

void cancel(Context& context, Transaction& tx, bot::Incoming const& incoming,
            keyboards::CancelQuestion const& /*button*/) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    // An old question's button is no answer to what an avatar waits for.
    auto const state = expected(context, tx, incoming.log, person->id);
    bool const is_of_avatar = state && (std::holds_alternative<NamingAvatar>(*state) ||
                                        std::holds_alternative<UploadingPhotos>(*state));
    if (!is_of_avatar) end(tx, person->id);
    context.outbox.edit(tx, edit_of(*message, texts::history(person->language).cancelled));
}

}  // namespace aisha::handlers::dialogue
