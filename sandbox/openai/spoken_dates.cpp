// Times in words, Russian and English.
#include "sandbox/openai/spoken_dates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace aisha::sandbox {

namespace {

using std::chrono::days;
using std::chrono::sys_days;
using Words = std::vector<Word>;

struct Named {
    std::string_view beginning;
    unsigned number = 0;
};

/// From Sunday on, by the beginning of the word.
constexpr auto weekdays = std::to_array<Named>({{"воскресень", 0},
                                                {"понедельник", 1},
                                                {"вторник", 2},
                                                {"четверг", 4},
                                                {"пятниц", 5},
                                                {"суббот", 6},
                                                {"sunday", 0},
                                                {"monday", 1},
                                                {"tuesday", 2},
                                                {"wednesday", 3},
                                                {"thursday", 4},
                                                {"friday", 5},
                                                {"saturday", 6}});
constexpr auto months = std::to_array<Named>(
    {{"январ", 1},     {"феврал", 2},   {"март", 3},      {"апрел", 4},    {"июн", 6},     {"июл", 7},
     {"август", 8},    {"сентябр", 9},  {"октябр", 10},   {"ноябр", 11},   {"декабр", 12}, {"january", 1},
     {"february", 2},  {"march", 3},    {"april", 4},     {"june", 6},     {"july", 7},    {"august", 8},
     {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12}});
constexpr auto numbers = std::to_array<Named>({{"один", 1},
                                               {"одну", 1},
                                               {"два", 2},
                                               {"две", 2},
                                               {"три", 3},
                                               {"четыре", 4},
                                               {"пять", 5},
                                               {"шесть", 6},
                                               {"семь", 7},
                                               {"десять", 10},
                                               {"one", 1},
                                               {"two", 2},
                                               {"three", 3},
                                               {"four", 4},
                                               {"five", 5},
                                               {"six", 6},
                                               {"seven", 7},
                                               {"ten", 10},
                                               {"a", 1}});

template <std::size_t size>
std::optional<unsigned> beginning_in(std::array<Named, size> const& names, std::string_view lower) {
    for (auto const& name : names)
        if (lower.starts_with(name.beginning)) return name.number;
    return std::nullopt;
}

std::optional<unsigned> weekday(std::string_view lower) {
    // Wednesday's Russian name begins like many other words.
    for (auto const* form : {"среда", "среды", "среду", "среде", "средой"})
        if (lower == form) return 3;
    return beginning_in(weekdays, lower);
}

std::optional<unsigned> month(std::string_view lower) {
    for (auto const* form : {"май", "мая", "мае", "may"})
        if (lower == form) return 5;
    return beginning_in(months, lower);
}

/// "15", "15-го", "15th"; words up to ten where `words` says so.
std::optional<unsigned> number(std::string_view lower, bool words = false) {
    unsigned value = 0;
    auto const [end, error] = std::from_chars(lower.data(), lower.data() + lower.size(), value);
    if (error == std::errc()) {
        std::string_view const rest(end, static_cast<std::size_t>(lower.data() + lower.size() - end));
        for (auto const* suffix : {"", "-го", "-му", "-е", "st", "nd", "rd", "th"})
            if (rest == suffix) return value;
        return std::nullopt;
    }
    if (!words) return std::nullopt;
    for (auto const& name : numbers)
        if (lower == name.beginning) return name.number;
    return std::nullopt;
}

/// The next such day and month, this year's or the next year's.
std::optional<sys_days> next(unsigned month_number, unsigned day, sys_days said_on) {
    auto const year = std::chrono::year_month_day(said_on).year();
    for (auto const candidate : {year, year + std::chrono::years(1)}) {
        std::chrono::year_month_day const date(candidate, std::chrono::month(month_number),
                                               std::chrono::day(day));
        if (date.ok() && sys_days(date) >= said_on) return sys_days(date);
    }
    return std::nullopt;
}

/// What stands at `at`: how many words it has, and the day.
struct Found {
    std::size_t words = 0;
    std::optional<sys_days> day;
};

class Reader {
public:
    Reader(Words const& words, std::size_t to, sys_days said_on)
        : words_(words), to_(to), said_on_(said_on) {}

    Found at(std::size_t position) const {
        for (auto const read : {&Reader::relative, &Reader::end_of, &Reader::after, &Reader::of_week,
                                &Reader::of_month, &Reader::in_figures})
            if (auto const found = (this->*read)(position); found.words > 0) return found;
        return {};
    }

private:
    std::string_view word(std::size_t position) const {
        return position < to_ ? std::string_view(words_[position].lower) : std::string_view();
    }

    Found relative(std::size_t at) const {
        auto const first = word(at);
        if (first == "сегодня" || first == "today" || first == "tonight") return {1, said_on_};
        if (first == "завтра" || first == "tomorrow") return {1, said_on_ + days(1)};
        if (first == "завтрашнему" && word(at + 1) == "дню") return {2, said_on_ + days(1)};
        if (first == "послезавтра") return {1, said_on_ + days(2)};
        return {};
    }

    /// "конца недели", "the end of the month"
    Found end_of(std::size_t at) const {
        auto const start = at;
        if (word(at) == "the") ++at;
        if (word(at) == "конца" || word(at) == "концу" || word(at) == "конце") ++at;
        else if (word(at) == "end" && word(at + 1) == "of") at += word(at + 2) == "the" ? 3 : 2;
        else return {};
        auto const what = word(at);
        std::chrono::year_month_day const today(said_on_);
        auto const length = at + 1 - start;
        if (what == "дня" || what == "day") return {length, said_on_};
        if (what == "недели" || what == "week")
            return {length, said_on_ + days((7 - std::chrono::weekday(said_on_).c_encoding()) % 7)};
        if (what == "месяца" || what == "month")
            return {length, sys_days(today.year() / today.month() / std::chrono::last)};
        if (what == "года" || what == "year") return {length, sys_days(today.year() / 12 / 31)};
        return {};
    }

