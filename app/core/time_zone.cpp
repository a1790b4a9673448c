// Time zones, by the system's IANA database.
#include "core/time_zone.hpp"

#include "core/utf.hpp"

#include <fmt/format.h>

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace aisha {

namespace {

using std::chrono::minutes;

/// Cities as Russian speakers write them, in small letters.
constexpr auto russian_cities = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"калининград", "Europe/Kaliningrad"},
    {"москва", "Europe/Moscow"},
    {"санкт-петербург", "Europe/Moscow"},
    {"петербург", "Europe/Moscow"},
    {"минск", "Europe/Minsk"},
    {"киев", "Europe/Kyiv"},
    {"самара", "Europe/Samara"},
    {"саратов", "Europe/Saratov"},
    {"волгоград", "Europe/Volgograd"},
    {"екатеринбург", "Asia/Yekaterinburg"},
    {"уфа", "Asia/Yekaterinburg"},
    {"челябинск", "Asia/Yekaterinburg"},
    {"омск", "Asia/Omsk"},
    {"новосибирск", "Asia/Novosibirsk"},
    {"томск", "Asia/Tomsk"},
    {"барнаул", "Asia/Barnaul"},
    {"красноярск", "Asia/Krasnoyarsk"},
    {"иркутск", "Asia/Irkutsk"},
    {"чита", "Asia/Chita"},
    {"якутск", "Asia/Yakutsk"},
    {"владивосток", "Asia/Vladivostok"},
    {"хабаровск", "Asia/Vladivostok"},
    {"магадан", "Asia/Magadan"},
    {"сахалин", "Asia/Sakhalin"},
    {"камчатка", "Asia/Kamchatka"},
    {"алматы", "Asia/Almaty"},
    {"алма-ата", "Asia/Almaty"},
    {"астана", "Asia/Almaty"},
    {"ташкент", "Asia/Tashkent"},
    {"бишкек", "Asia/Bishkek"},
    {"душанбе", "Asia/Dushanbe"},
    {"баку", "Asia/Baku"},
    {"ереван", "Asia/Yerevan"},
    {"тбилиси", "Asia/Tbilisi"},
    {"кишинёв", "Europe/Chisinau"},
    {"рига", "Europe/Riga"},
    {"вильнюс", "Europe/Vilnius"},
    {"таллин", "Europe/Tallinn"},
    {"варшава", "Europe/Warsaw"},
    {"прага", "Europe/Prague"},
    {"берлин", "Europe/Berlin"},
    {"париж", "Europe/Paris"},
    {"лондон", "Europe/London"},
    {"белград", "Europe/Belgrade"},
    {"стамбул", "Europe/Istanbul"},
    {"тель-авив", "Asia/Jerusalem"},
    {"дубай", "Asia/Dubai"},
    {"пекин", "Asia/Shanghai"},
    {"токио", "Asia/Tokyo"},
    {"нью-йорк", "America/New_York"},
});

/// "+05:30" and what people write for it; nothing for anything else. Offsets in use go from -12 to +14.
std::optional<minutes> offset_of(std::string_view text) {
    for (std::string_view const prefix : {"utc", "gmt"})
        if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    constexpr std::string_view minus = "−";  // U+2212
    int sign = 1;
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    } else if (text.starts_with('-') || text.starts_with(minus)) {
        text.remove_prefix(text.starts_with('-') ? 1 : minus.size());
        sign = -1;
    }
    auto const number = [](std::string_view digits) -> std::optional<int> {
        int value = 0;
        auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        bool const good = error == std::errc() && end == digits.data() + digits.size() &&
                          digits.size() <= 2 && digits.front() != '-';
        return good ? std::optional(value) : std::nullopt;
    };
    auto const colon = text.find(':');
    auto const hours = number(text.substr(0, colon));
    auto const rest = colon == std::string_view::npos ? std::optional(0) : number(text.substr(colon + 1));
    constexpr int west = -12 * 60, east = 14 * 60, hour = 60;
    if (!hours || !rest || *rest >= hour) return std::nullopt;
    int const offset = sign * (*hours * hour + *rest);
    return offset >= west && offset <= east ? std::optional(minutes(offset)) : std::nullopt;
}

