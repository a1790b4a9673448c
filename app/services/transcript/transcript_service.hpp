// The rules of transcripts: what may become of a recording, and who may see it.
#pragma once

#include "core/limits.hpp"
#include "database/database.hpp"
#include "database/models/transcript.hpp"
#include "database/repositories/transcript_repository.hpp"

#include <vector>

namespace aisha {

/// All functions take the caller's transaction; nothing here talks to the outside.
class TranscriptService {
public:
    /// `file_max` is the largest file that can be fetched.
    explicit TranscriptService(Clock& clock, limits::Bytes file_max = limits::telegram_download_max)
        : clock_(clock), file_max_(file_max) {}

    /// Takes a recording in as queued. Nothing where this message was taken in before (an update delivered
    /// again). Throws Refusal(file_empty | file_too_big) by the size that Telegram tells.
    std::optional<TranscriptId> receive(Transaction& tx, Recording const& recording);

    /// Work begins or goes on; nothing where it has ended meanwhile.
    std::optional<Transcript> begin(Transaction& tx, TranscriptId id);

    /// The words are there.
    void complete(Transaction& tx, TranscriptId id, transcript_repository::Result const& result);
    /// The recording is to blame, or there is no speech service.
    void refuse(Transaction& tx, TranscriptId id, RefusalReason reason);
    /// We are to blame, for good; the user may retry.
    void fail(Transaction& tx, TranscriptId id);

    /// What failed, or was put aside, is queued once more; its job is the caller's.
    void resume(Transaction& tx, TranscriptId id);

    /// Ends work on a transcript of this user, which can go on by `retry`; what was heard of it counts.
    /// Throws Refusal(not_found) where it is not the user's; false where it is over already.
    bool stop(Transaction& tx, UserId user, TranscriptId id, Duration heard);

    /// Queues a failed, stopped or refused transcript of this user once more. Throws Refusal(not_found) where
    /// it is not the user's; false where it is under way or completed already.
    bool retry(Transaction& tx, UserId user, TranscriptId id);

    /// The newest completed ones, at most limits::history_shown.
    std::vector<Transcript> history(Transaction& tx, UserId user);
    /// Throws Refusal(not_found) where it is not this user's completed transcript.
    Transcript open(Transaction& tx, UserId user, TranscriptId id);

    /// Where the original is kept.
    static std::string audio_key(Transcript const& transcript);

private:
    Clock& clock_;
    limits::Bytes file_max_;
};

}  // namespace aisha
