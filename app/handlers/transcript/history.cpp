// The texts a person has.
#include "handlers/transcript/history.hpp"

#include "bot/html.hpp"
#include "core/limits/history.hpp"
#include "database/repositories/history_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "handlers/dialogue.hpp"
#include "texts/history.hpp"
#include "texts/texts.hpp"

#include <algorithm>

namespace aisha::handlers::transcript {

namespace {

/// What stands behind a command.
std::string words_after_command(bot::Incoming const& incoming) {
    auto const& text = incoming.update.message->text.value_or("");
    auto const space = text.find_first_of(" \n");
    auto const words = space == std::string::npos ? space : text.find_first_not_of(" \n", space);
    return words == std::string::npos ? "" : text.substr(words);
}

}  // namespace

std::optional<Screen> list_screen(Context& context, Transaction& tx, Person const& person,
                                  keyboards::HistoryPage const& page) {
    std::optional<std::string> words;
    if (page.search.value != 0) {
        words = history_repository::search_words(tx, person.id, page.search);
        if (!words) return std::nullopt;
    }
    auto const found = words ? context.transcripts.search(tx, person.id, *words, page.page)
                             : context.transcripts.history(tx, person.id, page.page);
    auto const pages =
        std::max<std::int64_t>((found.total + limits::history_page_rows - 1) / limits::history_page_rows, 1);
    auto here = page;
    here.page = std::clamp<std::int64_t>(page.page, 0, pages - 1);
    auto const zone = settings_repository::of_user(tx, person.id).time_zone.value_or("");
    std::vector<keyboards::ListLine> lines;
    for (auto const& entry : found.entries)
        lines.push_back(
            {entry.id, texts::list_label(person.language, entry, TranscriptService::name_of(entry), zone)});
    if (found.total == 0 && !words) return Screen{texts::in(person.language).history_empty, {}};
    auto heading = !words ? texts::list_heading(person.language, found.total, here.page + 1, pages)
                   : found.total == 0
                       ? texts::found_nothing(person.language, *words)
                       : texts::found_heading(person.language, *words, found.total, here.page + 1, pages);
    return Screen{std::move(heading), keyboards::history_page(person.language, lines, here, pages)};
}

bool is_private(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person) {
    auto const* message = incoming.message();
    if (!message || message->chat.is_private()) return true;
    context.outbox.send(
        tx, reply_to(message->chat.id, message->message_id, texts::history(person.language).private_only),
        person.id);
    return false;
}

void history(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    if (!person || !is_private(context, tx, incoming, *person)) return;
    auto screen = list_screen(context, tx, *person, {});
    auto message = message_to(incoming.chat(), std::move(screen->html));
    message.reply_markup = std::move(screen->keyboard);
    context.outbox.send(tx, message);
}

void turn_page(Context& context, Transaction& tx, bot::Incoming const& incoming,
               keyboards::HistoryPage const& button) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    auto screen = list_screen(context, tx, *person, button);
    if (!screen) return incoming.answer(texts::history(person->language).search_gone);
    context.outbox.edit(tx, edit_of(*message, std::move(screen->html), std::move(screen->keyboard)));
}

void search(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    if (!person || !is_private(context, tx, incoming, *person)) return;
    auto const words = words_after_command(incoming);
    if (words.empty())
        dialogue::ask(context, tx, *person, dialogue::Searching{},
                      texts::history(person->language).search_question);
    else find(context, tx, *person, incoming.chat(), words);
}

void ask_search(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::AskSearch const& /*button*/) {
    auto const person = meet(context, tx, incoming);
    if (!person || !is_private(context, tx, incoming, *person)) return;
    dialogue::ask(context, tx, *person, dialogue::Searching{},
                  texts::history(person->language).search_question);
}

void find(Context& context, Transaction& tx, Person const& person, ChatId chat, std::string const& typed) {
    auto const words = bot::html::shortened(typed, limits::search_units_max);
    auto const id = history_repository::keep_search(tx, person.id, words, context.clock.now());
    auto screen = list_screen(context, tx, person, {id, 0});
    auto message = message_to(chat, std::move(screen->html));
    message.reply_markup = std::move(screen->keyboard);
    context.outbox.send(tx, message);
}

}  // namespace aisha::handlers::transcript
