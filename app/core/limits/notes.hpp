// Notes that a chat model makes of texts: how much it is asked at once, and how much of its answer is kept.
#pragma once

#include "core/limits.hpp"

namespace aisha::limits {

/// UTF-16 units of a text that a model is asked about at once: some 3,000 tokens of Russian, so that it fits,
/// with the answer, into the 4,096 that local servers give a request unless told otherwise. Two hours of talk
/// are about 13 parts. https://docs.ollama.com/context-length
inline constexpr std::size_t note_part_units = 8000;
/// A translation is as long as its text.
inline constexpr std::size_t translated_part_units = 4000;
/// Units of the part before that come with a part, for who "he" is.
inline constexpr std::size_t note_before_units = 300;
/// A part that is still too long for the model is halved, down to this.
inline constexpr std::size_t note_part_units_min = 500;
static_assert(note_part_units_min < translated_part_units && translated_part_units <= note_part_units);
static_assert(note_before_units < note_part_units_min);
/// What a title is made of, where the text is longer: its beginning and its end.
inline constexpr std::size_t title_source_begin_units = 2000;
inline constexpr std::size_t title_source_end_units = 1000;
/// A text this short is its own title.
inline constexpr std::size_t title_text_units_min = 200;

/// UTF-16 units of what is kept of an answer. The titles of buttons are shorter still.
inline constexpr std::size_t note_line_units = 300;
inline constexpr std::size_t note_overview_units = 2000;
inline constexpr std::size_t note_title_units = 80;
inline constexpr std::size_t note_declined_units = 300;
/// Points of a summary in all, as far as each part of the text has one.
inline constexpr std::size_t note_points = 20;
/// Topics of a protocol likewise.
inline constexpr std::size_t note_topics = 15;
/// Tasks, decisions or people kept of one part.
inline constexpr std::size_t note_items_of_part = 40;

/// Tokens of an answer, those of thinking included.
inline constexpr int chat_answer_tokens = 8192;
/// Bytes of an answer with all around it.
inline constexpr Bytes chat_answer_max = 2 * mib;
/// One request. A local model on two cores reads 50 tokens a second and writes 10.
inline constexpr auto chat_timeout = 5min;

/// A note that is longer than this many messages comes as its beginning and a file.
inline constexpr std::size_t note_messages_max = 3;
/// Notes in work at once.
inline constexpr int notes_at_once = 4;
/// All parts of one text, in one run.
inline constexpr auto note_time_max = 2h;
/// How long a note waits for a chat model that is away, from the press on.
inline constexpr auto note_give_up_after = 1h;
/// Notes of one person that wait or are in work.
inline constexpr int notes_open_max = 5;
/// How often the message that a note is being written is brought up to date.
inline constexpr auto note_progress_every = 4s;

// Texts as a source -----------------------------------------------------------------------------------------

/// A typed text from this length on becomes a text to make notes of; shorter ones are talk.
inline constexpr std::size_t typed_text_units_min = 300;
/// Telegram's apps cut a longer text into messages of 4,096 characters; one this long may go on in the next …
inline constexpr std::size_t typed_text_goes_on_units = 3500;
static_assert(typed_text_goes_on_units < message_units_max);
/// … that comes this soon.
inline constexpr auto typed_text_goes_on_for = 30s;
/// Longest text that is taken, in UTF-16 units: more than ten hours of talk.
inline constexpr std::size_t source_text_units_max = 500'000;
/// Longest text file.
inline constexpr Bytes text_file_bytes_max = 4 * mib;
/// The one part of a .docx that is read, unpacked: a book is about 5 MiB.
inline constexpr Bytes docx_part_bytes_max = 16 * mib;
/// Entries of a .docx; Word writes about 20, and one more for each picture.
inline constexpr std::int64_t docx_entries_max = 10'000;

}  // namespace aisha::limits
