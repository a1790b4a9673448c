// Every number that is a rule of the product or of a provider, once, with its unit and source.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aisha::limits {

using namespace std::chrono_literals;

using Bytes = std::uint64_t;
inline constexpr Bytes kib = 1024;
inline constexpr Bytes mib = 1024 * kib;

// Telegram --------------------------------------------------------------------------------------------------

/// Largest file the Bot API lets a bot download. https://core.telegram.org/bots/api#getfile
inline constexpr Bytes telegram_download_max = 20 * mib;
/// Characters of a message after entities parsing, counted here in UTF-16 units so that emoji never exceed
/// it. https://core.telegram.org/bots/api#sendmessage
inline constexpr std::size_t message_units_max = 4096;
/// https://core.telegram.org/bots/api#inlinekeyboardbutton
inline constexpr std::size_t callback_data_bytes_max = 64;
/// https://core.telegram.org/bots/api#answercallbackquery
inline constexpr std::size_t callback_answer_units_max = 200;
/// Between attempts to reach Telegram at the start.
inline constexpr auto introduction_delay_min = 500ms;
inline constexpr auto introduction_delay_max = 5s;
/// Seconds a getUpdates call waits; the server caps it at 50.
inline constexpr auto poll_wait = 50s;
/// Updates of one getUpdates call, the API's own maximum. https://core.telegram.org/bots/api#getupdates
inline constexpr int poll_batch_max = 100;
/// Largest answer read from the Bot API; the server caps a batch of updates near 4 MB.
inline constexpr Bytes telegram_answer_max = 16 * mib;
/// A draft vanishes 30 s after its last update, a chat action after 5 s; both are renewed before.
/// https://core.telegram.org/bots/api#sendmessagedraft https://core.telegram.org/bots/api#sendchataction
inline constexpr auto chat_action_every = 4s;
/// How often a placeholder is edited outside private chats: edits share the limit of messages (1 a second, 20
/// a minute in groups). https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
inline constexpr auto progress_edit_every = 5s;
static_assert(chat_action_every < 5s);
/// UTF-8 bytes of a message's text with its markup; more is refused before it is parsed.
/// https://github.com/tdlib/telegram-bot-api (Client.cpp)
inline constexpr std::size_t message_bytes_max = 32 * kib;
/// Delays between polls that fail: the first, doubled up to the last.
inline constexpr auto poll_retry_min = 500ms;
inline constexpr auto poll_retry_max = 10s;
/// While another process polls with the same token (409).
inline constexpr auto poll_conflict_min = 3s;
inline constexpr auto poll_conflict_max = 10s;
/// Largest body of a webhook delivery, or of any other request to the bot's own server. An update is a few
/// KiB.
inline constexpr Bytes webhook_body_max = mib;
/// Deliveries that Telegram may have under way at once, its own default.
/// https://core.telegram.org/bots/api#setwebhook
inline constexpr int webhook_connections = 40;
/// Deliveries in work at once; more are told to come again after `webhook_retry_after`, as all are while the
/// database is away.
inline constexpr std::size_t webhook_deliveries_max = 64;
inline constexpr auto webhook_retry_after = 1s;
static_assert(webhook_connections <= 100 && webhook_connections < static_cast<int>(webhook_deliveries_max));
/// Connections of the bot's own server, whoever makes them: each may hold a body in memory.
inline constexpr std::size_t bot_connections_max = 256;
static_assert(webhook_deliveries_max < bot_connections_max);
/// How often Telegram is asked how its deliveries fare.
inline constexpr auto webhook_checked_every = 3min;
/// Characters of TELEGRAM_WEBHOOK_SECRET, and of one that is made here.
/// https://core.telegram.org/bots/api#setwebhook
inline constexpr std::size_t webhook_secret_max = 256;
inline constexpr std::size_t webhook_secret_made = 64;
static_assert(webhook_secret_made <= webhook_secret_max);
/// Updates in memory at once; the others wait in the inbox.
inline constexpr std::size_t updates_in_memory = 1000;
/// Failures of a handler before its update becomes a dead letter.
inline constexpr int update_errors_max = 3;
/// Between tries of an update: the first, doubled up to the last (while the database is away).
inline constexpr auto update_retry_min = 100ms;
inline constexpr auto update_retry_max = 5s;
/// Messages on their way at once, each to a chat of its own.
inline constexpr std::size_t sends_at_once = 64;
/// Sends of a message whose answers were lost before its fate is called unknown.
inline constexpr int send_tries_max = 2;
/// Delays between sends that were not taken: the first, doubled up to the last.
inline constexpr auto send_retry_min = 500ms;
inline constexpr auto send_retry_max = 10s;
/// Chats that are told to slow down at the same time before it is taken to mean the whole bot.
inline constexpr std::size_t slowed_chats_max = 3;
/// A getFile that is refused as "temporarily unavailable" is asked again; then the file is gone.
inline constexpr int file_tries_max = 3;
inline constexpr auto file_retry_delay = 2s;
/// Handled updates and finished messages are kept for this long, to know repetitions and to look things up.
/// Telegram repeats an update for 24 h. https://core.telegram.org/bots/api#getting-updates
inline constexpr auto traffic_kept_for = std::chrono::days(7);
static_assert(traffic_kept_for > std::chrono::days(1));
inline constexpr auto traffic_pruned_every = 1h;
inline constexpr int traffic_pruned_rows = 1000;
/// How often a draft shows how far the work is; it also keeps the chat action alive.
inline constexpr auto draft_every = 3s;
static_assert(draft_every < chat_action_every);
/// A call that only shows progress is not worth a longer wait.
inline constexpr auto progress_timeout = 5s;
/// All progress of a private chat is one draft. Any number but zero.
inline constexpr std::int64_t progress_draft_id = 1;
/// "Got it" is shown at most this long before work begins, "waiting" at most this long between two tries.
inline constexpr auto received_shown_for = 60s;
inline constexpr auto waiting_shown_for = 30s;

