// Strong types for keys: ids of different things do not mix.
#pragma once

#include <fmt/format.h>

#include <compare>
#include <cstdint>
#include <functional>

namespace aisha {

/// An integer key. Telegram's ids need up to 52 bits; our own are 63.
template <class Tag>
struct Id {
    std::int64_t value{};
    auto operator<=>(Id const&) const = default;
};

template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};

using BotId = Id<struct BotTag>;
using UserId = Id<struct UserTag>;  ///< Telegram's user id; also our key of users
using ChatId = Id<struct ChatTag>;
using MessageId = Id<struct MessageTag>;
using UpdateId = Id<struct UpdateTag>;
using InboxId = Id<struct InboxTag>;
using OutboxId = Id<struct OutboxTag>;
using JobId = Id<struct JobTag>;
using TranscriptId = Id<struct TranscriptTag>;

}  // namespace aisha

template <class Tag>
struct std::hash<aisha::Id<Tag>> {
    std::size_t operator()(aisha::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};

template <class Tag>
struct fmt::formatter<aisha::Id<Tag>> : fmt::formatter<std::int64_t> {
    auto format(aisha::Id<Tag> id, fmt::format_context& context) const {
        return fmt::formatter<std::int64_t>::format(id.value, context);
    }
};
