// What people are told about access and quotas, in English and Russian.
#pragma once

#include "core/access_rules.hpp"
#include "core/clock.hpp"
#include "database/models/access.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace aisha::texts {

struct AccessTexts {
    std::string by_invitation;   ///< to a stranger, once a day
    std::string by_list;         ///< {} the person's number
    std::string banned;          ///< once a day
    std::string invite_used_up;  ///< a link that has let in everybody it could
    std::string invite_expired;  ///< or was withdrawn

    std::string over_audio;  ///< {} the limit, {} what is left, {} until it renews
    std::string over_texts;  ///< {} "5 recordings", {} until it renews
    std::string over_notes;  ///< {} "5 notes", {} until it renews

    std::string command_limits;
    std::string help_limits;
    std::string limits_title;  ///< {} until they renew
    std::string limits_audio;  ///< {} left, {} the limit
    std::string limits_texts;  ///< {} left, {} the limit
    std::string limits_notes;  ///< {} left, {} the limit
    std::string limits_none;

    std::string hours;              ///< {}
    std::string hours_and_minutes;  ///< {} {}
    std::string minutes;            ///< {}
    std::string seconds;            ///< {}

    std::vector<std::string> notes_plural;  ///< by plural_form: "{} note", "{} notes", …
};
BOOST_DESCRIBE_STRUCT(AccessTexts, (),
                      (by_invitation, by_list, banned, invite_used_up, invite_expired, over_audio, over_texts,
                       over_notes, command_limits, help_limits, limits_title, limits_audio, limits_texts,
                       limits_notes, limits_none, hours, hours_and_minutes, minutes, seconds, notes_plural))

AccessTexts const& access(Language language);

/// To a stranger: why the bot is closed, and to whom to turn.
std::string closed(Language language, AccessMode mode, UserId id);

/// A quota of today, in the units of its kind.
struct DailyLimit {
    QuotaKind kind = QuotaKind::audio;
    std::int64_t limit = 0;
    std::int64_t left = 0;
    Duration renews_in{};
};

/// To who wants more than is left. At most limits::callback_answer_units_max.
std::string over_quota(Language language, DailyLimit const& daily);
/// What is left of each; that there are none where the list is empty.
std::string limits(Language language, std::vector<DailyLimit> const& daily);

/// "2 h 5 min", "12 min", "40 s": cut to the smaller unit.
std::string span(Language language, Duration duration);

}  // namespace aisha::texts
