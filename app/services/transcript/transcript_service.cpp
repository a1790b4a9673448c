// The rules of transcripts.
#include "services/transcript/transcript_service.hpp"

#include <fmt/format.h>

namespace aisha {

namespace repository = transcript_repository;
using enum TranscriptStatus;

std::optional<TranscriptId> TranscriptService::receive(Transaction& tx, Recording const& recording) {
    if (recording.file_size) {
        if (*recording.file_size == 0) throw Refusal(RefusalReason::file_empty);
        if (static_cast<limits::Bytes>(*recording.file_size) > limits::telegram_download_max)
            throw Refusal(RefusalReason::file_too_big);
    }
    return repository::insert(tx, recording, clock_.now());
}

std::optional<Transcript> TranscriptService::begin(Transaction& tx, TranscriptId id) {
    if (!repository::change_status(tx, id, queued, working, working)) return std::nullopt;
    return repository::find_for_job(tx, id);
}

void TranscriptService::complete(Transaction& tx, TranscriptId id, repository::Result const& result) {
    if (repository::change_status(tx, id, working, queued, completed))
        repository::set_result(tx, id, result, clock_.now());
}

void TranscriptService::refuse(Transaction& tx, TranscriptId id, RefusalReason reason) {
    if (repository::change_status(tx, id, working, queued, refused))
        repository::set_refusal(tx, id, reason, clock_.now());
}

void TranscriptService::fail(Transaction& tx, TranscriptId id) {
    repository::change_status(tx, id, working, queued, failed);
}

void TranscriptService::resume(Transaction& tx, TranscriptId id) {
    repository::change_status(tx, id, failed, refused, queued);
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
