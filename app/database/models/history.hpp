// What lists of transcripts and searches hold.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "database/models/transcript.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace aisha {

/// A kept search; zero: none.
using SearchId = Id<struct SearchTag>;

/// What a text can be sent as.
enum class ExportFormat { txt, docx, srt, vtt, json };
BOOST_DESCRIBE_ENUM(ExportFormat, txt, docx, srt, vtt, json)

/// One line of a list: no more than a list shows.
struct TranscriptEntry {
    TranscriptId id;
    std::optional<std::string> title;       ///< given by the person
    std::optional<std::string> made_title;  ///< by the chat model, where there is one
    std::optional<std::string> file_name;   ///< of the recording
    std::string preview;                    ///< the first words
    Time created_at{};
};
BOOST_DESCRIBE_STRUCT(TranscriptEntry, (), (id, title, made_title, file_name, preview, created_at))

/// A page of a list, and how many entries the whole list has.
struct TranscriptPage {
    std::vector<TranscriptEntry> entries;
    std::int64_t total = 0;
};

}  // namespace aisha
