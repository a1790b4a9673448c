// From a file to words, piece by piece.
#include "services/transcript/audio_processing_service.hpp"

#include "core/all_of.hpp"
#include "core/crash_point.hpp"
#include "core/limits/audio.hpp"
#include "database/repositories/transcript_piece_repository.hpp"
#include "database/repositories/transcript_repository.hpp"
#include "media/wav_speech.hpp"
#include "services/transcript/joined_text.hpp"
#include "services/transcript/piece_plan.hpp"

#include <algorithm>
#include <map>

namespace aisha {

namespace repository = transcript_piece_repository;

namespace {

struct Piece {
    Duration end{};
    std::optional<Transcription> heard;
};

/// A recording's pieces by where they start.
using Pieces = std::map<Duration, Piece>;

Pieces read_pieces(Transaction& tx, TranscriptId transcript) {
    Pieces pieces;
    for (auto const& row : repository::all(tx, transcript)) {
        auto& piece = pieces[row.start_us];
        piece.end = row.end_us;
        if (row.heard) piece.heard = json::read<Transcription>(*row.heard);
    }
    return pieces;
}

/// From the first piece to the last one before something is missing.
std::vector<HeardPiece> heard_from_start(Pieces const& pieces) {
    std::vector<HeardPiece> heard;
    for (auto const& [start, piece] : pieces) {
        if (!piece.heard) break;
        heard.push_back({{start, piece.end}, *piece.heard});
    }
    return heard;
}

std::vector<Duration> waiting_in(Pieces const& pieces) {
    std::vector<Duration> starts;
    for (auto const& [start, piece] : pieces)
        if (!piece.heard) starts.push_back(start);
    return starts;
}

/// A file that goes when it is not needed any more.
class TemporaryFile {
public:
    explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
    ~TemporaryFile() {
        std::error_code ignored;  // its folder is removed with everything in it
        std::filesystem::remove(path_, ignored);
    }
    TemporaryFile(TemporaryFile const&) = delete;
    TemporaryFile& operator=(TemporaryFile const&) = delete;

private:
    std::filesystem::path path_;
};

}  // namespace

struct AudioProcessingService::Work {
    Recording recording;
    std::function<void(State const&)> on_state;
    std::filesystem::path speech;  ///< all of it as samples
    std::filesystem::path source;  ///< what compressed pieces are cut out of
    double bytes_a_second = 0;     ///< of such pieces
    Duration length{};
    Levels levels;
    Pieces pieces;
    std::optional<std::string> language = recording.hearing.language;

