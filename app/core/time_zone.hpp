// Time zones: what a clock on a wall shows, and finding a zone by what a person types.
#pragma once

#include "core/clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// What calendar and clock on a wall show.
struct LocalTime {
    int year = 1970;
    unsigned month = 1;  ///< 1 is January
    unsigned day = 1;
    int hour = 0;
    int minute = 0;
    int second = 0;
};

/// `zone` is a name of the IANA database ("Europe/Moscow") or an offset ("+05:30"); empty, or not known on
/// this machine: UTC. https://www.iana.org/time-zones
LocalTime local_time(Time time, std::string_view zone);

/// The offset in force at `time`: "UTC", "UTC+3", "UTC−3:30".
std::string utc_offset(Time time, std::string_view zone);

bool is_time_zone(std::string_view zone);

/// Zones that fit what a person typed, at most `count`: an offset ("+5", "UTC-3:30") gives itself; a city or
/// region in English, or a large city in Russian, gives zones of the IANA database, whole names first.
std::vector<std::string> find_time_zones(std::string_view typed, std::size_t count);

/// What to call a zone: its city ("New York"), or the offset itself.
std::string time_zone_city(std::string_view zone);

}  // namespace aisha
