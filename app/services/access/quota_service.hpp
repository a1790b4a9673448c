// How much of a day's quotas a person has used.
#pragma once

#include "core/access_rules.hpp"
#include "core/clock.hpp"
#include "database/database.hpp"
#include "database/models/access.hpp"

#include <optional>
#include <vector>

namespace aisha {

/// All functions take the caller's transaction. A recording counts from when it comes in, with the length
/// that Telegram tells; TranscriptService corrects that to the decoded length, and gives it back where the
/// recording was refused or failed.
class QuotaService {
public:
    QuotaService(Clock& clock, AccessRules const& rules);

    /// One quota of a person, today.
    struct Allowance {
        QuotaKind kind = QuotaKind::audio;
        std::int64_t limit = 0;  ///< units of the kind
        std::int64_t used = 0;   ///< may exceed the limit: a recording can last longer than was known
        Time renews_at{};

        std::int64_t left() const { return used < limit ? limit - used : 0; }
    };
    /// Of the quotas that there are. Nothing for admins, who have no limits.
    std::vector<Allowance> today(Transaction& tx, UserId user) const;

    /// The quota that does not suffice for a recording of that length (nothing: it is not known).
    std::optional<Allowance> lacking(Transaction& tx, UserId user, std::optional<Duration> recording) const;
    /// The same for a recording that was reserved before and is to be worked on again.
    std::optional<Allowance> lacking_again(Transaction& tx, UserId user, TranscriptId id) const;

    /// The recording counts from now on, today. Some of what was used long ago is forgotten meanwhile.
    void reserve(Transaction& tx, UserId user, TranscriptId id, std::optional<Duration> recording) const;

private:
    Clock& clock_;
    AccessRules rules_;
};

}  // namespace aisha
