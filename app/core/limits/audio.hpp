// How recordings are cut into pieces for a speech service, and how a piece is asked for.
#pragma once

#include "core/limits.hpp"

namespace aisha::limits {

/// Loudness is measured in frames of this length.
inline constexpr auto level_frame = 20ms;
inline constexpr int level_frame_samples = speech_sample_rate / 50;
static_assert(level_frame * 50 == 1s);
/// The noise floor is the loudness under which this share of a recording lies, digital silence not counted.
inline constexpr double noise_floor_share = 0.05;
/// Loud speech is what lies above this share.
inline constexpr double loud_share = 0.95;
/// Somebody speaks where it is this much louder than the noise floor (measured on prompts, telephone and
/// microphone alike), but never less loud than this below loud speech: in talk without a pause the floor is
/// speech too.
inline constexpr int speech_above_floor_db = 12;
inline constexpr int speech_below_loud_db = 18;
/// Where nothing stands out of the floor for longer than `loud_share` leaves out, it is talk without a pause,
/// or noise with a few words: noise where for this long something is this much above it.
inline constexpr auto few_words = 1s;
inline constexpr int few_words_above_floor_db = 30;
/// A frame that is quieter is digital silence, and says nothing about the room.
inline constexpr int digital_silence_db = -90;
/// A shorter pause is part of the speech around it.
inline constexpr auto pause_min = 450ms;
/// Of the silence around speech this much is kept: soft beginnings and ends of words are in it.
inline constexpr auto speech_margin = 300ms;
/// A piece is cut at the longest pause in its last part, which begins here.
inline constexpr double piece_cut_from = 0.7;
/// Where nobody pauses, a piece ends where it is quietest for this long, in its second half …
inline constexpr auto quiet_window = 300ms;
/// … and the next one begins this much earlier, so that a word that was cut is whole in one of them.
inline constexpr auto piece_overlap = 1500ms;
/// A piece is not cut shorter than this, whatever the service says of it.
inline constexpr auto piece_min = 2s;
static_assert(piece_overlap < piece_min);

/// Pieces for whisper.cpp: its window is 30 s, and shorter ones are padded to it, so pieces just below cost
/// least; one window heard alone is heard best.
inline constexpr auto window_piece_max = 28s;
static_assert(window_piece_max + speech_margin < speech_window);
/// Pieces for hosted services. The gpt-4o models refuse more than 1400 s; a piece that fails costs no more
/// than this again, and the text of one is there before the next.
/// https://platform.openai.com/docs/guides/speech-to-text
inline constexpr auto hosted_piece_max = 20min;
static_assert(hosted_piece_max < 1400s);
/// A hosted service that takes longer than this many seconds for a second of sound (and
/// limits::speech_patience) is asked again: they need 0.02 to 0.05.
inline constexpr double hosted_pace = 0.1;
/// Pieces for a local faster-whisper server, which finds its way through several windows itself.
inline constexpr auto local_piece_max = 5min;
/// Silence that is not sent to a service whose pieces are long.
inline constexpr auto silence_sent_max = 10s;
/// Pieces of one recording under way at once, where the service can.
inline constexpr int pieces_at_once = 4;

/// Tries of a piece that meets a service in trouble before the whole recording waits for it, and the wait
/// after the first, doubled after each.
inline constexpr int piece_tries_max = 4;
inline constexpr auto piece_retry_delay = 500ms;
/// A service that asks for more patience than this is waited for without holding a worker.
inline constexpr auto piece_wait_max = 10s;

/// A longer segment is shown sentence by sentence.
inline constexpr double long_segment_s = 8;

/// The longest pieces of a recording that vote on its language, each heard without being told one.
inline constexpr std::size_t language_votes = 3;

/// A text that compresses better than this repeats itself: the decoder fell into a loop. Measured on this
/// many bytes at a time, about one window of speech. https://github.com/openai/whisper (transcribe.py)
inline constexpr double compression_ratio_max = 2.4;
inline constexpr std::size_t compression_window_bytes = 1000;
/// Below this mean log probability a segment is doubtful (whisper's own threshold).
inline constexpr double doubtful_log_probability = -1;
/// The same sentence so many times running is a loop, or somebody insisting …
inline constexpr int repetitions_suspect = 3;
/// … and so many times nobody says it.
inline constexpr int repetitions_certain = 5;

/// Of the words so far, these many UTF-16 units are shown while a recording is heard.
inline constexpr std::size_t latest_words_units = 600;
static_assert(latest_words_units < message_units_max);
/// An estimate of less than this is not shown.
inline constexpr auto estimate_shown_from = 10s;

/// Largest file that a Bot API server of one's own hands out.
/// https://core.telegram.org/bots/api#using-a-local-bot-api-server
inline constexpr Bytes telegram_local_download_max = 2000 * mib;
static_assert(telegram_local_download_max > telegram_download_max);

}  // namespace aisha::limits
