// Taking turns at something that serves one coroutine at a time.
#pragma once

#include "core/async.hpp"

#include <memory>

namespace aisha {

/// Lets one coroutine at a time through, in the order they came. For the loop's thread only.
class Turns {
public:
    struct Line;

    /// While it lives, it is the owner's turn.
    class Turn {
    public:
        explicit Turn(std::shared_ptr<Line> line) : line_(std::move(line)) {}
        Turn(Turn&&) noexcept = default;
        Turn& operator=(Turn&&) = delete;
        ~Turn();

    private:
        std::shared_ptr<Line> line_;
    };

    Turns();

    /// Waits for its turn. Who is cancelled leaves the line, and nobody else waits longer for it.
    awaitable<Turn> take();

    /// How many wait now, the one whose turn it is not counted.
    std::size_t waiting() const;

private:
    std::shared_ptr<Line> line_;
};

}  // namespace aisha