std::string offset_name(minutes offset) {
    auto const total = std::abs(offset.count());
    return fmt::format("{}{:02}:{:02}", offset.count() < 0 ? '-' : '+', total / 60, total % 60);
}

date::time_zone const* located(std::string_view zone) {
    try {
        return date::locate_zone(std::string(zone));
    } catch (std::runtime_error const&) {
        return nullptr;  // not a name, or a machine without the database
    }
}

std::chrono::seconds offset_at(Time time, std::string_view zone) {
    if (zone.empty()) return {};
    if (auto const offset = offset_of(zone)) return *offset;
    auto const* const place = located(zone);
    return place ? place->get_info(date::floor<std::chrono::seconds>(time)).offset : std::chrono::seconds{};
}

/// Small letters, words divided by one '_', as the last parts of IANA names are compared.
std::string folded(std::string_view text) {
    std::string result;
    for (char const c : utf::lower_case(text))
        if (c != ' ' && c != '_') result += c;
        else if (!result.empty() && result.back() != '_') result += '_';
    while (result.ends_with('_')) result.pop_back();
    return result;
}

/// How well the name of a zone fits: 0 its city, 1 the beginning of its city, 2 the beginning of its region.
std::optional<int> fit(std::string const& name, std::string const& wanted) {
    auto const small = folded(name);
    auto const city = small.substr(small.rfind('/') + 1);
    if (city == wanted || small == wanted) return 0;
    if (city.starts_with(wanted)) return 1;
    return small.starts_with(wanted + "/") ? std::optional(2) : std::nullopt;
}

std::vector<std::string> zone_names() {
    std::vector<std::string> names;
    try {
        for (auto const& zone : date::get_tzdb().zones)
            // The others are old spellings and fixed offsets with their signs turned round.
            if (zone.name().find('/') != std::string::npos && !zone.name().starts_with("Etc/"))
                names.push_back(zone.name());
    } catch (std::runtime_error const&) {
        // A machine without the database: offsets still work.
    }
    return names;
}

}  // namespace

LocalTime local_time(Time time, std::string_view zone) {
    auto const shown = time + offset_at(time, zone);
    auto const day = std::chrono::floor<std::chrono::days>(shown);
    std::chrono::year_month_day const calendar(day);
    std::chrono::hh_mm_ss const clock(std::chrono::floor<std::chrono::seconds>(shown - day));
    return {static_cast<int>(calendar.year()),         static_cast<unsigned>(calendar.month()),
            static_cast<unsigned>(calendar.day()),     static_cast<int>(clock.hours().count()),
            static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())};
}

std::string utc_offset(Time time, std::string_view zone) {
    auto const offset = std::chrono::duration_cast<minutes>(offset_at(time, zone)).count();
    if (offset == 0) return "UTC";
    auto const total = std::abs(offset);
    auto const* const sign = offset < 0 ? "−" : "+";
    return total % 60 == 0 ? fmt::format("UTC{}{}", sign, total / 60)
                           : fmt::format("UTC{}{}:{:02}", sign, total / 60, total % 60);
}

bool is_time_zone(std::string_view zone) { return !zone.empty() && (offset_of(zone) || located(zone)); }

std::vector<std::string> find_time_zones(std::string_view typed, std::size_t count) {
    auto const wanted = folded(typed);
    if (wanted.empty()) return {};
    if (auto const offset = offset_of(wanted)) return {offset_name(*offset)};
    std::vector<std::string> found;
    for (auto const& [city, zone] : russian_cities)
        if (folded(city).starts_with(wanted) && std::ranges::find(found, zone) == found.end())
            found.emplace_back(zone);
    static auto const names = zone_names();
    for (int const rank : {0, 1, 2})
        for (auto const& name : names)
            if (fit(name, wanted) == rank && std::ranges::find(found, name) == found.end())
                found.push_back(name);
    if (found.size() > count) found.resize(count);
    return found;
}

std::string time_zone_city(std::string_view zone) {
    if (zone.empty()) return "UTC";
    std::string city(zone.substr(zone.rfind('/') + 1));
    std::ranges::replace(city, '_', ' ');
    return city;
}

}  // namespace aisha
