// From a file to words: the media programs, pieces cut at silences, the speech service for each, and their
// words put together.
#pragma once

#include "core/ids.hpp"
#include "core/log.hpp"
#include "database/database.hpp"
#include "database/models/transcript_piece.hpp"
#include "media/media_runner.hpp"
#include "services/openai/transcription_client.hpp"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <functional>

namespace aisha {

class AudioProcessingService {
public:
    /// `files` is where blocking work on files is done.
    AudioProcessingService(Database& database, Clock& clock, MediaRunner& media, TranscriptionClient& speech,
                           asio::thread_pool& files)
        : database_(database), clock_(clock), media_(media), speech_(speech), files_(files) {}

    struct Recognised {
        Transcription transcription;
        Duration duration{};
    };

    /// How far a recording is.
    struct State {
        Duration length{};   ///< of the recording
        Duration speech{};   ///< in it: what there is to hear …
        Duration heard{};    ///< … and what has been heard
        std::string latest;  ///< the last words before the first piece that is not heard yet
    };

    struct Recording {
        TranscriptId transcript;       ///< whose pieces are kept
        std::filesystem::path file;    ///< anything may be in it
        std::filesystem::path folder;  ///< for temporary files; the caller removes it
        Hearing hearing;               ///< a language where it is chosen, names to expect
        /// Whether this is still to be heard, by this run; asked whenever something is written, so it also
        /// notes that there is progress.
        std::function<bool(Transaction&)> wanted;
        Log log;
    };

    /// Has a recording recognised. Pieces are kept in the database as soon as they are heard; where this was
    /// interrupted, only the others are heard now. `on_state` hears how far it is, first when it is known
    /// how long the recording is, then after each piece. One piece's trouble is its own: it is tried again
    /// a few times, shorter where the service finds it too long, and then leaves as Unavailable, while what
    /// the others came to is kept. Throws Refusal (file_empty, not_audio, file_damaged, no_speech,
    /// no_speech_service) or Unavailable, std::runtime_error for what an operator must mend, and
    /// operation_aborted where it is not wanted any more.
    awaitable<Recognised> recognise(Recording recording, std::function<void(State const&)> on_state);

    /// What is kept of a recording that is not completed: the words up to the first piece that is not heard,
    /// and how far that is. Nothing where nothing was heard.
    struct Heard {
        Transcription transcription;
        Duration until{};
    };
    static std::optional<Heard> heard_so_far(Transaction& tx, TranscriptId transcript);

private:
    struct Work;
    awaitable<void> prepare(Work& work);
    awaitable<void> plan(Work& work);
    awaitable<void> hear_all(Work& work, std::vector<Duration> which);
    awaitable<void> hear_from(Work& work, std::vector<Duration>& queue);
    awaitable<void> hear_piece(Work& work, Duration start);
    awaitable<void> hear_halves(Work& work, Duration start);
    awaitable<Transcription> ask(Work& work, Stretch where);
    awaitable<std::optional<Transcription>> ask_about(Work& work, std::filesystem::path source,
                                                      Stretch where);
    awaitable<SpeechFile> cut(Work& work, std::filesystem::path source, Stretch where);
    awaitable<void> keep(Work& work, Duration start, Transcription heard);
    awaitable<void> decide_language(Work& work);

    Database& database_;
    Clock& clock_;
    MediaRunner& media_;
    TranscriptionClient& speech_;
    asio::thread_pool& files_;
};

}  // namespace aisha