    /// "через две недели", "in 3 days"
    Found after(std::size_t at) const {
        if (word(at) != "через" && word(at) != "in" && word(at) != "within") return {};
        auto const count = number(word(at + 1), true);
        auto const unit_at = at + (count ? 2 : 1);
        auto const unit = word(unit_at);
        if (!count && word(at) != "через") return {};
        auto const many = static_cast<int>(count.value_or(1));
        auto const length = unit_at + 1 - at;
        if (unit.starts_with("день") || unit.starts_with("дня") || unit == "дней" || unit.starts_with("day"))
            return {length, said_on_ + days(many)};
        if (unit.starts_with("недел") || unit.starts_with("week")) return {length, said_on_ + days(7 * many)};
        if (unit.starts_with("месяц") || unit.starts_with("month")) {
            std::chrono::year_month_day date =
                std::chrono::year_month_day(said_on_) + std::chrono::months(many);
            if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
            return {length, sys_days(date)};
        }
        return {};
    }

    /// "пятницы", "следующей пятницы", "next Friday", "следующей неделе"
    Found of_week(std::size_t at) const {
        bool const following = word(at).starts_with("следующ") || word(at) == "next";
        auto const name_at = at + (following ? 1 : 0);
        auto const name = word(name_at);
        if (following && (name.starts_with("недел") || name == "week")) return {2, std::nullopt};
        if (following && (name.starts_with("месяц") || name == "month")) return {2, std::nullopt};
        auto const wanted = weekday(name);
        if (!wanted) return {};
        auto const today = std::chrono::weekday(said_on_);
        auto ahead = (std::chrono::weekday(*wanted) - today).count();
        if (ahead == 0) ahead = 7;
        // "Next Friday" on a Monday is not that of this week.
        bool const this_week = static_cast<int>(today.iso_encoding()) + ahead <= 7;
        if (following && this_week) ahead += 7;
        return {following ? 2U : 1U, said_on_ + days(ahead)};
    }

    /// "15 декабря", "December 15th"
    Found of_month(std::size_t at) const {
        auto const day_first = number(word(at));
        if (auto const name = month(word(at + 1)); day_first && name)
            return {2, next(*name, *day_first, said_on_)};
        if (auto const name = month(word(at)))
            if (auto const day = number(word(at + 1))) return {2, next(*name, *day, said_on_)};
        return {};
    }

    /// "2026-12-15", "15.12.2026", "15.12"
    Found in_figures(std::size_t at) const {
        auto const figures = word(at);
        if (auto const day = read_iso_date(figures)) return {1, day};
        unsigned day = 0;
        unsigned month_number = 0;
        int year = 0;
        auto const* const end = figures.data() + figures.size();
        auto const first = std::from_chars(figures.data(), end, day);
        if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') return {};
        auto const second = std::from_chars(first.ptr + 1, end, month_number);
        if (second.ec != std::errc()) return {};
        if (second.ptr == end)
            return month_number < 1 ? Found{} : Found{1, next(month_number, day, said_on_)};
        if (*second.ptr != '.' || std::from_chars(second.ptr + 1, end, year).ptr != end) return {};
        std::chrono::year_month_day const date(std::chrono::year(year < 100 ? 2000 + year : year),
                                               std::chrono::month(month_number), std::chrono::day(day));
        return date.ok() ? Found{1, sys_days(date)} : Found{};
    }

    Words const& words_;
    std::size_t to_;
    sys_days said_on_;
};

/// Words before a time that belong to it: "до пятницы", "no later than Friday".
std::size_t preposition(Words const& words, std::size_t at, std::size_t to) {
    static std::set<std::string, std::less<>> const known{"до", "к",     "ко",   "в",      "во", "на",
                                                          "by", "until", "till", "before", "on", "at"};
    auto const word = [&](std::size_t position) {
        return position < to ? std::string_view(words[position].lower) : std::string_view();
    };
    if (word(at) == "не" && (word(at + 1) == "позже" || word(at + 1) == "позднее")) return 2;
    if (word(at) == "no" && word(at + 1) == "later" && word(at + 2) == "than") return 3;
    return known.contains(word(at)) ? 1 : 0;
}

}  // namespace

std::optional<SpokenDate> find_date(Words const& words, std::size_t from, std::size_t to, sys_days said_on) {
    Reader const reader(words, to, said_on);
    for (auto at = from; at < to; ++at) {
        auto const before = preposition(words, at, to);
        auto const found = reader.at(at + before);
        if (found.words > 0) return SpokenDate{at, at + before + found.words - 1, found.day};
    }
    return std::nullopt;
}

std::string iso_date(sys_days day) {
    std::chrono::year_month_day const date(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<sys_days> read_iso_date(std::string_view text) {
    int year = 0;
    unsigned month_number = 0;
    unsigned day = 0;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto const read = [&](std::size_t begin, std::size_t size, auto& value) {
        auto const* const end = text.data() + begin + size;
        return std::from_chars(text.data() + begin, end, value).ptr == end;
    };
    if (!read(0, 4, year) || !read(5, 2, month_number) || !read(8, 2, day)) return std::nullopt;
    auto const date = std::chrono::year(year) / static_cast<int>(month_number) / static_cast<int>(day);
    return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

bool is_calendar_word(std::string_view lower) {
    return weekday(lower).has_value() || month(lower).has_value();
}

}  // namespace aisha::sandbox