// Calls over HTTP -------------------------------------------------------------------------------------------

inline constexpr auto connect_timeout = 10s;
/// Redirects that are followed for an address from outside.
inline constexpr int redirects_max = 3;
/// Header bytes of one answer, and bytes of an error's body while the answer was to go into a file.
inline constexpr Bytes answer_header_max = 256 * kib;
inline constexpr Bytes error_body_max = mib;
inline constexpr auto telegram_timeout = 30s;
inline constexpr auto download_timeout = 10min;
/// Answers of a speech service: an hour of speech is under 1 MiB of JSON with times.
inline constexpr Bytes speech_answer_max = 32 * mib;
/// Hosted services refuse requests over 25 MiB as a whole.
/// https://platform.openai.com/docs/guides/speech-to-text
inline constexpr Bytes speech_upload_max = 24 * mib;
/// Below this peak (dBFS) a recording is silence: its loudest sample is one of the lowest 33 of 32,768 steps.
inline constexpr double silence_peak_db = -60;
/// From this no_speech_prob up a segment is noise or music: the base model gives speech at most 0.05.
inline constexpr double no_speech_probability = 0.6;
/// Below this mean log probability of its words a segment is invented: speech stays above -0.6, the words
/// that the base model hears in drums and brown noise fall to -2.4 and less.
inline constexpr double speech_log_probability_min = -2;
/// The closing words of subtitles ("Thanks for watching") that last at least this many seconds were not said.
inline constexpr double invention_seconds_min = 5;
/// Whisper's cost goes by windows of this length; a shorter recording is padded.
/// https://github.com/openai/whisper
inline constexpr auto speech_window = 30s;
/// A speech service that has not answered after `speech_patience` and `speech_pace` seconds for each second
/// of sound is asked a second time beside the first, and so on; the first answer counts. (Two cores need 0.1
/// to 0.2 for the base model alone. Asking again keeps both a slow service and one that lost a request from
/// holding up a text.)
inline constexpr auto speech_patience = 10s;
inline constexpr double speech_pace = 0.4;
/// Requests for one recording that are out at once, the first included; when the last has had its time, it is
/// over.
inline constexpr int speech_requests_max = 6;
/// Shortest sound a hosted service takes. https://platform.openai.com/docs/api-reference/audio
inline constexpr auto speech_duration_min = 100ms;

// Storage ---------------------------------------------------------------------------------------------------

/// An S3 object above the first size goes up in parts of the second. Parts are at least 5 MiB and at most
/// 10,000. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
inline constexpr Bytes s3_single_put_max = 16 * mib;
inline constexpr Bytes s3_part_bytes = 16 * mib;
inline constexpr Bytes s3_parts_max = 10'000;
static_assert(s3_part_bytes >= 5 * mib && s3_part_bytes <= s3_single_put_max);
/// Longest object that is fetched: as long as the longest that can be put.
inline constexpr Bytes s3_object_max = s3_part_bytes * s3_parts_max;
/// Of a request that carries an object or a part of one, and of any other.
inline constexpr auto s3_transfer_timeout = 10min;
inline constexpr auto s3_request_timeout = 30s;
/// Tries of one request that meets a network error or a busy server, and the wait after the first, doubled
/// after each.
inline constexpr int s3_tries_max = 3;
inline constexpr auto s3_retry_delay = 200ms;
/// What the abort of a failed upload may take: it is a courtesy, also while we are stopping.
inline constexpr auto s3_abort_timeout = 2s;
/// Lifetime of a presigned address, the provider's own maximum.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
inline constexpr auto s3_presigned_max = std::chrono::seconds(std::chrono::days(7));
/// Between looks at a store that does not answer at the start.
inline constexpr auto storage_look_min = 500ms;
inline constexpr auto storage_look_max = 10s;

// Database --------------------------------------------------------------------------------------------------

