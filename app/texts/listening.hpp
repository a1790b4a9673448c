// What is said while a recording is heard, and when that is stopped.
#pragma once

#include "core/clock.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace aisha::texts {

/// {} are places for values.
struct ListeningTexts {
    std::string heard;         ///< {} position, {} length
    std::string minutes_left;  ///< {} "3 minutes"
    std::string moments_left;  ///< less than a minute
    std::string stop_button;
    std::string go_on_button;
    std::string stopping;                     ///< answer to a press
    std::string stop_over;                    ///< pressed when it is over
    std::string stopped;                      ///< nothing was heard yet
    std::string stopped_at;                   ///< {} position, {} length; the words so far stand above
    std::vector<std::string> minutes_plural;  ///< by plural_form, in the form that minutes_left wants
};
BOOST_DESCRIBE_STRUCT(ListeningTexts, (),
                      (heard, minutes_left, moments_left, stop_button, go_on_button, stopping, stop_over,
                       stopped, stopped_at, minutes_plural))

ListeningTexts const& listening(Language language);

/// How far a recording is heard: position, length, how long it will take where that is known. Plain text.
std::string heard(Language language, Duration position, Duration length, std::optional<Duration> left);
std::string stopped_at(Language language, Duration position, Duration length);

}  // namespace aisha::texts
