// People who write and press, and who know what the bot ought to answer: whatever it answered the first of
// them, alone. Whoever gets something else, twice or in another order says so.
#pragma once

#include "bot_api.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace aisha::bench {

struct CrowdOptions {
    std::size_t chats = 500;
    std::vector<std::string> texts;      ///< what people say
    double presses = 0.2;                ///< share of presses among updates
    std::vector<std::string> unpressed;  ///< beginnings of button data that nobody presses
    bool exact = true;                   ///< the words of an answer count, not only what kind of call it is
    std::uint64_t seed = 1;
};

/// How the answers compare with what was learned.
struct Verdict {
    std::size_t asked = 0;
    std::size_t answered = 0;
    std::size_t wrong = 0;       ///< another answer than expected at this place, out of order included
    std::size_t unexpected = 0;  ///< nobody asked: answered twice
};

class Crowd {
public:
    explicit Crowd(CrowdOptions options);

    /// How the bot answers each text and each button in every language, learned one by one; throws
    /// std::runtime_error where it does not answer.
    void learn(HttpLoop& loop, BotApi& api);
    /// Everybody sends a recording and gets its text. Before `learn`.
    void record(HttpLoop& loop, BotApi& api);

    /// From a chat chosen by chance: something said or pressed. `alone`: only from a chat with nothing open.
    void act(BotApi& api, bool alone);
    void called(Call const& call);
    void press_answered(std::int64_t press);

    Verdict const& verdict() const { return verdict_; }
    std::size_t open() const { return verdict_.asked - verdict_.answered; }
    SteadyTime last_answer() const { return last_answer_; }
    /// Milliseconds from the delivery to the last part of the answer, by what was done.
    std::map<std::string, std::vector<double>> const& latencies() const { return latencies_; }

private:
    struct Answer {
        std::string method;
        std::string text;
        bool operator==(Answer const&) const = default;
    };
    /// A message with buttons that can be pressed.
    struct Live {
        std::int64_t message = 0;
        std::vector<std::string> buttons;
        std::string json;
    };
    struct Asked {
        std::string action;
        SteadyTime at;
        std::size_t answers_left = 0;
        bool press_open = false;
    };
    struct Chat {
        std::int64_t id = 0;
        std::string language;
        std::int64_t next_message = 1;
        std::deque<Live> live;
        std::deque<std::pair<std::int64_t, Answer const*>> expected;  ///< update and what comes next
        std::size_t open = 0;
        std::vector<Answer> seen;  ///< while learning
    };

    std::string person(Chat const& chat) const;
    void say(BotApi& api, Chat& chat, std::string const& text);
    void press(BotApi& api, Chat& chat, Live const& live, std::string const& data);
    void ask(Chat& chat, std::string action);
    void finish_where_answered(std::int64_t number, Chat& chat);
    void keep_live(Chat& chat, Call const& call);
    bool pressable(std::string const& data) const;
    std::vector<std::pair<Live const*, std::string>> choices(Chat const& chat) const;
    void learn_language(HttpLoop& loop, BotApi& api, Chat& chat);
    void learn_press(HttpLoop& loop, BotApi& api, Chat& chat, Live const& live, std::string const& data);
    void learn_answer(HttpLoop& loop, Chat& chat, std::string const& language, std::string const& action);
    void wait_for_quiet(HttpLoop& loop);

    CrowdOptions options_;
    std::mt19937_64 random_;
    std::vector<Chat> chats_;
    std::map<std::int64_t, std::size_t> places_;                                ///< of chats, by id
    std::map<std::pair<std::string, std::string>, std::vector<Answer>> known_;  ///< by language and action
    std::map<std::int64_t, Asked> asked_;
    std::map<std::int64_t, std::size_t> presses_;  ///< chats, by number of the press
    std::int64_t next_number_ = 1;
    std::size_t heard_ = 0;  ///< calls and answers to presses so far
    bool learning_ = true;
    Verdict verdict_;
    SteadyTime last_answer_;
    std::map<std::string, std::vector<double>> latencies_;
};

}  // namespace aisha::bench
