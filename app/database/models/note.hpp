// What a chat model makes of a transcript: summary, to-do list, protocol, translation.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace aisha {

using NoteId = Id<struct NoteTag>;

enum class NoteKind { summary, todo, protocol, translation };
BOOST_DESCRIBE_ENUM(NoteKind, summary, todo, protocol, translation)

/// queued → working → ready | declined | failed | cancelled; each of these → queued when asked for anew.
enum class NoteStatus {
    queued,
    working,
    ready,
    declined,  ///< the model did not want to, or nothing of what it said fits
    failed,    ///< we are to blame, or the service was away too long
    cancelled  ///< the person stopped it
};
BOOST_DESCRIBE_ENUM(NoteStatus, queued, working, ready, declined, failed, cancelled)

/// A row of transcript_notes.
struct Note {
    NoteId id;
    TranscriptId transcript_id;
    UserId user_id;
    NoteKind kind = NoteKind::summary;
    std::string language;  ///< of a translation, ISO 639-1; else empty
    NoteStatus status = NoteStatus::queued;
    std::optional<std::string> content;  ///< JSON of the struct below that goes with `kind`, as made last
    std::optional<std::string> model;    ///< who made it
    std::string answers;                 ///< JSON object: what the model has answered so far
    ChatId chat_id;
    MessageId message_id;
    std::optional<OutboxId> placeholder_id;
    JobId job_id;
    Time asked_at{};

    bool is_open() const { return status == NoteStatus::queued || status == NoteStatus::working; }
};
BOOST_DESCRIBE_STRUCT(Note, (),
                      (id, transcript_id, user_id, kind, language, status, content, model, answers, chat_id,
                       message_id, placeholder_id, job_id, asked_at))

/// What notes hold. All texts are plain, checked for length, and come from a model: never markup.
struct Summary {
    std::string overview;
    std::vector<std::string> points;  ///< in the order of the text
};
BOOST_DESCRIBE_STRUCT(Summary, (), (overview, points))

/// Something to do.
struct NoteTask {
    std::string task;
    std::optional<std::string> owner;     ///< as said
    std::optional<std::string> due;       ///< as said: "до пятницы"
    std::optional<std::string> due_date;  ///< the day meant, YYYY-MM-DD
};
BOOST_DESCRIBE_STRUCT(NoteTask, (), (task, owner, due, due_date))

struct TaskList {
    std::vector<NoteTask> tasks;
};
BOOST_DESCRIBE_STRUCT(TaskList, (), (tasks))

struct Protocol {
    std::vector<std::string> participants;
    std::vector<std::string> topics;
    std::vector<std::string> decisions;
    std::vector<NoteTask> tasks;
};
BOOST_DESCRIBE_STRUCT(Protocol, (), (participants, topics, decisions, tasks))

struct Translation {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(Translation, (), (text))

}  // namespace aisha
