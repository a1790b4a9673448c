// The Bot API as one bot sees it: updates in, calls out. No rules, no limits, no second bot.
#pragma once

#include "http_loop.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::bench {

/// What the bot did in a chat: sent, edited or deleted a message.
struct Call {
    std::string method;
    std::int64_t chat = 0;
    std::int64_t message = 0;  ///< of a new message, its number
    std::string text;
    std::vector<std::string> buttons;  ///< their data
    std::string json;                  ///< the message as Telegram would show it
};

class BotApi {
public:
    struct Events {
        std::function<void(Call const&)> called;
        /// answerCallbackQuery with the number that `press` was given.
        std::function<void(std::int64_t press)> press_answered;
        /// Asked when a poll could be answered with up to so many more updates; may call `deliver`.
        std::function<void(std::size_t room)> wanted;
        /// When to look again at the latest, beside polls.
        std::function<SteadyTime()> turn;
    };
    explicit BotApi(Events events);

    /// Hands an update to the next poll. `body`: the update's members behind its number.
    void deliver(std::string_view body);
    HttpLoop& loop() { return loop_; }
    /// True once the bot has asked for updates.
    bool polled() const { return polled_; }
    std::map<std::string, int> const& calls() const { return calls_; }
    /// Requests that were refused as not understood, with the first reason.
    int refused() const { return refused_; }

private:
    void receive(HttpLoop::Connection connection, HttpLoop::Request const& request);
    void call(HttpLoop::Connection connection, std::string const& method, boost::json::object const& given);
    void change(HttpLoop::Connection connection, std::string const& method, boost::json::object const& given);
    void poll(HttpLoop::Connection connection, boost::json::object const& given);
    void refuse(HttpLoop::Connection connection, std::string_view why);
    void succeed(HttpLoop::Connection connection, std::string_view result);
    void speech(HttpLoop::Connection connection, HttpLoop::Request const& request);
    SteadyTime turn();

    struct Poll {
        HttpLoop::Connection connection;
        std::size_t limit;
        SteadyTime until;
    };
    struct Update {
        std::int64_t id;
        std::string json;
    };
    Events events_;
    HttpLoop loop_;
    std::optional<Poll> poll_;
    std::deque<Update> updates_;
    std::int64_t next_update_ = 700'000'000;
    std::int64_t next_message_ = 1'000'000;
    std::map<std::string, int> calls_;
    bool polled_ = false;
    int refused_ = 0;
};

}  // namespace aisha::bench
