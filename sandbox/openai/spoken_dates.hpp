// "до пятницы", "by Friday", "через две недели": until when something is to be done, and which day that is.
#pragma once

#include "sandbox/openai/sentences.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::sandbox {

struct SpokenDate {
    std::size_t first = 0;  ///< words of it in the sentence
    std::size_t last = 0;
    std::optional<std::chrono::sys_days> day;  ///< nothing where the words name no one day
};

/// The first time that the words from `from` up to `to` name, said on `said_on`. Russian and English.
std::optional<SpokenDate> find_date(std::vector<Word> const& words, std::size_t from, std::size_t to,
                                    std::chrono::sys_days said_on);

/// "2026-12-04" and back; nothing where there is no such day.
std::string iso_date(std::chrono::sys_days day);
std::optional<std::chrono::sys_days> read_iso_date(std::string_view text);

/// A weekday or month by its name in any case, which is no name of a person.
bool is_calendar_word(std::string_view lower);

}  // namespace aisha::sandbox
