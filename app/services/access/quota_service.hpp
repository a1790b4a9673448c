// How much of a day's quotas a person has used.
#pragma once

#include "core/access_rules.hpp"
#include "core/clock.hpp"
#include "database/database.hpp"
#include "database/models/access.hpp"
#include "database/models/note.hpp"

#include <optional>
#include <vector>

namespace aisha {

/// All functions take the caller's transaction. A recording counts from when it comes in, with the length
/// that Telegram tells; TranscriptService corrects that to the decoded length, and gives it back where the
/// recording was refused or failed. A text counts beside recordings, but has no length. A note counts each
/// time it is asked for; what failed is given back, what the person stopped is not, for the model has worked.
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

    /// The quota that does not suffice for a text, or for having a note written.
    std::optional<Allowance> lacking_for_text(Transaction& tx, UserId user) const;
    std::optional<Allowance> lacking_for_note(Transaction& tx, UserId user) const;

    /// The recording counts from now on, today. Some of what was used long ago is forgotten meanwhile.
    void reserve(Transaction& tx, UserId user, TranscriptId id, std::optional<Duration> recording) const;
    /// The same for a text.
    void reserve_text(Transaction& tx, UserId user, TranscriptId id) const;
    /// A note is asked for, once more or for the first time.
    void reserve_note(Transaction& tx, UserId user, NoteId id) const;
    /// Nothing came of it, and that is not the person's doing.
    void give_back_note(Transaction& tx, NoteId id) const;

private:
    std::optional<Allowance> lacking_one(Transaction& tx, UserId user, QuotaKind kind) const;
    void forget_old(Transaction& tx, std::int64_t today) const;

    Clock& clock_;
    AccessRules rules_;
};

}  // namespace aisha
