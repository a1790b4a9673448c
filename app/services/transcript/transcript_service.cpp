// The rules of transcripts.
#include "services/transcript/transcript_service.hpp"

#include "database/repositories/quota_repository.hpp"
#include "database/repositories/transcript_piece_repository.hpp"

#include <fmt/format.h>

namespace aisha {

namespace repository = transcript_repository;
using enum TranscriptStatus;

namespace {

/// Nothing came of it, so it does not count against the person's quotas.
void give_back(Transaction& tx, TranscriptId id) {
    quota_repository::give_back(tx, QuotaKind::audio, id.value);
    quota_repository::give_back(tx, QuotaKind::texts, id.value);
}

}  // namespace

std::optional<TranscriptId> TranscriptService::receive(Transaction& tx, Recording const& recording) {
    if (recording.file_size) {
        if (*recording.file_size == 0) throw Refusal(RefusalReason::file_empty);
        if (static_cast<limits::Bytes>(*recording.file_size) > file_max_)
            throw Refusal(RefusalReason::file_too_big);
    }
    return repository::insert(tx, recording, clock_.now());
}

std::optional<Transcript> TranscriptService::begin(Transaction& tx, TranscriptId id) {
    if (!repository::change_status(tx, id, queued, working, working)) return std::nullopt;
    return repository::find_for_job(tx, id);
}

void TranscriptService::complete(Transaction& tx, TranscriptId id, repository::Result const& result) {
    if (!repository::change_status(tx, id, working, queued, completed)) return;
    repository::set_result(tx, id, result, clock_.now());
    quota_repository::correct(tx, QuotaKind::audio, id.value, result.duration.count());
    transcript_piece_repository::remove(tx, id);
}

void TranscriptService::refuse(Transaction& tx, TranscriptId id, RefusalReason reason) {
    if (!repository::change_status(tx, id, working, queued, refused)) return;
    repository::set_refusal(tx, id, reason, clock_.now());
    give_back(tx, id);
}

void TranscriptService::fail(Transaction& tx, TranscriptId id) {
    if (repository::change_status(tx, id, working, queued, failed)) give_back(tx, id);
}

void TranscriptService::resume(Transaction& tx, TranscriptId id) {
    if (!repository::change_status(tx, id, failed, refused, queued)) return;
    quota_repository::take_again(tx, QuotaKind::audio, id.value);
    quota_repository::take_again(tx, QuotaKind::texts, id.value);
}

bool TranscriptService::stop(Transaction& tx, UserId user, TranscriptId id, Duration heard) {
    if (!repository::find(tx, user, id)) throw Refusal(RefusalReason::not_found);
    if (!repository::change_status(tx, id, queued, working, failed)) return false;
    quota_repository::correct(tx, QuotaKind::audio, id.value, heard.count());
    return true;
}

bool TranscriptService::retry(Transaction& tx, UserId user, TranscriptId id) {
    if (!repository::find(tx, user, id)) throw Refusal(RefusalReason::not_found);
    return repository::change_status(tx, id, failed, refused, queued);
}

std::vector<Transcript> TranscriptService::history(Transaction& tx, UserId user) {
    return repository::newest(tx, user, limits::history_shown);
}

Transcript TranscriptService::open(Transaction& tx, UserId user, TranscriptId id) {
    auto transcript = repository::find(tx, user, id);
    if (!transcript || transcript->status != completed) throw Refusal(RefusalReason::not_found);
    return *std::move(transcript);
}

std::string TranscriptService::audio_key(Transcript const& transcript) {
    return fmt::format("transcripts/{}/{}/original", transcript.user_id, transcript.id);
}

}  // namespace aisha
