// Files that the outbox sends: what a row says about them, and how they are made when they leave.
#pragma once

#include "database/models/history.hpp"
#include "database/models/note.hpp"
#include "handlers/context.hpp"

namespace aisha::handlers {

/// An object of the store.
json::Value stored_file(std::string key);
/// A person's text as a file, as it is when it leaves.
json::Value export_of(Person const& person, TranscriptId transcript, ExportFormat format);

/// A person's note as plain text, as it is when it leaves.
json::Value note_file(UserId user, Language language, NoteId note);

/// Makes the file of such a value in the temporary folder; nothing where what it is made of is gone.
awaitable<std::optional<bot::SendableFile>> make_file(Context& context, json::Value source);

/// The usual extension of a kind of recording, without the dot.
std::string default_extension(MediaKind kind);

/// A file or folder that vanishes with its owner.
std::shared_ptr<std::filesystem::path> vanishing(std::filesystem::path path);

}  // namespace aisha::handlers
