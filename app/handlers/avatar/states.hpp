// What a person is asked about an avatar: kept over restarts, the same on every device.
#pragma once

#include "bot/conversation.hpp"
#include "handlers/context.hpp"

#include <optional>

namespace aisha::handlers::avatar {

/// The next text is a name.
struct NamingAvatar {
    static constexpr std::string_view name = "naming_avatar";
    AvatarId avatar;
};
BOOST_DESCRIBE_STRUCT(NamingAvatar, (), (avatar))

/// The next pictures are photos of it.
struct UploadingPhotos {
    static constexpr std::string_view name = "uploading_photos";
    AvatarId avatar;
    std::optional<AvatarPhotoId> replaces;  ///< by the next one alone
};
BOOST_DESCRIBE_STRUCT(UploadingPhotos, (), (avatar, replaces))

/// Only in private chats.
using Questions = bot::Conversations<NamingAvatar, UploadingPhotos>;

/// A private chat has the id of its person.
inline bot::ConversationKey key_of(UserId person) { return {ChatId{person.value}, person}; }

/// What this person was asked about an avatar; nothing where it was something else, or nothing.
inline std::optional<Questions::State> asked(Context& context, Transaction& tx, Log const& log,
                                             UserId person) {
    auto const stored = bot::conversation_json::find(tx, log, key_of(person));
    bool const ours = stored && (stored->name == NamingAvatar::name || stored->name == UploadingPhotos::name);
    if (!ours) return std::nullopt;
    return Questions(context.clock).load(tx, log, key_of(person));
}

}  // namespace aisha::handlers::avatar
