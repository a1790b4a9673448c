// What the bot's inline buttons carry.
#pragma once

#include "core/ids.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string_view>

namespace aisha::keyboards {

/// Works on a failed recording once more.
struct RetryTranscript {
    static constexpr std::string_view prefix = "retry";
    TranscriptId transcript;
};
BOOST_DESCRIBE_STRUCT(RetryTranscript, (), (transcript))

/// Chooses the language of the interface.
struct ChooseLanguage {
    static constexpr std::string_view prefix = "lang";
    Language language = Language::en;
};
BOOST_DESCRIBE_STRUCT(ChooseLanguage, (), (language))

}  // namespace aisha::keyboards
