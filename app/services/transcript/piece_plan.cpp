// Where a recording is cut.
#include "services/transcript/piece_plan.hpp"

#include "core/limits/audio.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace aisha {

namespace {

constexpr int quietest_db = -100;

std::size_t frame_at(Duration time) {
    return static_cast<std::size_t>(std::max(time, Duration(0)) / Duration(limits::level_frame));
}
Duration time_of(std::size_t frame) {
    return Duration(limits::level_frame) * static_cast<std::int64_t>(frame);
}

Duration part_of(Duration whole, double share) {
    return Duration(static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
}

/// How many frames have each level, from quietest_db to 0.
using LevelCounts = std::array<std::size_t, 101>;

/// The level under which `share` of the frames lie that are no digital silence.
int level_at(LevelCounts const& counts, double share) {
    auto const first = static_cast<std::size_t>(limits::digital_silence_db - quietest_db);
    auto const all =
        std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(first), counts.end(), std::size_t{0});
    auto left = static_cast<std::size_t>(static_cast<double>(all) * share);
    for (std::size_t at = first; at < counts.size(); ++at) {
        if (counts[at] > left) return static_cast<int>(at) + quietest_db;
        left -= counts[at];
    }
    return 0;
}

/// The level that so many frames reach.
int level_of_loudest(LevelCounts const& counts, std::size_t frames) {
    std::size_t louder = 0;
    for (std::size_t at = counts.size(); at-- > 0;)
        if ((louder += counts[at]) >= frames) return static_cast<int>(at) + quietest_db;
    return quietest_db;
}

/// From this level up somebody speaks.
int speech_level(Levels const& levels) {
    LevelCounts counts{};
    for (auto const level : levels) ++counts.at(static_cast<std::size_t>(level - quietest_db));
    auto const floor = level_at(counts, limits::noise_floor_share);
    auto const loud = level_at(counts, limits::loud_share);
    auto const above_floor = floor + limits::speech_above_floor_db;
    bool const noise_with_few_words =
        loud < above_floor &&
        level_of_loudest(counts, frame_at(limits::few_words)) >= floor + limits::few_words_above_floor_db;
    if (noise_with_few_words) return above_floor;
    return std::max(std::min(above_floor, loud - limits::speech_below_loud_db),
                    limits::digital_silence_db + 1);
}

/// The middle of the quietest limits::quiet_window between two times.
Duration quietest(Levels const& levels, Duration from, Duration to) {
    auto const window = frame_at(limits::quiet_window);
    auto const first = frame_at(from);
    auto const last = std::min(frame_at(to), levels.size());
    if (last <= first + window) return from + (to - from) / 2;
    long sum = std::accumulate(levels.begin() + static_cast<std::ptrdiff_t>(first),
                               levels.begin() + static_cast<std::ptrdiff_t>(first + window), 0L);
    auto best = sum;
    auto best_at = first;
    for (auto at = first + 1; at + window <= last; ++at) {
        sum += levels[at + window - 1] - levels[at - 1];
        if (sum > best) continue;  // of two alike the later one: longer pieces cost less
        best = sum;
        best_at = at;
    }
    return time_of(best_at + window / 2);
}

/// Cuts a piece from the beginning of a stretch of speech that is too long for one.
Stretch cut_off(Levels const& levels, Stretch& speech, Duration longest) {
    auto const overlap = Duration(limits::piece_overlap);
    auto const cut = quietest(levels, speech.start + longest / 2, speech.start + longest - overlap / 2);
    Stretch const piece{speech.start, cut + overlap / 2};
    speech.start = cut - overlap / 2;
    return piece;
}

/// How many of the stretches from `first` on go into one piece: as many as fit, but the last pause within
/// them may be a better place than a shorter one after it.
std::size_t fitting(std::vector<Stretch> const& speech, std::size_t first, PieceRules const& rules) {
    auto const start = speech[first].start;
    auto const pause_after = [&](std::size_t at) { return speech[at + 1].start - speech[at].end; };
    std::size_t last = first;
    while (last + 1 < speech.size() && speech[last + 1].end - start <= rules.longest &&
           pause_after(last) <= rules.silence_max)
        ++last;
    if (last + 1 == speech.size() || pause_after(last) > rules.silence_max) return last - first + 1;
    auto best = last;
    for (auto at = first; at < last; ++at)
        if (speech[at].end - start >= part_of(rules.longest, limits::piece_cut_from) &&
            pause_after(at) > pause_after(best))
            best = at;
    return best - first + 1;
}

}  // namespace

std::vector<Stretch> find_speech(Levels const& levels, Duration length) {
    auto const threshold = speech_level(levels);
    std::vector<Stretch> speech;
    for (std::size_t at = 0; at < levels.size(); ++at) {
        if (levels[at] < threshold) continue;
        if (!speech.empty() && time_of(at) - speech.back().end < limits::pause_min)
            speech.back().end = time_of(at + 1);
        else speech.push_back({time_of(at), time_of(at + 1)});
    }
    if (speech.empty()) return {{Duration(0), length}};
    auto const margin = Duration(limits::speech_margin);
    for (std::size_t at = 0; at < speech.size(); ++at) {
        auto const before = at == 0 ? Duration(0) : speech[at - 1].end;
        auto const start = std::max(speech[at].start - margin, before);
        auto const after = at + 1 == speech.size() ? length : speech[at + 1].start;
        speech[at].start = start;
        speech[at].end = std::min(speech[at].end + std::min(margin, (after - speech[at].end) / 2), length);
    }
    return speech;
}

std::vector<Stretch> plan_pieces(Levels const& levels, Duration length, PieceRules const& rules) {
    auto speech = find_speech(levels, length);
    std::vector<Stretch> pieces;
    for (std::size_t at = 0; at < speech.size();) {
        if (speech[at].length() > rules.longest) {
            pieces.push_back(cut_off(levels, speech[at], rules.longest));
            continue;
        }
        auto const count = fitting(speech, at, rules);
        pieces.push_back({speech[at].start, speech[at + count - 1].end});
        at += count;
    }
    return pieces;
}

std::optional<std::pair<Stretch, Stretch>> halves(Levels const& levels, Stretch piece) {
    auto const overlap = Duration(limits::piece_overlap);
    if (piece.length() < 2 * Duration(limits::piece_min) + overlap) return std::nullopt;
    auto const quarter = piece.length() / 4;
    auto const cut =
        std::clamp(quietest(levels, piece.start + quarter, piece.end - quarter),
                   piece.start + Duration(limits::piece_min), piece.end - Duration(limits::piece_min));
    return std::pair(Stretch{piece.start, cut + overlap / 2}, Stretch{cut - overlap / 2, piece.end});
}

}  // namespace aisha
