// What the bot expects of a person: the answer to a question, or photos. Kept over restarts, the same on
// every device.
#pragma once

#include "bot/conversation.hpp"
#include "handlers/context.hpp"
#include "keyboards/history.hpp"
#include "keyboards/settings.hpp"

#include <optional>

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

/// The name of an avatar.
struct NamingAvatar {
    static constexpr std::string_view name = "naming_avatar";
    AvatarId avatar;
};
BOOST_DESCRIBE_STRUCT(NamingAvatar, (), (avatar))

/// Photos of an avatar, any number of them.
struct UploadingPhotos {
    static constexpr std::string_view name = "uploading_photos";
    AvatarId avatar;
    std::optional<AvatarPhotoId> replaces;  ///< by the next one alone
};
BOOST_DESCRIBE_STRUCT(UploadingPhotos, (), (avatar, replaces))

/// All there are; only in private chats, and one at a time.
using Dialogues = bot::Conversations<Searching, Renaming, TypingSetting, NamingAvatar, UploadingPhotos>;

/// Expects this of the person, instead of anything else.
void expect(Context& context, Transaction& tx, UserId person, Dialogues::State const& state);
/// What is expected of the person.
std::optional<Dialogues::State> expected(Context& context, Transaction& tx, Log const& log, UserId person);
/// Nothing is expected any more.
void end(Transaction& tx, UserId person);

/// Asks: the next text of this person is the answer.
void ask(Context& context, Transaction& tx, Person const& person, Dialogues::State const& state,
         std::string question);
/// A text that may be an answer; where nothing was asked, it may be one to make notes of.
void answer(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// "Cancel" under a question of `ask`.
void cancel(Context& context, Transaction& tx, bot::Incoming const& incoming,
            keyboards::CancelQuestion const& button);

}  // namespace aisha::handlers::dialogue
