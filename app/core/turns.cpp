// The line of those who wait for their turn.
#include "core/turns.hpp"

#include <list>

namespace aisha {

namespace {

struct Place {
    explicit Place(asio::any_io_executor executor) : wakeup(std::move(executor)) {}
    Wakeup wakeup;
    bool called = false;  ///< it is this one's turn already, though it may not have woken up yet
};

}  // namespace

struct Turns::Line {
    std::list<Place> places;
    bool taken = false;

    void next() {
        if (places.empty()) {
            taken = false;
            return;
        }
        places.front().called = true;
        places.front().wakeup.notify();
    }
};

namespace {

/// Takes a place out of the line however its waiter ends, and hands on a turn that it was given but never
/// used.
struct Leaves {
    std::shared_ptr<Turns::Line> line;
    std::list<Place>::iterator place;
    bool served = false;

    Leaves(std::shared_ptr<Turns::Line> in, std::list<Place>::iterator at) : line(std::move(in)), place(at) {}
    Leaves(Leaves const&) = delete;
    Leaves& operator=(Leaves const&) = delete;
    ~Leaves() {
        bool const called = place->called;
        line->places.erase(place);
        if (called && !served) line->next();
    }
};

}  // namespace

Turns::Turns() : line_(std::make_shared<Line>()) {}

Turns::Turn::~Turn() {
    if (line_) line_->next();
}

awaitable<Turns::Turn> Turns::take() {
    auto line = line_;
    if (!line->taken) {
        line->taken = true;
        co_return Turn(line);
    }
    auto const executor = co_await asio::this_coro::executor;
    Leaves leaves(line, line->places.emplace(line->places.end(), executor));
    co_await leaves.place->wakeup.wait();
    leaves.served = true;
    co_return Turn(line);
}

std::size_t Turns::waiting() const { return line_->places.size(); }

}  // namespace aisha
