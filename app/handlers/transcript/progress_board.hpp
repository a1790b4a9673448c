// What is shown in one place, and of what.
#pragma once

#include "core/limits/audio.hpp"
#include "handlers/transcript/progress.hpp"

#include <list>
#include <memory>
#include <string>

namespace aisha::handlers {

struct Progress::Item {
    Time since;
    std::optional<AudioProcessingService::State> state;  ///< set once it is being recognised
    Time hearing_since;                                  ///< since then …
    Duration heard_before{};                             ///< … more than this has been heard

    /// What the rest takes at the pace so far; nothing before the first piece, or where it is a matter of
    /// seconds anyway.
    std::optional<Duration> left(Time now) const {
        auto const heard = std::chrono::duration<double>(state->heard - heard_before);
        if (heard.count() <= 0) return std::nullopt;
        auto const rest = std::chrono::duration<double>(state->speech - state->heard);
        auto const left = (now - hearing_since) * (rest / heard);
        if (left < limits::estimate_shown_from) return std::nullopt;
        return std::chrono::duration_cast<Duration>(left);
    }
};

struct Progress::Board {
    Key key;
    Language language = Language::en;
    TranscriptId transcript{};  ///< whose placeholder it is, outside private chats
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
