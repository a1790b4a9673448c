// A recording and its words.
#pragma once

#include "core/clock.hpp"
#include "core/errors.hpp"
#include "core/ids.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>

namespace aisha {

/// queued → working → completed | refused (the recording is to blame) | failed (we are, or the person stopped
/// it; can be retried).
enum class TranscriptStatus { queued, working, completed, refused, failed };
BOOST_DESCRIBE_ENUM(TranscriptStatus, queued, working, completed, refused, failed)

/// How the recording was sent; `text` is a text instead of one, typed or in a file.
enum class MediaKind { voice, audio, video, video_note, document, text };
BOOST_DESCRIBE_ENUM(MediaKind, voice, audio, video, video_note, document, text)

/// A recording as it was sent: what is known before it is fetched.
struct Recording {
    UserId user_id;
    ChatId chat_id;
    MessageId message_id;
    MediaKind kind = MediaKind::voice;
    std::string file_id;
    std::string file_unique_id;
    std::optional<std::int64_t> file_size;  ///< bytes
    std::optional<std::string> file_name;
    std::optional<std::string> mime_type;
    std::optional<Duration> duration;  ///< as the sender's program says
    bool hear_anew = false;            ///< even where the same audio has been heard already
};

struct Transcript {
    TranscriptId id;
    UserId user_id;
    ChatId chat_id;
    MessageId message_id;
    TranscriptStatus status = TranscriptStatus::queued;
    MediaKind kind = MediaKind::voice;
    std::string file_id;
    std::optional<std::int64_t> duration_us;  ///< as decoded
    std::optional<std::string> audio_key;     ///< the original in the object store
    std::optional<std::string> language;      ///< of the speech, ISO 639-1
    std::optional<std::string> text;
    std::optional<std::string> made_title;   ///< by the chat model, where there is one
    std::optional<OutboxId> placeholder_id;  ///< the progress message outside private chats
    std::optional<RefusalReason> refusal;
    std::optional<std::string> title;           ///< given by the person
    std::optional<std::string> file_name;       ///< of the recording, as it was sent
    std::optional<std::string> mime_type;       ///< likewise
    std::optional<std::string> asked_language;  ///< to be heard as this language (ISO 639-1)
    bool hear_anew = false;                     ///< not to be answered from another with the same audio
    Time created_at{};
};
BOOST_DESCRIBE_STRUCT(Transcript, (),
                      (id, user_id, chat_id, message_id, status, kind, file_id, duration_us, audio_key,
                       language, text, made_title, placeholder_id, refusal, title, file_name, mime_type,
                       asked_language, hear_anew, created_at))

/// A stretch of speech.
struct TranscriptSegment {
    double start_s = 0;
    double end_s = 0;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(TranscriptSegment, (), (start_s, end_s, text))

}  // namespace aisha
