// A transcript as a file: text, subtitles, data, a Word document.
#pragma once

#include "database/models/history.hpp"
#include "database/models/transcript.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// What is written.
struct ExportedTranscript {
    Transcript transcript;
    std::vector<TranscriptSegment> segments;
    std::string title;      ///< the person's, or else what lists show
    std::string about;      ///< a line for readers: date, length, language
    std::string time_zone;  ///< of dates
};

/// Writes the file; the same transcript gives the same text. Blocks for some milliseconds.
void write_export(ExportedTranscript const& what, ExportFormat format, std::filesystem::path const& to);

std::string_view mime_type_of(ExportFormat format);

/// A name for a file, from a title: letters of any script, no separators, not too long; `extension` without
/// the dot.
std::string file_name_for(std::string_view title, std::string_view extension);

/// A piece of text as it is shown under a film.
struct Subtitle {
    double start_s = 0;
    double end_s = 0;
    std::vector<std::string> lines;  ///< at most two
};
/// Segments cut up so that each fits on the screen; time goes by letters within a segment. Without segments
/// the whole text goes over `duration_s`.
std::vector<Subtitle> subtitles_of(std::string_view text, std::vector<TranscriptSegment> const& segments,
                                   double duration_s);

}  // namespace aisha
