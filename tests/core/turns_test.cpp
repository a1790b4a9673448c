// Taking turns: one at a time, in order, also when some give up.
#include "core/turns.hpp"

#include "tests/support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>

#include <gtest/gtest.h>

namespace aisha {
namespace {

struct TurnsTest : testing::Test {
    /// Takes a turn, notes `name`, and keeps it until `finish` is notified.
    awaitable<void> work(char name) {
        auto const turn = co_await turns.take();
        began += name;
        co_await finish.wait();
    }
    void spawn(char name, asio::cancellation_signal* signal = nullptr) {
        auto done = [](std::exception_ptr) {};
        if (signal) asio::co_spawn(loop, work(name), asio::bind_cancellation_slot(signal->slot(), done));
        else asio::co_spawn(loop, work(name), done);
        turn_loop();
    }
    void turn_loop() {
        loop.restart();
        loop.poll();
    }
    void finish_one() {
        finish.notify();
        turn_loop();
    }

    asio::io_context loop;
    Turns turns;
    Wakeup finish{loop.get_executor()};
    std::string began;
};

TEST_F(TurnsTest, come_in_order) {
    for (char const name : {'a', 'b', 'c'}) spawn(name);
    EXPECT_EQ(began, "a");
    EXPECT_EQ(turns.waiting(), 2U);
    finish_one();
    EXPECT_EQ(began, "ab");
    finish_one();
    finish_one();
    EXPECT_EQ(began, "abc");
    spawn('d');
    EXPECT_EQ(began, "abcd");
    EXPECT_EQ(turns.waiting(), 0U);
}

TEST_F(TurnsTest, are_handed_on_by_those_who_give_up) {
    asio::cancellation_signal in_turn, in_line;
    spawn('a', &in_turn);
    spawn('b', &in_line);
    spawn('c');
    in_line.emit(asio::cancellation_type::terminal);
    turn_loop();
    EXPECT_EQ(turns.waiting(), 1U);
    in_turn.emit(asio::cancellation_type::terminal);
    turn_loop();
    EXPECT_EQ(began, "ac");
}

TEST_F(TurnsTest, are_not_lost_when_the_next_gives_up_while_it_is_called) {
    asio::cancellation_signal in_line;
    spawn('a');
    spawn('b', &in_line);
    spawn('c');
    finish.notify();
    loop.restart();
    while (turns.waiting() == 2 && began == "a") {
        in_line.emit(asio::cancellation_type::terminal);
        if (loop.poll_one() == 0) break;
    }
    turn_loop();
    EXPECT_EQ(began, "ac");
}

}  // namespace
}  // namespace aisha
