// What is shown in one place, and of what.
#pragma once

#include "handlers/transcript/progress.hpp"

#include <list>
#include <memory>
#include <string>

namespace aisha::handlers {

struct Progress::Item {
    Time since;
    std::optional<Duration> recording;  ///< set once it is being recognised
};

struct Progress::Board {
    Key key;
    Language language = Language::en;
    std::list<std::shared_ptr<Item>> items;
    std::string note;      ///< shown while nothing is in work …
    Time note_until;       ///< … until then
    bool in_line = false;  ///< the note tells a place in line
    bool shown = false;    ///< `show` runs
    bool calling = false;  ///< a call to Telegram is under way
    Wakeup changed;
    Wakeup called;

    /// Nothing is in work; somebody waits for their turn.
    bool waits() const { return items.empty() && in_line; }
    bool is_private() const { return key.second.value == 0; }
};

}  // namespace aisha::handlers
