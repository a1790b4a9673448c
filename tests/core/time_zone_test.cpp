// Time zones: clocks on walls, offsets, and what people type.
#include "core/time_zone.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aisha {
namespace {

Time at(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
    using namespace std::chrono;
    return Time(sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))) +
           hours(hour) + minutes(minute);
}

std::string shown(Time time, std::string_view zone) {
    auto const local = local_time(time, zone);
    return fmt::format("{}-{:02}-{:02} {:02}:{:02}", local.year, local.month, local.day, local.hour,
                       local.minute);
}

TEST(TimeZone, clocks_follow_the_zone_and_its_summer_time) {
    EXPECT_EQ(shown(at(2026, 1, 1, 12), "Europe/Berlin"), "2026-01-01 13:00");
    EXPECT_EQ(shown(at(2026, 7, 1, 12), "Europe/Berlin"), "2026-07-01 14:00");
    EXPECT_EQ(shown(at(2026, 12, 31, 22), "Asia/Novosibirsk"), "2027-01-01 05:00");
    EXPECT_EQ(shown(at(2026, 3, 1, 1), "-03:30"), "2026-02-28 21:30");
    EXPECT_EQ(shown(at(1969, 12, 31, 23, 59), "+00:01"), "1970-01-01 00:00");
    EXPECT_EQ(shown(at(2026, 1, 1), ""), "2026-01-01 00:00");
    EXPECT_EQ(shown(at(2026, 1, 1), "Mars/Olympus"), "2026-01-01 00:00");
}

TEST(TimeZone, offsets_read_well) {
    EXPECT_EQ(utc_offset(at(2026, 7, 1), "Europe/Berlin"), "UTC+2");
    EXPECT_EQ(utc_offset(at(2026, 1, 1), "Asia/Kolkata"), "UTC+5:30");
    EXPECT_EQ(utc_offset(at(2026, 1, 1), "America/New_York"), "UTC−5");
    EXPECT_EQ(utc_offset(at(2026, 1, 1), ""), "UTC");
}

TEST(TimeZone, what_people_type_is_found) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(find_time_zones("+5", 5), Names{"+05:00"});
    EXPECT_EQ(find_time_zones(" UTC-3:30 ", 5), Names{"-03:30"});
    EXPECT_EQ(find_time_zones("−4", 5), Names{"-04:00"});
    EXPECT_EQ(find_time_zones("berlin", 5), Names{"Europe/Berlin"});
    EXPECT_EQ(find_time_zones("New York", 5).at(0), "America/New_York");
    EXPECT_EQ(find_time_zones("москва", 5), Names{"Europe/Moscow"});
    EXPECT_EQ(find_time_zones("Екатер", 5), Names{"Asia/Yekaterinburg"});
    EXPECT_EQ(find_time_zones("europe", 3).size(), 3U);
    for (auto const* nothing :
         {"", " ", "+25", "+5:99", "nowhere at all", "'; DROP TABLE", "../../etc/passwd"})
        EXPECT_TRUE(find_time_zones(nothing, 5).empty()) << nothing;
}

TEST(TimeZone, only_zones_are_zones) {
    for (auto const* zone : {"Europe/Berlin", "+05:30", "-11:00"}) EXPECT_TRUE(is_time_zone(zone)) << zone;
    for (auto const* none : {"", "Berlin?", "../etc/passwd", "+15:00", "Europe/Berlin/x"})
        EXPECT_FALSE(is_time_zone(none)) << none;
    EXPECT_EQ(time_zone_city("America/Argentina/Buenos_Aires"), "Buenos Aires");
}

}  // namespace
}  // namespace aisha
