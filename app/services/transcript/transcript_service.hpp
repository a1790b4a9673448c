// The rules of transcripts: what may become of a recording, and who may see it.
#pragma once

#include "core/limits.hpp"
#include "database/database.hpp"
#include "database/models/history.hpp"
#include "database/models/transcript.hpp"
#include "database/repositories/transcript_repository.hpp"

#include <string>
#include <string_view>
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

    /// The words are there; from now on it is listed and found. False where nobody waits for them any more
    /// (deleted, stopped).
    bool complete(Transaction& tx, TranscriptId id, transcript_repository::Result const& result);
    /// A typed text went on in `message`, and is `whole` now.
    void continue_text(Transaction& tx, TranscriptId id, MessageId message, std::string const& whole);
    /// The chat model calls it so; it is found by that too.
    void set_made_title(Transaction& tx, TranscriptId id, std::string const& title);
    /// The recording is to blame, or there is no speech service. A text from before stays.
    void refuse(Transaction& tx, TranscriptId id, RefusalReason reason);
    /// We are to blame, for good; the user may retry. A text from before stays.
    void fail(Transaction& tx, TranscriptId id);

    /// What failed, or was put aside, is queued once more; its job is the caller's.
    void resume(Transaction& tx, TranscriptId id);

    /// Ends work on a transcript of this user, which can go on by `retry`; what was heard of it counts.
    /// Throws Refusal(not_found) where it is not the user's; false where it is over already.
    bool stop(Transaction& tx, UserId user, TranscriptId id, Duration heard);

    /// Queues a failed, stopped or refused transcript of this user once more. Throws Refusal(not_found) where
    /// it is not the user's; false where it is under way or completed already.
    bool retry(Transaction& tx, UserId user, TranscriptId id);
    /// Queues a completed transcript of this user to be heard once more, as `language` (ISO 639-1) or as the
    /// settings say; the old text stays until the new one is there. Throws Refusal(not_found) where it is not
    /// the user's; false where it is under way.
    bool again(Transaction& tx, UserId user, TranscriptId id, std::optional<std::string> const& language);

    /// A page of the history, from 0; past the end the last one.
    TranscriptPage history(Transaction& tx, UserId user, std::int64_t page);
    /// A page of the texts and titles that hold all the words that somebody typed, whatever their endings.
    TranscriptPage search(Transaction& tx, UserId user, std::string_view typed, std::int64_t page);
    /// Throws Refusal(not_found) where it is not this user's, or has no text.
    Transcript open(Transaction& tx, UserId user, TranscriptId id);
    /// The same with the stretches of speech.
    struct Opened {
        Transcript transcript;
        std::vector<TranscriptSegment> segments;
    };
    Opened open_whole(Transaction& tx, UserId user, TranscriptId id);

    /// Gives a title, cut to limits::title_units_max; an empty one takes it away. Throws Refusal(not_found)
    /// where it is not this user's.
    void rename(Transaction& tx, UserId user, TranscriptId id, std::string_view title);
    /// Deletes a transcript and everything about it; returns the keys of its objects, which the caller has
    /// removed. Throws Refusal(not_found) where it is not this user's.
    std::vector<std::string> remove(Transaction& tx, UserId user, TranscriptId id);

    /// Makes texts that came before there was search listed and found; returns how many, at most
    /// limits::housekeeping_rows.
    std::size_t prepare_old(Transaction& tx);

    /// Where the original is kept.
    static std::string audio_key(Transcript const& transcript);
    /// What lists call it: the title, the name of the file, or the first words.
    static std::string name_of(Transcript const& transcript);
    static std::string name_of(TranscriptEntry const& entry);

private:
    void prepare(Transaction& tx, Transcript const& transcript);

    Clock& clock_;
    limits::Bytes file_max_;
};

}  // namespace aisha
