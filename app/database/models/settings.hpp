// What a person or a group has chosen.
#pragma once

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace aisha {

struct UserSettings {
    std::optional<std::string> speech_language;  ///< ISO 639-1; nothing: recognised from the recording
    std::optional<std::string> vocabulary;       ///< names and words to expect
    std::optional<std::string> time_zone;        ///< as core/time_zone.hpp takes it; nothing: UTC
    std::optional<std::int64_t> keep_days;       ///< then recordings and texts are deleted; nothing: never
};
BOOST_DESCRIBE_STRUCT(UserSettings, (), (speech_language, vocabulary, time_zone, keep_days))

}  // namespace aisha
