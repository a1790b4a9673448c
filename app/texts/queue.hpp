// What is said about the queue: places in line, and that there is no room.
#pragma once

#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace aisha::texts {

struct QueueTexts {
    std::string place;              ///< one recording waits; {} its place: "third"
    std::string places;             ///< several wait; {} how many, {} the place of the nearest
    std::string too_many_of_yours;  ///< {} "50 recordings"
    std::string too_many_of_all;
    std::string stopped;                ///< the operator has cancelled the work
    std::vector<std::string> ordinals;  ///< "first" to "tenth"
};
BOOST_DESCRIBE_STRUCT(QueueTexts, (), (place, places, too_many_of_yours, too_many_of_all, stopped, ordinals))

QueueTexts const& queue(Language language);

/// "Your recording is third in line …"; with several, how many they are and where the nearest is.
std::string in_line(Language language, std::size_t recordings, std::size_t nearest);
std::string too_many_of_yours(Language language, std::size_t recordings);
/// "third", "21st"; "третья", "21-я".
std::string ordinal(Language language, std::size_t number);

}  // namespace aisha::texts
