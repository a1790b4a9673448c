// Photos that people send while an avatar waits for them: one by one, as albums, as files.
#pragma once

#include "handlers/context.hpp"

namespace aisha::handlers::avatar {

/// A message with a photo or a document that is no recording. Photos nobody asked for get a hint; other files
/// are refused as no recordings.
void receive_photo(Context& context, Transaction& tx, bot::Incoming const& incoming);

/// The one message that counts. `began`: the first photo of several has come, so it moves below them;
/// otherwise it is changed in place. `waits`: something that is needed is away.
enum class Counting { began, goes_on, waits };
void show_progress(Context& context, Transaction& tx, Avatar const& avatar, Language language,
                   Counting counting);

}  // namespace aisha::handlers::avatar