/// How long a connection waits for another program's lock on the file.
inline constexpr auto sqlite_busy_timeout = 5s;
/// The writer copies the write-ahead log back above the first size, and cuts the file above the second.
inline constexpr Bytes sqlite_checkpoint_above = 4 * mib;
inline constexpr Bytes sqlite_truncate_above = 64 * mib;
static_assert(sqlite_checkpoint_above < sqlite_truncate_above);
/// A smaller file is checked whole (PRAGMA quick_check) at every start: about 0.1 s.
inline constexpr Bytes sqlite_quick_check_below = 32 * mib;
/// Prepared statements that a connection keeps.
inline constexpr std::size_t sqlite_statements_max = 256;
/// Steps of SQLite's virtual machine in one read, about 5 s: a reader that stays longer keeps the log from
/// shrinking.
inline constexpr std::uint64_t sqlite_read_steps_max = 250'000'000;
/// Connections to PostgreSQL that do the work; two cores are busy with fewer.
inline constexpr std::size_t postgres_connections = 4;
/// How long a call waits for a server that is away: a restart takes seconds.
inline constexpr auto postgres_patience = 30s;
/// Writes in one commit.
inline constexpr std::size_t write_batch_max = 1000;

// Instances -------------------------------------------------------------------------------------------------

/// How long a start waits for a predecessor with the same INSTANCE_ID to be gone from the database.
inline constexpr auto instance_patience = 10s;
/// An instance that is cut off from the database this long is dead, and others take its work over. Together
/// with slow_poll below the 35 s in which that must have happened.
inline constexpr auto instance_dead_after = 20s;

// Jobs ------------------------------------------------------------------------------------------------------

/// Work that waits for a service is tried again at least this often …
inline constexpr auto retry_delay_max = 15s;
/// … for this long; then it fails with a Retry button.
inline constexpr auto give_up_after = 24h;
/// The first wait after a failure; each one in a row doubles it.
inline constexpr auto retry_delay_min = 500ms;
/// What a service may ask us to wait; more is not obeyed.
inline constexpr auto retry_after_max = 1h;
static_assert(retry_delay_min < retry_delay_max && retry_delay_max < retry_after_max &&
              retry_after_max < give_up_after);
/// Runs that may end in an unexpected error before a job fails.
inline constexpr int job_errors_max = 3;
/// Deaths of the process with the same job in hand before the job is quarantined.
inline constexpr int job_deaths_max = 3;
/// The safety net under notifications.
inline constexpr auto slow_poll = 5s;
/// Longest wait between tries to write a job's result while the database is away, and how often it is tried
/// once we are stopping (then the next start runs the job again).
inline constexpr auto record_delay_max = 2s;
inline constexpr int record_tries_while_stopping = 3;
/// Rows of jobs that are over, for looking into what happened; removed a batch at a time.
inline constexpr auto job_kept_for = std::chrono::days(7);
inline constexpr auto jobs_pruned_every = 1h;
inline constexpr int jobs_pruned_rows = 1000;
/// Characters of the number that a user is told and the log knows.
inline constexpr std::size_t reference_characters = 8;
/// Bytes of an error's text that are kept in a job's row.
inline constexpr std::size_t job_error_bytes_max = 500;
/// Recordings in work at once: media and waiting for the speech service overlap.
inline constexpr int transcriptions_at_once = 4;

/// How long the start waits for the local speech program before it goes on without.
inline constexpr auto speech_start_max = 60s;
inline constexpr auto speech_start_look_every = 50ms;

// Media -----------------------------------------------------------------------------------------------------

/// Longest recording: what fits in 20 MiB of speech Opus is under three hours.
inline constexpr auto recording_max = 6h;
/// Sample rate whisper was trained with. https://github.com/openai/whisper
inline constexpr int speech_sample_rate = 16000;
/// Bits per second of the small form for hosted services; speech loses nothing a recogniser needs.
inline constexpr int speech_bit_rate = 24000;
/// Address space of one media program. ffmpeg maps about 500 MiB of libraries and works in 60 MiB.
inline constexpr Bytes media_memory_max = 1024 * mib;
/// CPU of one run: an hour of Opus takes under 10 s, the longest recording about a minute.
inline constexpr auto media_cpu_max = 10min;
/// Time of one run, on a machine that is busy with other things.
inline constexpr auto media_time_max = 20min;
/// ffprobe reads the first megabytes only.
inline constexpr auto probe_time_max = 1min;
/// What one run may write: the longest recording as 16-bit samples, and a header.
inline constexpr Bytes media_output_max =
    static_cast<Bytes>(std::chrono::seconds(recording_max).count()) * speech_sample_rate * 2 + mib;
static_assert(media_cpu_max < media_time_max);

/// Less free space than this in the data folder is worth a warning.
inline constexpr Bytes free_space_min = 512 * mib;

// The bot's screens -----------------------------------------------------------------------------------------

/// Transcripts that /history lists.
inline constexpr int history_shown = 10;
/// UTF-16 units of a transcript shown on its button in the list.
inline constexpr std::size_t history_preview_units = 40;

// Stopping --------------------------------------------------------------------------------------------------

/// From the first signal to the end of the process, running work included.
inline constexpr auto stop_within = 10s;
/// What running work gets of it before it is cancelled (and continued at the next start).
inline constexpr auto drain_for = 5s;
/// What the outbox then gets to send what is written.
inline constexpr auto flush_for = 2s;
static_assert(drain_for + flush_for < stop_within);

}  // namespace aisha::limits
