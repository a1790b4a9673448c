// Recordings that people send.
#pragma once

#include "handlers/context.hpp"
#include "keyboards/buttons.hpp"

namespace aisha::handlers::transcript {

/// True for a message with something to listen to: voice, audio, video, video note, or a document that says
/// it is audio or video.
bool has_recording(bot::Incoming const& incoming);
/// True for a message with a file of another kind.
bool has_other_file(bot::Incoming const& incoming);

/// Takes a recording in: a row, a job, and a sign of life at once.
void receive(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// The same for the recording in `message`, which this person sent or asked for; false where there is none.
bool take_in(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& person,
             bot::Message const& message);
/// Says that a file is nothing to listen to.
void refuse_file(Context& context, Transaction& tx, bot::Incoming const& incoming);
/// "Try again" under a recording that failed.
void retry(Context& context, Transaction& tx, bot::Incoming const& incoming,
           keyboards::RetryTranscript const& button);

}  // namespace aisha::handlers::transcript
