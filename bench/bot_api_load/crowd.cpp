// What people do, and how the answers compare with what was learned.
#include "crowd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <optional>
#include <stdexcept>

namespace aisha::bench {

namespace {

constexpr std::int64_t first_person = 100'000'000;
constexpr std::string_view language_button = "lang:";
constexpr std::size_t live_max = 4;  ///< messages with buttons that a chat remembers
constexpr auto answer_patience = std::chrono::seconds(20);
constexpr auto recording_patience = std::chrono::seconds(60);
constexpr auto quiet_for = std::chrono::milliseconds(400);

std::string json_string(std::string_view text) {
    return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

/// What kind of button it is: ids do not matter.
std::string kind_of(std::string const& data) {
    std::string kind;
    for (char const c : data)
        if (!std::isdigit(static_cast<unsigned char>(c))) kind += c;
        else if (!kind.ends_with('#')) kind += '#';
    return "[" + kind + "]";
}

}  // namespace

Crowd::Crowd(CrowdOptions options) : options_(std::move(options)), random_(options_.seed) {
    for (std::size_t number = 0; number < options_.chats; ++number) {
        constexpr std::int64_t apart = 7919;
        chats_.push_back({.id = first_person + apart * static_cast<std::int64_t>(number),
                          .language = number % 2 == 0 ? "en" : "ru",
                          .next_message = 1,
                          .live = {},
                          .expected = {},
                          .open = 0,
                          .seen = {}});
        places_[chats_.back().id] = number;
    }
}

std::string Crowd::person(Chat const& chat) const {
    auto const number = places_.at(chat.id);
    return fmt::format(R"("id":{},"first_name":"Анна & Co","username":"user_{}")", chat.id, number);
}

void Crowd::say(BotApi& api, Chat& chat, std::string const& text) {
    ask(chat, text);
    auto const command = text.substr(0, text.find(' '));
    auto const entities =
        text.starts_with('/')
            ? fmt::format(R"(,"entities":[{{"offset":0,"length":{},"type":"bot_command"}}])", command.size())
            : "";
    api.deliver(
        fmt::format(R"("message":{{"message_id":{},"from":{{"is_bot":false,"language_code":"{}",{}}},)"
                    R"("chat":{{"type":"private",{}}},"date":1790000000,"text":{}{}}})",
                    chat.next_message++, places_.at(chat.id) % 2 == 0 ? "en" : "ru", person(chat),
                    person(chat), json_string(text), entities));
}

void Crowd::press(BotApi& api, Chat& chat, Live const& live, std::string const& data) {
    presses_[next_number_] = places_.at(chat.id);
    auto const number = next_number_;
    ask(chat, kind_of(data));
    asked_.at(number).press_open = true;
    api.deliver(
        fmt::format(R"("callback_query":{{"id":"{}","from":{{"is_bot":false,"language_code":"{}",{}}},)"
                    R"("message":{},"chat_instance":"{}","data":{}}})",
                    number, places_.at(chat.id) % 2 == 0 ? "en" : "ru", person(chat), live.json, -chat.id,
                    json_string(data)));
    if (data.starts_with(language_button)) chat.language = data.substr(language_button.size());
}

/// Notes the next update as asked, and what has to come for it.
void Crowd::ask(Chat& chat, std::string action) {
    auto const number = next_number_++;
    Asked asked{
        .action = action, .at = std::chrono::steady_clock::now(), .answers_left = 0, .press_open = false};
    if (!learning_) {
        ++verdict_.asked;
        for (auto const& answer : known_.at({chat.language, std::move(action)})) {
            chat.expected.emplace_back(number, &answer);
            ++asked.answers_left;
        }
    }
    ++chat.open;
    asked_.emplace(number, std::move(asked));
}

void Crowd::act(BotApi& api, bool alone) {
    auto const any = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    };
    auto* chat = &chats_[any(chats_.size())];
    for (int tries = 0; alone && chat->open > 0 && tries < 1000; ++tries) chat = &chats_[any(chats_.size())];
    if (std::uniform_real_distribution<>()(random_) < options_.presses) {
        auto const possible = choices(*chat);
        if (!possible.empty()) {
            auto const& [live, data] = possible[any(possible.size())];
            return press(api, *chat, *live, data);
        }
    }
    say(api, *chat, options_.texts[any(options_.texts.size())]);
}

/// Buttons on the chat's newest messages whose answer is known.
std::vector<std::pair<Crowd::Live const*, std::string>> Crowd::choices(Chat const& chat) const {
    std::vector<std::pair<Live const*, std::string>> possible;
    for (auto const& live : chat.live)
        for (auto const& data : live.buttons)
            if (pressable(data) && known_.contains({chat.language, kind_of(data)}))
                possible.emplace_back(&live, data);
    return possible;
}

bool Crowd::pressable(std::string const& data) const {
    return std::ranges::none_of(options_.unpressed,
                                [&](auto const& begin) { return data.starts_with(begin); });
}

void Crowd::called(Call const& call) {
    ++heard_;
    auto const place = places_.find(call.chat);
    if (place == places_.end()) {
        ++verdict_.unexpected;
        return;
    }
    auto& chat = chats_[place->second];
    keep_live(chat, call);
    Answer const answer{call.method, call.text};
    if (learning_) {
        chat.seen.push_back(answer);
        return;
    }
    if (chat.expected.empty()) {
        if (++verdict_.unexpected == 1)
            fmt::print(stderr, "bot_api_load: chat {}: nobody asked: {}\n", call.chat, call.text);
        return;
    }
    auto const [number, wanted] = chat.expected.front();
    chat.expected.pop_front();
    bool const as_wanted = options_.exact ? answer == *wanted : answer.method == wanted->method;
    if (!as_wanted && ++verdict_.wrong <= 3)
        fmt::print(stderr, "bot_api_load: chat {}: wanted {} {}\n  got {} {}\n", call.chat, wanted->method,
                   wanted->text, answer.method, answer.text);
    --asked_.at(number).answers_left;
    finish_where_answered(number, chat);
}

void Crowd::press_answered(std::int64_t press) {
    ++heard_;
    auto const asked = asked_.find(press);
    if (asked == asked_.end() || !asked->second.press_open) {
        ++verdict_.unexpected;
        return;
    }
    asked->second.press_open = false;
    if (!learning_) finish_where_answered(press, chats_[presses_.at(press)]);
}

void Crowd::finish_where_answered(std::int64_t number, Chat& chat) {
    auto const asked = asked_.find(number);
    if (asked->second.answers_left > 0 || asked->second.press_open) return;
    last_answer_ = std::chrono::steady_clock::now();
    latencies_[asked->second.action].push_back(
        std::chrono::duration<double, std::milli>(last_answer_ - asked->second.at).count());
    asked_.erase(asked);
    presses_.erase(number);
    --chat.open;
    ++verdict_.answered;
}

void Crowd::keep_live(Chat& chat, Call const& call) {
    std::erase_if(chat.live, [&](auto const& live) { return live.message == call.message; });
    if (!call.buttons.empty()) chat.live.push_front({call.message, call.buttons, call.json});
    if (chat.live.size() > live_max) chat.live.pop_back();
}

void Crowd::learn(HttpLoop& loop, BotApi& api) {
    for (auto const* language : {"en", "ru"})
        for (auto& chat : chats_)
            if (chat.language == language) {
                learn_language(loop, api, chat);
                break;
            }
    learning_ = false;
    asked_.clear();
    presses_.clear();
    for (auto& chat : chats_) chat.open = 0;
}

void Crowd::learn_language(HttpLoop& loop, BotApi& api, Chat& chat) {
    auto const own = chat.language;
    auto const button = [&](auto const& wanted) -> std::optional<std::pair<Live, std::string>> {
        for (auto const& live : chat.live)
            for (auto const& data : live.buttons)
                if (wanted(data)) return std::pair(live, data);
        return std::nullopt;
    };
    auto const unknown = [&](std::string const& data) {
        return pressable(data) && !known_.contains({chat.language, kind_of(data)});
    };
    auto const leads_home = [&](std::string const& data) {
        return data == std::string(language_button) + own;
    };
    for (auto const& text : options_.texts) {
        say(api, chat, text);
        learn_answer(loop, chat, own, text);
        while (auto const found = button(unknown)) learn_press(loop, api, chat, found->first, found->second);
        if (chat.language == own) continue;
        auto const home = button(leads_home);
        if (!home) throw std::runtime_error("no button leads back to " + own);
        learn_press(loop, api, chat, home->first, home->second);
    }
}

void Crowd::learn_press(HttpLoop& loop, BotApi& api, Chat& chat, Live const& live, std::string const& data) {
    auto const language = chat.language;
    press(api, chat, live, data);
    learn_answer(loop, chat, language, kind_of(data));
}

void Crowd::learn_answer(HttpLoop& loop, Chat& chat, std::string const& language, std::string const& action) {
    auto const before = heard_;
    if (!loop.run_until([&] { return heard_ > before; }, std::chrono::steady_clock::now() + answer_patience))
        throw std::runtime_error("the bot does not answer " + action);
    wait_for_quiet(loop);
    known_[{language, action}] = std::exchange(chat.seen, {});
}

/// Until nothing has come for a while.
void Crowd::wait_for_quiet(HttpLoop& loop) {
    std::size_t last = 0;
    do {
        last = heard_;
        loop.run_until([&] { return heard_ > last; }, std::chrono::steady_clock::now() + quiet_for);
    } while (heard_ > last);
}

void Crowd::record(HttpLoop& loop, BotApi& api) {
    auto const told = [](Chat const& chat) {
        return std::ranges::any_of(chat.seen, [](auto const& call) { return call.method == "sendMessage"; });
    };
    for (auto& chat : chats_) {
        api.deliver(fmt::format(
            R"("message":{{"message_id":{},"from":{{"is_bot":false,"language_code":"{}",{}}},)"
            R"("chat":{{"type":"private",{}}},"date":1790000000,"voice":{{"file_id":"v{}",)"
            R"("file_unique_id":"v{}","duration":1,"mime_type":"audio/wav","file_size":32044}}}})",
            chat.next_message++, chat.language, person(chat), person(chat), chat.id, chat.id));
        if (!loop.run_until([&] { return told(chat); },
                            std::chrono::steady_clock::now() + recording_patience))
            throw std::runtime_error("a recording got no answer");
    }
    wait_for_quiet(loop);
    for (auto& chat : chats_) chat.seen.clear();
}

}  // namespace aisha::bench
