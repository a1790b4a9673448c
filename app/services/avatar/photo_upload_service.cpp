// Photos of an avatar on their way in.
#include "services/avatar/photo_upload_service.hpp"

#include "core/all_of.hpp"
#include "core/limits/avatar.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/avatar_repository.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aisha {

namespace photos = avatar_photo_repository;

namespace {

PhotoSubject subject_of(bool shows_person) {
    return shows_person ? PhotoSubject::person : PhotoSubject::other;
}

/// Where the next photo is to be looked for, from 1; nothing where it is not among them.
std::optional<std::size_t> number_of(std::vector<AvatarPhoto> const& valid, AvatarPhotoId id) {
    auto const at = std::ranges::find(valid, id, &AvatarPhoto::id);
    if (at == valid.end()) return std::nullopt;
    return static_cast<std::size_t>(at - valid.begin()) + 1;
}

photos::Verdict verdict_of(PhotoUploadService::Looked const& looked, PhotoJudgement const& judgement) {
    auto const& report = looked.report;
    photos::Verdict verdict{.verdict = judgement.verdict,
                            .problem = judgement.problem,
                            .duplicate_of = judgement.duplicate_of,
                            .bytes = static_cast<std::int64_t>(report.bytes),
                            .width = report.width,
                            .height = report.height,
                            .faces = static_cast<std::int64_t>(report.faces.size())};
    if (!report.sha256.empty()) verdict.sha256 = report.sha256;
    if (report.format) verdict.format = json::name_of(*report.format);
    for (auto const warning : judgement.warnings)
        verdict.warnings += (verdict.warnings.empty() ? "" : ",") + std::string(json::name_of(warning));
    if (judgement.verdict != PhotoVerdict::valid) return verdict;
    verdict.quality = judgement.quality;
    verdict.fingerprint = report.fingerprint;
    verdict.object_key = AvatarService::object_key(looked.fetched.photo);
    verdict.preview_key = AvatarService::preview_key(looked.fetched.photo);
    return verdict;
}

}  // namespace

PhotoReceipt PhotoUploadService::receive(Transaction& tx, UserId user, AvatarId id, SentPhoto const& photo) {
    auto const avatar = avatars_.open(tx, user, id);
    if (!avatar.is_draft() || avatars_.step(tx, avatar) != AvatarStep::photos)
        throw AvatarRefused(AvatarRefusal::wrong_status);
    if (photo.file_size && *photo.file_size > avatars_.rules().photo_bytes_max) return PhotoReceipt::too_big;
    avatar_repository::lock(tx, id, clock_.now());
    auto const there = photos::count(tx, id);
    bool const replaces = photo.replaces && photos::find(tx, user, *photo.replaces);
    if (there.valid >= avatars_.rules().photos_max && !replaces) return PhotoReceipt::full;
    if (there.waiting >= static_cast<std::int64_t>(limits::avatar_photos_waiting_max))
        return PhotoReceipt::too_many;
    if (!photos::insert(tx, user, id, photo, clock_.now())) return PhotoReceipt::repeated;
    if (avatar.status == AvatarStatus::draft)
        avatars_.change_status(tx, id, AvatarStatus::draft, AvatarStatus::uploading);
    return PhotoReceipt::taken;
}

PhotoProgress PhotoUploadService::progress(Transaction& tx, Avatar const& avatar) {
    auto const there = photos::count(tx, avatar.id);
    PhotoProgress progress{.waiting = there.waiting, .valid = there.valid};
    if (there.waiting > 0) return progress;
    std::vector<std::string> fingerprints;
    for (auto& photo : photos::valid(tx, avatar.id))
        fingerprints.push_back(std::move(photo.fingerprint).value_or(""));
    progress.all_alike = all_alike(fingerprints);
    return progress;
}

awaitable<std::vector<PhotoUploadService::Looked>> PhotoUploadService::look(std::vector<Fetched> fetched,
                                                                            std::filesystem::path folder,
                                                                            bool shows_person) {
    std::vector<Looked> looked;
    for (auto& one : fetched) {
        auto cleaned = folder / fmt::format("{}.cleaned", one.photo.id);
        auto preview = folder / fmt::format("{}.preview", one.photo.id);
        looked.push_back({std::move(one), {}, std::move(cleaned), std::move(preview)});
    }
    auto const middle = (looked.size() + 1) / 2;
    std::vector<awaitable<void>> halves;
    halves.push_back(look_at(looked, 0, middle, shows_person));
    halves.push_back(look_at(looked, middle, looked.size(), shows_person));
    co_await all_of(std::move(halves));
    co_return looked;
}

