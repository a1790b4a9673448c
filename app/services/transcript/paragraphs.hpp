// A text as people like to read it: in paragraphs.
#pragma once

#include "database/models/transcript.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// The text of a recording in paragraphs: where the speaker pauses, and at the end of a sentence where a
/// paragraph grows long. Without segments by sentences alone. Whatever the segments are, all words of `text`
/// are in the paragraphs, in order.
std::vector<std::string> paragraphs_of(std::string_view text, std::vector<TranscriptSegment> const& segments);

/// With an empty line between them.
std::string joined_paragraphs(std::vector<std::string> const& paragraphs);

}  // namespace aisha
