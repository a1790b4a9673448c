// Questions that the bot has asked a person, and what happens with the answer.
#pragma once

#include "bot/conversation.hpp"
#include "handlers/context.hpp"
#include "keyboards/history.hpp"
#include "keyboards/settings.hpp"

namespace aisha::handlers::dialogue {

/// What to look for in the history.
struct Searching {
    static constexpr std::string_view name = "searching";
};
BOOST_DESCRIBE_STRUCT(Searching, (), ())

/// The new name of a text.
struct Renaming {
    static constexpr std::string_view name = "renaming";
    TranscriptId transcript;
    SearchId search;
    std::int64_t page = 0;
};
BOOST_DESCRIBE_STRUCT(Renaming, (), (transcript, search, page))

/// One of a person's choices.
struct TypingSetting {
    static constexpr std::string_view name = "typing_setting";
    keyboards::TypedSetting what = keyboards::TypedSetting::zone;
};
BOOST_DESCRIBE_STRUCT(TypingSetting, (), (what))

/// All there are; only in private chats.
using Dialogues = bot::Conversations<Searching, Renaming, TypingSetting>;

/// Asks: the next text of this person is the answer.
void ask(Context& context, Transaction& tx, Person const& person, Dialogues::State const& state,
         std::string question);
/// A text that may be an answer; where nothing was asked, it may be one to make notes of.
void answer(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// "Cancel" under a question.
void cancel(Context& context, Transaction& tx, bot::Incoming const& incoming,
            keyboards::CancelQuestion const& button);

}  // namespace aisha::handlers::dialogue
