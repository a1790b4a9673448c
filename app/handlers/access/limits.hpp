// A person's quotas: what is left, and what is too much.
#pragma once

#include "handlers/context.hpp"

namespace aisha::handlers::access {

/// /limits: what is left today, and when it renews.
void limits(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// What to tell a person whose quotas do not suffice for a recording of that length (nothing: not known);
/// nothing where they do. Plain text, short enough to answer a press.
std::optional<std::string> over_quota(Context& context, Transaction& tx, Person const& person,
                                      std::optional<Duration> recording);
/// The same for one that is to be worked on again.
std::optional<std::string> over_quota_again(Context& context, Transaction& tx, Person const& person,
                                            TranscriptId id);
/// The same for a text, and for having a note written.
std::optional<std::string> over_quota_of_texts(Context& context, Transaction& tx, Person const& person);
std::optional<std::string> over_quota_of_notes(Context& context, Transaction& tx, Person const& person);

}  // namespace aisha::handlers::access
