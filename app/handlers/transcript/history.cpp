// The texts a person has.
#include "handlers/transcript/history.hpp"

#include "bot/html.hpp"
#include "keyboards/keyboards.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers::transcript {

void history(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    auto const& words = texts::in(person->language);
    auto const transcripts = context.transcripts.history(tx, person->id);
    if (transcripts.empty()) {
        context.outbox.send(tx, message_to(incoming.chat(), words.history_empty));
        return;
    }
    auto message = message_to(incoming.chat(), words.history_title);
    message.reply_markup = keyboards::history(person->language, transcripts);
    context.outbox.send(tx, message);
}

void open(Context& context, Transaction& tx, bot::Incoming const& incoming,
          keyboards::OpenTranscript const& button) {
    auto const person = meet(context, tx, incoming);
    if (!person) return;
    try {
        auto const transcript = context.transcripts.open(tx, person->id, button.transcript);
        auto const text = texts::history_entry(person->language, transcript) + "\n\n" +
                          bot::html::escape(transcript.text.value_or(""));
        for (auto const& part : bot::html::split(text))
            context.outbox.send(tx, message_to(incoming.chat(), part));
    } catch (Refusal const& refusal) {
        incoming.answer(texts::refusal(person->language, refusal.reason()));
    }
}

}  // namespace aisha::handlers::transcript
