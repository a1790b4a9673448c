// The SQL of a person's history: lists, search, titles, deletion. Always with the person's id.
#pragma once

#include "database/database.hpp"
#include "database/models/history.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace aisha::history_repository {

/// How many texts a person has.
std::int64_t count(Transaction& tx, UserId user);
/// The newest first.
std::vector<TranscriptEntry> list(Transaction& tx, UserId user, int count, std::int64_t skipped);

/// The same terms, those first that fewer of the person's texts have: so a search has least to look at.
std::vector<std::string> rarest_first(Transaction& tx, UserId user, std::vector<std::string> const& terms);
/// The texts that hold every one of `terms` (stems; at least one), the newest first; counted up to `most`.
std::int64_t count_found(Transaction& tx, UserId user, std::vector<std::string> const& terms, int most);
std::vector<TranscriptEntry> found(Transaction& tx, UserId user, std::vector<std::string> const& terms,
                                   int count, std::int64_t skipped);
/// Replaces the stems by which a transcript is found.
void set_terms(Transaction& tx, UserId user, TranscriptId id, std::set<std::string> const& terms);

/// What somebody looked for, so that pages can be turned.
SearchId keep_search(Transaction& tx, UserId user, std::string const& words, Time now);
std::optional<std::string> search_words(Transaction& tx, UserId user, SearchId id);
std::int64_t prune_searches(Transaction& tx, Time before, int count);

/// False where it is not this person's.
bool set_title(Transaction& tx, UserId user, TranscriptId id, std::optional<std::string> const& title);
/// The text is there and can be listed and found.
void set_preview(Transaction& tx, TranscriptId id, std::string const& preview);
/// Deletes a person's transcript with its segments and stems; false where it is not this person's.
bool remove(Transaction& tx, UserId user, TranscriptId id);

/// A text of this person from the same file, by Telegram's id.
std::optional<TranscriptId> same_file(Transaction& tx, UserId user, std::string const& file_unique_id);
/// Another one of this person whose recording has the same bytes as that of `id`, by their hash.
std::optional<TranscriptId> same_audio(Transaction& tx, UserId user, TranscriptId id);
/// The transcript of a message that this person asked for.
std::optional<TranscriptId> of_message(Transaction& tx, UserId user, ChatId chat, MessageId message);

/// Everything of a person in order, also what has no text: at most `count` after `after`.
std::vector<TranscriptId> all_of_user(Transaction& tx, UserId user, TranscriptId after, int count);

/// When each of a person's transcripts is to be deleted: `days` after it came; nothing: never.
void set_expiry(Transaction& tx, UserId user, std::optional<std::int64_t> days);

/// A transcript and whose it is.
struct Owned {
    TranscriptId id;
    UserId user_id;
};
BOOST_DESCRIBE_STRUCT(Owned, (), (id, user_id))
/// What is to be deleted by its owner's choice at `now`, and what came before `before`; at most `count` each.
/// Nothing that is being worked on.
std::vector<Owned> expired(Transaction& tx, Time now, int count);
std::vector<Owned> older_than(Transaction& tx, Time before, int count);
/// Texts that came before there was search.
std::vector<Owned> unprepared(Transaction& tx, int count);

}  // namespace aisha::history_repository