    void tell() const {
        static constexpr std::size_t latest_pieces = 4;
        State state{.length = length};
        auto heard = heard_from_start(pieces);
        for (auto const& [start, piece] : pieces) {
            state.speech += piece.end - start;
            if (piece.heard) state.heard += piece.end - start;
        }
        if (heard.size() > latest_pieces) heard.erase(heard.begin(), heard.end() - latest_pieces);
        state.latest = join_pieces(std::move(heard)).text;
        on_state(state);
    }
};

awaitable<AudioProcessingService::Recognised> AudioProcessingService::recognise(
    Recording recording, std::function<void(State const&)> on_state) {
    if (!speech_.configured()) throw Refusal(RefusalReason::no_speech_service);
    Work work{.recording = std::move(recording), .on_state = std::move(on_state)};
    co_await prepare(work);
    work.tell();
    if (!work.language && work.pieces.size() > 1) co_await decide_language(work);
    co_await hear_all(work, waiting_in(work.pieces));
    Recognised recognised{.transcription = join_pieces(heard_from_start(work.pieces)),
                          .duration = work.length};
    if (recognised.transcription.text.empty()) throw Refusal(RefusalReason::no_speech);
    recognised.transcription.language =
        work.language ? work.language : work.pieces.begin()->second.heard->language;
    co_return recognised;
}

std::optional<AudioProcessingService::Heard> AudioProcessingService::heard_so_far(Transaction& tx,
                                                                                  TranscriptId transcript) {
    auto heard = heard_from_start(read_pieces(tx, transcript));
    if (heard.empty()) return std::nullopt;
    auto const until = heard.back().where.end;
    return Heard{join_pieces(std::move(heard)), until};
}

/// Takes the audio out, finds where somebody speaks, and decides about the pieces, unless that was done.
awaitable<void> AudioProcessingService::prepare(Work& work) {
    auto const& recording = work.recording;
    auto const info = co_await media_.probe(recording.file);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    work.speech = recording.folder / "speech.wav";
    auto const heard = co_await media_.extract_speech(recording.file, work.speech);
    if (heard.peak_db < limits::silence_peak_db) throw Refusal(RefusalReason::no_speech);
    work.length = heard.duration;
    work.levels = co_await offload(files_, [&work] { return measure_levels(work.speech); });

    // The original is cut only where its own clock agrees with the samples: gaps and false headers would move
    // the pieces.
    static constexpr Duration clocks_differ_max = std::chrono::milliseconds(500);
    auto const seconds = std::chrono::duration<double>(work.length).count();
    bool const compact =
        info.audio_codec == "opus" || compressed_format(info.audio_codec) != SpeechFormat::ogg;
    bool const alike = info.duration && std::chrono::abs(*info.duration - work.length) < clocks_differ_max;
    bool const original = speech_.habits().compressed && compact && alike && !info.has_video;
    work.source = original ? recording.file : work.speech;
    static constexpr double bits_a_byte = 8, container_share = 1.2;
    work.bytes_a_second = work.source == work.speech
                              ? limits::speech_bit_rate / bits_a_byte * container_share
                              : static_cast<double>(std::filesystem::file_size(recording.file)) / seconds;

    work.pieces =
        co_await database_.read([&](Transaction& tx) { return read_pieces(tx, recording.transcript); });
    if (work.pieces.empty()) co_await plan(work);
}

awaitable<void> AudioProcessingService::plan(Work& work) {
    auto const& habits = speech_.habits();
    PieceRules rules{.longest = habits.piece_max, .silence_max = habits.silence_max};
    if (habits.compressed) {
        static constexpr double room = 0.9;  // for a part that is denser than the rest
        std::chrono::duration<double> const fits(static_cast<double>(habits.upload_max) * room /
                                                 work.bytes_a_second);
        rules.longest = std::min(rules.longest, std::chrono::duration_cast<Duration>(fits));
    }
    auto const pieces = plan_pieces(work.levels, work.length, rules);
    for (auto const& piece : pieces) work.pieces[piece.start] = {.end = piece.end};
    co_await database_.write([&](Transaction& tx) {
        if (!work.recording.wanted(tx)) throw boost::system::system_error(asio::error::operation_aborted);
        for (auto const& piece : pieces)
            repository::insert(tx, work.recording.transcript, piece.start, piece.end);
        transcript_repository::set_duration(tx, work.recording.transcript, work.length);
    });
    work.recording.log.info("pieces_planned", "pieces", pieces.size(), "seconds",
                            std::chrono::duration_cast<std::chrono::seconds>(work.length).count());
}

/// The longest pieces are heard without being told a language, and vote. Who heard another one than the
/// recording's is heard again.
awaitable<void> AudioProcessingService::decide_language(Work& work) {
    std::vector<Duration> voters;
    for (auto const& [start, piece] : work.pieces) voters.push_back(start);
    std::ranges::sort(voters, {}, [&](Duration start) {  // of two alike the earlier one
        return std::pair(start - work.pieces.at(start).end, start);
    });
    voters.resize(std::min(voters.size(), limits::language_votes));
    std::ranges::sort(voters);
    auto unheard = voters;
    std::erase_if(unheard, [&](Duration start) { return work.pieces.at(start).heard.has_value(); });
    co_await hear_all(work, unheard);

    std::map<std::string, Duration> votes;
    for (auto const start : voters) {
        auto const& piece = work.pieces.at(start);
        if (piece.heard->language && !piece.heard->text.empty())
            votes[*piece.heard->language] += piece.end - start;
    }
    if (votes.empty()) co_return;
    work.language = std::ranges::max_element(votes, {}, [](auto const& vote) { return vote.second; })->first;
    std::erase_if(voters, [&](Duration start) {
        auto const& heard = *work.pieces.at(start).heard;
        return heard.text.empty() || heard.language == work.language;
    });
    if (voters.empty()) co_return;
    co_await database_.write([&](Transaction& tx) {
        for (auto const start : voters) repository::set_waiting(tx, work.recording.transcript, start);
    });
    for (auto const start : voters) work.pieces.at(start).heard.reset();
}

/// Hears pieces, as many at once as the service can. After a failure no more are begun, and those under way
/// end as they may.
awaitable<void> AudioProcessingService::hear_all(Work& work, std::vector<Duration> which) {
    std::ranges::reverse(which);  // taken from the back
    std::vector<awaitable<void>> lines;
    for (int i = 0; i < speech_.habits().at_once; ++i) lines.push_back(hear_from(work, which));
    co_await all_of(std::move(lines));
}

awaitable<void> AudioProcessingService::hear_from(Work& work, std::vector<Duration>& queue) {
    while (!queue.empty()) {
        auto const start = queue.back();
        queue.pop_back();
        try {
            co_await hear_piece(work, start);
        } catch (...) {
            queue.clear();
            throw;
        }
    }
}

awaitable<void> AudioProcessingService::hear_piece(Work& work, Duration start) {
    Duration delay = limits::piece_retry_delay;
    for (int tries = 1;; ++tries, delay *= 2) {
        Stretch const where{start, work.pieces.at(start).end};
        std::optional<Transcription> heard;
        bool too_long = false;
        std::exception_ptr away;
        std::optional<std::chrono::seconds> asked_to_wait;
        try {
            heard = co_await ask(work, where);
        } catch (TooLong const& error) {
            too_long = true;
            work.recording.log.info("piece_too_long", "start_us", start.count(), "error",
                                    std::string_view(error.what()));
        } catch (Unavailable const& error) {
            away = std::current_exception();
            asked_to_wait = error.retry_after();
            work.recording.log.info("piece_waits", "start_us", start.count(), "tries", tries, "error",
                                    std::string_view(error.what()));
        }
        if (heard) co_return co_await keep(work, start, *std::move(heard));
        if (too_long) co_return co_await hear_halves(work, start);
        auto const wait = std::max<Duration>(delay, asked_to_wait.value_or(std::chrono::seconds(0)));
        if (tries == limits::piece_tries_max || wait > limits::piece_wait_max) std::rethrow_exception(away);
        co_await clock_.sleep(wait);
    }
}

awaitable<void> AudioProcessingService::hear_halves(Work& work, Duration start) {
    auto const two = halves(work.levels, {start, work.pieces.at(start).end});
    if (!two) throw std::runtime_error("the speech service finds the shortest piece too long");
    auto const& [first, second] = *two;
    co_await database_.write([&](Transaction& tx) {
        if (!work.recording.wanted(tx)) throw boost::system::system_error(asio::error::operation_aborted);
        repository::shorten(tx, work.recording.transcript, start, first.end);
        repository::insert(tx, work.recording.transcript, second.start, second.end);
    });
    work.pieces.at(start).end = first.end;
    work.pieces[second.start] = {.end = second.end};
    co_await hear_piece(work, start);
    co_await hear_piece(work, second.start);
}

awaitable<Transcription> AudioProcessingService::ask(Work& work, Stretch where) {
    auto heard = co_await ask_about(work, work.source, where);
    // Where a service stumbles over a part of somebody's file, it gets the same part as we decoded it.
    if (!heard && work.source != work.speech) heard = co_await ask_about(work, work.speech, where);
    if (!heard) throw Refusal(RefusalReason::file_damaged);
    co_return *std::move(heard);
}

/// Nothing where that part of the source cannot be decoded.
awaitable<std::optional<Transcription>> AudioProcessingService::ask_about(Work& work,
                                                                          std::filesystem::path source,
                                                                          Stretch where) {
    auto hearing = work.recording.hearing;
    hearing.language = work.language;
    try {
        auto file = co_await cut(work, std::move(source), where);
        TemporaryFile const goes(file.path);
        if (std::filesystem::file_size(file.path) > speech_.habits().upload_max)
            throw TooLong("a piece is larger than the speech service takes");
        co_return co_await speech_.transcribe(std::move(file), std::move(hearing));
    } catch (Refusal const& refusal) {
        if (refusal.reason() == RefusalReason::file_damaged) co_return std::nullopt;
        // A piece without a word is no reason to refuse the others.
        if (refusal.reason() != RefusalReason::no_speech) throw;
    }
    co_return Transcription{};
}

awaitable<SpeechFile> AudioProcessingService::cut(Work& work, std::filesystem::path source, Stretch where) {
    SpeechFile file{.path = work.recording.folder / fmt::format("piece-{}", where.start.count()),
                    .length = where.length(),
                    .is_piece = work.pieces.size() > 1};
    if (speech_.habits().compressed) {
        file.format = co_await media_.cut(std::move(source), file.path, where);
    } else {
        co_await offload(files_, [&] { write_wav_part(work.speech, file.path, where); });
    }
    co_return file;
}

awaitable<void> AudioProcessingService::keep(Work& work, Duration start, Transcription heard) {
    reach(CrashPoint::speech_heard);
    auto const end = work.pieces.at(start).end;
    auto const kept = json::write(heard);
    co_await database_.write([&](Transaction& tx) {
        if (!work.recording.wanted(tx)) throw boost::system::system_error(asio::error::operation_aborted);
        repository::set_heard(tx, work.recording.transcript, start, end, kept);
    });
    work.pieces.at(start).heard = std::move(heard);
    work.tell();
}

}  // namespace aisha
