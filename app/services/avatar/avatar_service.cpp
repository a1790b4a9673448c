// The rules of avatars.
#include "services/avatar/avatar_service.hpp"

#include "core/limits/avatar.hpp"
#include "core/utf.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/avatar_repository.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace aisha {

namespace photos = avatar_photo_repository;
namespace repository = avatar_repository;
using enum AvatarStatus;

namespace {

/// What may follow what; everything else is a mistake of ours.
constexpr std::array legal_changes{
    std::pair{draft, uploading},     std::pair{uploading, ready},    std::pair{ready, uploading},
    std::pair{ready, training},      std::pair{training, completed}, std::pair{training, error},
    std::pair{training, cancelled},  std::pair{error, uploading},    std::pair{error, training},
    std::pair{cancelled, uploading}, std::pair{cancelled, training},
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Without control characters, and with single spaces between words.
std::string tidy_name(std::string const& name) {
    std::string result;
    bool gap = false;
    for (char const c : name) {
        if (is_space(c)) {
            gap = true;
            continue;
        }
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') continue;
        if (gap && !result.empty()) result += ' ';
        gap = false;
        result += c;
    }
    return result;
}

void add_keys(AvatarService::Removed& removed, AvatarPhoto const& photo) {
    // Also of those that are not valid: a process that died may have found otherwise, and kept them.
    auto& keys = photo.verdict ? removed.keys : removed.late_keys;
    keys.push_back(AvatarService::object_key(photo));
    keys.push_back(AvatarService::preview_key(photo));
}

}  // namespace

AvatarRefused::AvatarRefused(AvatarRefusal reason)
    : std::runtime_error(std::string(json::name_of(reason))), reason_(reason) {}

bool AvatarService::may_follow(AvatarStatus from, AvatarStatus to) {
    return std::ranges::find(legal_changes, std::pair{from, to}) != legal_changes.end();
}

Avatar AvatarService::create(Transaction& tx, UserId user, AvatarTrainingType type) {
    auto const there = counters(tx, user);
    if (there.all >= limits::avatars_of_one) throw AvatarRefused(AvatarRefusal::too_many_avatars);
    if (there.drafts >= limits::avatar_drafts_of_one) throw AvatarRefused(AvatarRefusal::too_many_drafts);
    return open(tx, user, repository::insert(tx, user, type, clock_.now()));
}

std::vector<Avatar> AvatarService::list(Transaction& tx, UserId user) {
    return repository::of_user(tx, user);
}

AvatarCounters AvatarService::counters(Transaction& tx, UserId user) {
    AvatarCounters counters;
    for (auto const& avatar : list(tx, user)) {
        ++counters.all;
        if (avatar.is_draft()) ++counters.drafts;
        if (avatar.status == completed) ++counters.completed;
    }
    return counters;
}

Avatar AvatarService::open(Transaction& tx, UserId user, AvatarId id) {
    auto avatar = repository::find(tx, user, id);
    if (!avatar) throw AvatarRefused(AvatarRefusal::not_found);
    return *std::move(avatar);
}

/// The avatar as it is now, with nobody else changing it.
Avatar AvatarService::changeable(Transaction& tx, UserId user, AvatarId id) {
    open(tx, user, id);
    repository::lock(tx, id, clock_.now());
    return open(tx, user, id);
}

AvatarStep AvatarService::step(Transaction& tx, Avatar const& avatar) {
    if (avatar.shows_person() && !avatar.gender) return AvatarStep::gender;
    if (avatar.name.empty()) return AvatarStep::name;
    return has_agreed(tx, avatar.user_id, avatar.id) ? AvatarStep::photos : AvatarStep::consent;
}

void AvatarService::set_gender(Transaction& tx, UserId user, AvatarId id, AvatarGender gender) {
    auto const avatar = changeable(tx, user, id);
    if (!avatar.is_draft() || !avatar.shows_person()) throw AvatarRefused(AvatarRefusal::wrong_status);
    repository::set_gender(tx, id, gender, clock_.now());
}

void AvatarService::rename(Transaction& tx, UserId user, AvatarId id, std::string const& name) {
    open(tx, user, id);
    auto const tidy = tidy_name(name);
    auto const length = utf::length(tidy);
    if (length < limits::avatar_name_min || length > limits::avatar_name_max)
        throw AvatarRefused(AvatarRefusal::bad_name);
    repository::set_name(tx, id, tidy, clock_.now());
}

bool AvatarService::step_back(Transaction& tx, UserId user, AvatarId id) {
    auto const avatar = changeable(tx, user, id);
    if (avatar.status != draft) throw AvatarRefused(AvatarRefusal::wrong_status);
    if (has_agreed(tx, user, id)) {
        repository::withdraw_consent(tx, user, id);
        return true;
    }
    if (!avatar.name.empty()) {
        repository::set_name(tx, id, "", clock_.now());
        return true;
    }
    if (!avatar.gender) return false;
    repository::set_gender(tx, id, std::nullopt, clock_.now());
    return true;
}

void AvatarService::agree(Transaction& tx, UserId user, AvatarId id, std::int64_t wording,
                          Language language) {
    open(tx, user, id);
    repository::agree(tx, {id, user, wording, language, clock_.now()});
}

bool AvatarService::has_agreed(Transaction& tx, UserId user, AvatarId id) {
    return repository::consent(tx, user, id).has_value();
}

void AvatarService::finish_photos(Transaction& tx, UserId user, AvatarId id) {
    auto const avatar = changeable(tx, user, id);
    if (avatar.status == ready) return;
    if (!avatar.is_draft()) throw AvatarRefused(AvatarRefusal::wrong_status);
    auto const there = photos::count(tx, id);
    if (there.waiting > 0) throw AvatarRefused(AvatarRefusal::photos_wait);
    if (there.valid < rules_.photos_min) throw AvatarRefused(AvatarRefusal::too_few_photos);
    change_status(tx, id, uploading, ready);
}

void AvatarService::reopen_photos(Transaction& tx, UserId user, AvatarId id) {
    auto const avatar = changeable(tx, user, id);
    if (avatar.is_draft()) return;
    if (!avatar.photos_may_change()) throw AvatarRefused(AvatarRefusal::wrong_status);
    change_status(tx, id, avatar.status, uploading);
}

void AvatarService::set_main(Transaction& tx, UserId user, AvatarId id) {
    auto const avatar = changeable(tx, user, id);
    if (!avatar.may_be_main()) throw AvatarRefused(AvatarRefusal::wrong_status);
    repository::set_main(tx, user, id, clock_.now());
}

AvatarService::Removed AvatarService::remove(Transaction& tx, UserId user, AvatarId id) {
    if (changeable(tx, user, id).status == training) throw AvatarRefused(AvatarRefusal::wrong_status);
    Removed removed;
    for (auto const& photo : photos::all(tx, id)) add_keys(removed, photo);
    repository::remove(tx, user, id);
    return removed;
}

AvatarService::Removed AvatarService::objects_of(Transaction& tx, UserId user) {
    Removed objects;
    for (auto const& photo : photos::all_of_user(tx, user)) add_keys(objects, photo);
    return objects;
}

AvatarPhoto AvatarService::open_photo(Transaction& tx, UserId user, AvatarPhotoId id) {
    auto photo = photos::find(tx, user, id);
    if (!photo || photo->verdict != PhotoVerdict::valid) throw AvatarRefused(AvatarRefusal::not_found);
    return *std::move(photo);
}

AvatarService::Removed AvatarService::remove_photo(Transaction& tx, UserId user, AvatarPhotoId id) {
    auto const photo = open_photo(tx, user, id);
    auto const avatar = changeable(tx, user, photo.avatar_id);
    if (!avatar.photos_may_change()) throw AvatarRefused(AvatarRefusal::wrong_status);
    Removed removed;
    add_keys(removed, photo);
    photos::remove(tx, user, id);
    if (avatar.status == ready && photos::count(tx, avatar.id).valid < rules_.photos_min)
        change_status(tx, avatar.id, ready, uploading);
    return removed;
}

bool AvatarService::change_status(Transaction& tx, AvatarId id, AvatarStatus from, AvatarStatus to) {
    if (!may_follow(from, to))
        throw std::logic_error(
            fmt::format("no avatar goes from {} to {}", json::name_of(from), json::name_of(to)));
    return repository::change_status(tx, id, from, to, clock_.now());
}

std::string AvatarService::object_key(AvatarPhoto const& photo) {
    return fmt::format("avatars/{}/{}.jpg", photo.avatar_id, photo.id);
}

std::string AvatarService::preview_key(AvatarPhoto const& photo) {
    return fmt::format("avatars/{}/{}-small.jpg", photo.avatar_id, photo.id);
}

}  // namespace aisha
