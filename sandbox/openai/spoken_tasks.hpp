// "Анна подготовит отчёт до пятницы": what is to be done, by whom and until when, by rules for Russian and
// English.
#pragma once

#include "sandbox/openai/sentences.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace aisha::sandbox {

struct SpokenTask {
    std::string task;  ///< from the verb on, without the time
    std::optional<std::string> owner;
    std::optional<std::string> due;  ///< in the words of the text
    std::optional<std::chrono::sys_days> due_day;
};

/// The tasks in one sentence, in order, said on `said_on`.
std::vector<SpokenTask> tasks_in(Sentence const& sentence, std::chrono::sys_days said_on);

/// True where the word may be a name: a capital, and none of the words that have one for being first.
bool may_be_name(Word const& word);

}  // namespace aisha::sandbox
