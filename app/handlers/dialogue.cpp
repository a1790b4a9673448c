// Questions and answers.
#include "handlers/dialogue.hpp"

#include "handlers/menu.hpp"
#include "handlers/settings/settings.hpp"
#include "handlers/transcript/card.hpp"
#include "handlers/transcript/history.hpp"
#include "handlers/transcript/text.hpp"
#include "texts/history.hpp"

namespace aisha::handlers::dialogue {

namespace {

/// The private chat of a person has the person's id.
bot::ConversationKey key_of(Person const& person) { return {ChatId{person.id.value}, person.id}; }

/// What happens with an answer.
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
};

}  // namespace

void ask(Context& context, Transaction& tx, Person const& person, Dialogues::State const& state,
         std::string question) {
    Dialogues(context.clock).save(tx, key_of(person), state);
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
    auto const state = Dialogues(context.clock).load(tx, incoming.log, key_of(*person));
    if (!state) return transcript::receive_typed_text(context, tx, incoming);
    bot::clear_conversation(tx, key_of(*person));
    std::visit(Answered{context, tx, incoming, *person, *message->text}, *state);
}

void cancel(Context& context, Transaction& tx, bot::Incoming const& incoming,
            keyboards::CancelQuestion const& /*button*/) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    bot::clear_conversation(tx, key_of(*person));
    context.outbox.edit(tx, edit_of(*message, texts::history(person->language).cancelled));
}

}  // namespace aisha::handlers::dialogue
