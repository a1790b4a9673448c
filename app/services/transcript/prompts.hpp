// Every word that a chat model is told, in one place. The text that it is about never becomes part of these:
// it comes beside them, as data.
#pragma once

#include "database/models/note.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace aisha::prompts {

/// What the model should know of a text.
struct About {
    std::string language;       ///< ISO 639-1; empty: not known
    std::chrono::sys_days day;  ///< on which it was said, where the person lives
    std::size_t parts = 1;      ///< into how many parts the text is cut
};

/// Points of one part of a summary; `points` at most.
std::string points(About const& about, std::size_t points);
/// A whole summary of a text that is in one part.
std::string summary(About const& about, std::size_t points);
/// The overview over the points of all parts.
std::string overview(About const& about);
std::string tasks(About const& about);
/// A protocol of one part, with `topics` at most.
std::string protocol(About const& about, std::size_t topics);
std::string title(About const& about);
/// Into the language of that ISO 639-1 code, whose English name is `name`.
std::string translation(std::string_view code, std::string_view name);

/// A text, or points, as the user's message: JSON, so that no text can end where the data ends.
std::string data(std::string_view before, std::string_view text);
std::string data(std::vector<std::string> const& points);

}  // namespace aisha::prompts
