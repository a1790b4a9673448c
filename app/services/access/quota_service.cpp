// How much of a day's quotas a person has used.
#include "services/access/quota_service.hpp"

#include "core/limits/access.hpp"
#include "database/repositories/quota_repository.hpp"

#include <algorithm>

namespace aisha {

namespace {

/// The day on which something counts: UTC's.
std::int64_t day_of(Time time) {
    return std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
}

Time end_of_day(Time time) { return std::chrono::floor<std::chrono::days>(time) + std::chrono::days(1); }

std::optional<std::int64_t> limit_of(AccessRules const& rules, QuotaKind kind) {
    switch (kind) {
        case QuotaKind::audio:
            if (!rules.audio_quota) return std::nullopt;
            return Duration(*rules.audio_quota).count();
        case QuotaKind::texts: return rules.texts_quota;
        case QuotaKind::notes: return rules.notes_quota;
    }
    throw std::logic_error("no limit for this kind");
}

}  // namespace

QuotaService::QuotaService(Clock& clock, AccessRules const& rules) : clock_(clock), rules_(rules) {}

std::vector<QuotaService::Allowance> QuotaService::today(Transaction& tx, UserId user) const {
    std::vector<Allowance> allowances;
    if (std::ranges::find(rules_.admins, user) != rules_.admins.end()) return allowances;
    auto const now = clock_.now();
    for (auto const kind : {QuotaKind::audio, QuotaKind::texts, QuotaKind::notes})
        if (auto const limit = limit_of(rules_, kind))
            allowances.push_back({.kind = kind,
                                  .limit = *limit,
                                  .used = quota_repository::used(tx, user, day_of(now), kind),
                                  .renews_at = end_of_day(now)});
    return allowances;
}

std::optional<QuotaService::Allowance> QuotaService::lacking(Transaction& tx, UserId user,
                                                             std::optional<Duration> recording) const {
    for (auto const& allowance : today(tx, user)) {
        if (allowance.kind == QuotaKind::notes) continue;
        // Of an unknown length, whatever is left is enough to begin with.
        auto const wanted = allowance.kind == QuotaKind::audio && recording
                                ? std::max(recording->count(), Duration::rep(1))
                                : 1;
        if (allowance.left() < wanted) return allowance;
    }
    return std::nullopt;
}

std::optional<QuotaService::Allowance> QuotaService::lacking_again(Transaction& tx, UserId user,
                                                                   TranscriptId id) const {
    auto const known = quota_repository::amount(tx, user, QuotaKind::audio, id.value);
    return lacking(tx, user, known > 0 ? std::optional(Duration(known)) : std::nullopt);
}

void QuotaService::reserve(Transaction& tx, UserId user, TranscriptId id,
                           std::optional<Duration> recording) const {
    auto const day = day_of(clock_.now());
    auto const length = recording.value_or(Duration(0)).count();
    quota_repository::reserve(tx, {QuotaKind::audio, id.value, user, day, length});
    quota_repository::reserve(tx, {QuotaKind::texts, id.value, user, day, 1});
    forget_old(tx, day);
}

std::optional<QuotaService::Allowance> QuotaService::lacking_one(Transaction& tx, UserId user,
                                                                 QuotaKind kind) const {
    for (auto const& allowance : today(tx, user))
        if (allowance.kind == kind && allowance.left() < 1) return allowance;
    return std::nullopt;
}

std::optional<QuotaService::Allowance> QuotaService::lacking_for_text(Transaction& tx, UserId user) const {
    return lacking_one(tx, user, QuotaKind::texts);
}

std::optional<QuotaService::Allowance> QuotaService::lacking_for_note(Transaction& tx, UserId user) const {
    return lacking_one(tx, user, QuotaKind::notes);
}

void QuotaService::reserve_text(Transaction& tx, UserId user, TranscriptId id) const {
    auto const day = day_of(clock_.now());
    quota_repository::reserve(tx, {QuotaKind::texts, id.value, user, day, 1});
    forget_old(tx, day);
}

void QuotaService::reserve_note(Transaction& tx, UserId user, NoteId id) const {
    auto const day = day_of(clock_.now());
    quota_repository::count_one_more(tx, {QuotaKind::notes, id.value, user, day, 1});
    forget_old(tx, day);
}

void QuotaService::give_back_note(Transaction& tx, NoteId id) const {
    quota_repository::count_one_less(tx, QuotaKind::notes, id.value);
}

void QuotaService::forget_old(Transaction& tx, std::int64_t today) const {
    quota_repository::prune(tx, today - limits::quota_kept_days, limits::quota_pruned_rows);
}

}  // namespace aisha
