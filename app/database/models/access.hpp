// Invitations and what people have used.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <boost/describe.hpp>

#include <string>

namespace aisha {

using InviteId = Id<struct InviteTag>;

/// A code that lets people in.
struct Invite {
    InviteId id;
    std::string code;
    int uses = 0;  ///< people it has let in
    int uses_max = 0;
    Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(Invite, (), (id, code, uses, uses_max, expires_at))

/// What there are quotas of.
enum class QuotaKind {
    audio,  ///< microseconds of recordings
    texts,  ///< recordings and texts, however long
    notes   ///< notes, however long; each time one is written
};
BOOST_DESCRIBE_ENUM(QuotaKind, audio, texts, notes)

/// What admins are warned of.
enum class WarningKind {
    speech_key,      ///< the speech service refuses the key
    speech_balance,  ///< the account at the speech service is empty
    chat_key,        ///< the chat service refuses the key
    chat_balance,    ///< the account at the chat service is empty
    disk,            ///< little room where the data is
    webhook,         ///< Telegram cannot deliver
    quarantine       ///< jobs that take the process down with them
};
BOOST_DESCRIBE_ENUM(WarningKind, speech_key, speech_balance, chat_key, chat_balance, disk, webhook,
                    quarantine)

}  // namespace aisha