awaitable<void> PhotoUploadService::look_at(std::vector<Looked>& photos, std::size_t begin, std::size_t end,
                                            bool shows_person) {
    std::vector<PhotoFiles> files;
    std::vector<std::size_t> places;
    for (auto i = begin; i < end; ++i) {
        if (photos[i].fetched.problem) continue;
        files.push_back({photos[i].fetched.file, photos[i].cleaned, photos[i].preview});
        places.push_back(i);
    }
    if (files.empty()) co_return;
    auto reports = co_await media_.inspect_photos(std::move(files), face_search(subject_of(shows_person)));
    for (std::size_t i = 0; i < places.size(); ++i) photos[places[i]].report = std::move(reports.at(i));
}

awaitable<std::vector<PhotoJudgement>> PhotoUploadService::judge(std::vector<Looked> const& looked,
                                                                 bool shows_person,
                                                                 std::vector<AvatarPhoto> valid) {
    auto const bytes_max = static_cast<std::uint64_t>(avatars_.rules().photo_bytes_max);
    co_return co_await offload(pool_, [&] {
        std::vector<EarlierPhoto> earlier;
        for (auto& photo : valid)
            earlier.push_back({photo.id, photo.sha256.value_or(""), photo.fingerprint.value_or("")});
        std::vector<PhotoJudgement> judgements;
        for (auto const& [fetched, report, cleaned, preview] : looked) {
            if (fetched.problem) {
                judgements.push_back(
                    {.verdict = PhotoVerdict::invalid, .problem = fetched.problem, .warnings = {}});
                continue;
            }
            // The one that goes does not stand in the way of its better copy.
            auto others = earlier;
            std::erase_if(others, [&](auto const& one) { return one.id == fetched.photo.replaces; });
            judgements.push_back(judge_photo(report, subject_of(shows_person), bytes_max, others));
            if (judgements.back().verdict == PhotoVerdict::valid)
                earlier.push_back({fetched.photo.id, report.sha256, report.fingerprint});
        }
        return judgements;
    });
}

awaitable<void> PhotoUploadService::keep(Looked const& photo) {
    co_await store_.put(AvatarService::object_key(photo.fetched.photo), photo.cleaned);
    co_await store_.put(AvatarService::preview_key(photo.fetched.photo), photo.preview);
}

/// Whether one more fits, not counting the one it replaces.
bool PhotoUploadService::has_room(Transaction& tx, AvatarPhoto const& photo,
                                  std::vector<AvatarPhoto> const& valid) const {
    auto const there = static_cast<std::int64_t>(valid.size());
    bool const replaces = photo.replaces && photos::find(tx, photo.user_id, *photo.replaces) &&
                          number_of(valid, *photo.replaces);
    return there - (replaces ? 1 : 0) < avatars_.rules().photos_max;
}

PhotoUploadService::Settled PhotoUploadService::settle(Transaction& tx, Looked const& looked,
                                                       PhotoJudgement const& given) {
    auto const& photo = looked.fetched.photo;
    Settled settled;
    auto const forget_objects = [&] {
        settled.removed.keys = {AvatarService::object_key(photo), AvatarService::preview_key(photo)};
    };
    bool const avatar_there = avatar_repository::lock(tx, photo.avatar_id, clock_.now());
    auto const row = photos::find(tx, photo.user_id, photo.id);
    if (!avatar_there || !row) {
        forget_objects();
        return settled;
    }
    if (row->verdict) return settled;
    auto judgement = given;
    auto const valid = photos::valid(tx, photo.avatar_id);
    if (judgement.verdict == PhotoVerdict::valid) {
        auto const same = std::ranges::find(valid, std::optional(looked.report.sha256), &AvatarPhoto::sha256);
        if (same != valid.end() && same->id != photo.replaces) {
            judgement = {.verdict = PhotoVerdict::duplicate, .duplicate_of = same->id, .warnings = {}};
        } else if (!has_room(tx, photo, valid)) {
            judgement = {.verdict = PhotoVerdict::invalid, .problem = PhotoProblem::no_room, .warnings = {}};
        }
        if (judgement.verdict != PhotoVerdict::valid) forget_objects();
    }
    auto const same_as =
        judgement.duplicate_of ? number_of(valid, *judgement.duplicate_of) : std::optional<std::size_t>();
    if (judgement.verdict == PhotoVerdict::valid && photo.replaces && number_of(valid, *photo.replaces))
        settled.removed = avatars_.remove_photo(tx, photo.user_id, *photo.replaces);
    photos::judge(tx, photo.id, verdict_of(looked, judgement), clock_.now());
    settled.judged = {photo, judgement.verdict, judgement.problem, same_as};
    return settled;
}

}  // namespace aisha
