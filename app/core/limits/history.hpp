// Limits of histories, searches, deliveries and exports.
#pragma once

#include "core/limits.hpp"

#include <cstddef>

namespace aisha::limits {

/// Transcripts on a page of the history: what a phone shows without scrolling.
inline constexpr int history_page_rows = 6;
/// UTF-16 units of a transcript's name on its button in the list.
inline constexpr std::size_t history_label_units = 40;
/// UTF-16 units of a text that its row keeps for lists.
inline constexpr std::size_t preview_units = 80;
static_assert(history_label_units <= preview_units);
/// UTF-16 units of a text that its card shows; a longer one has a button for the whole.
inline constexpr std::size_t card_text_units = 3000;
static_assert(card_text_units + 500 < message_units_max);
/// UTF-16 units of a title.
inline constexpr std::size_t title_units_max = 100;
/// UTF-16 units of the words a person looks for.
inline constexpr std::size_t search_units_max = 200;
/// Stems of one search; more words than anybody remembers of a text.
inline constexpr std::size_t search_terms_max = 8;
/// Texts that one search finds, the newest: nobody turns more pages, and counting all takes time.
inline constexpr int search_found_max = 50 * history_page_rows;
/// Texts that are counted to see how rare a word is among a person's.
inline constexpr int search_term_counted_max = 2000;
static_assert(search_found_max < search_term_counted_max);
/// Bytes of a stem that is kept; longer ones are no words.
inline constexpr std::size_t term_bytes_max = 64;
/// Searches are kept as long as somebody may turn their pages.
inline constexpr auto searches_kept_for = std::chrono::days(7);

/// Characters and blocks of one rich message, counted here in UTF-16 units.
/// https://core.telegram.org/bots/api#sendrichmessage
inline constexpr std::size_t rich_units_max = 32'768;
inline constexpr std::size_t rich_blocks_max = 500;
/// UTF-16 units of the beginning that comes before the file of a text too long for one rich message.
inline constexpr std::size_t beginning_units = 1500;

/// Silence between two stretches of speech that begins a new paragraph, and its length in UTF-16 units before
/// which it does not, and after which the end of any sentence does.
inline constexpr double paragraph_pause_s = 1.5;
inline constexpr std::size_t paragraph_units_min = 160;
inline constexpr std::size_t paragraph_units_wanted = 700;
static_assert(paragraph_units_min < paragraph_units_wanted);

/// Characters of one subtitle: two lines. https://bbc.github.io/subtitle-guidelines/#Line-length
inline constexpr std::size_t subtitle_line_units = 42;
inline constexpr std::size_t subtitle_units_max = 2 * subtitle_line_units;

/// Largest file that the cloud Bot API takes from a bot. https://core.telegram.org/bots/api#senddocument
inline constexpr Bytes upload_max = 50'000'000;
/// Bytes of files in one archive of an export: zipping them adds a little.
inline constexpr Bytes archive_files_max = 45'000'000;
static_assert(archive_files_max < upload_max);
inline constexpr auto upload_timeout = 10min;
/// How long the archives of an export are kept for their delivery.
inline constexpr auto exports_kept_for = std::chrono::days(1);

/// UTF-16 units of the names and words to expect: whisper reads at most 224 tokens of its prompt.
/// https://platform.openai.com/docs/guides/speech-to-text#prompting
inline constexpr std::size_t vocabulary_units_max = 400;

/// How often what has expired is deleted, and how many transcripts at once.
inline constexpr auto housekeeping_every = 10min;
inline constexpr int housekeeping_rows = 100;

}  // namespace aisha::limits
