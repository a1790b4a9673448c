// The texts a person has: pages and search.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/history.hpp"

namespace aisha::handlers::transcript {

/// What a message shows.
struct Screen {
    std::string html;
    std::optional<bot::InlineKeyboardMarkup> keyboard;
};

/// A page of the history, or of what a search found; nothing where the search is forgotten.
std::optional<Screen> list_screen(Context& context, Transaction& tx, Person const& person,
                                  keyboards::HistoryPage const& page);

/// /history: the first page.
void history(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// Turns to a page, in the same message.
void turn_page(Context& context, Transaction& tx, bot::Incoming const& incoming,
               keyboards::HistoryPage const& button);
/// /search, alone or with words.
void search(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// The search button.
void ask_search(Context& context, Transaction& tx, bot::Incoming const& incoming,
                keyboards::AskSearch const& button);
/// Looks for what somebody typed, and shows the first page of what is found.
void find(Context& context, Transaction& tx, Person const& person, ChatId chat, std::string const& typed);

/// False in a group, where a person's texts are not shown; says so.
bool is_private(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person);

}  // namespace aisha::handlers::transcript
