// Methods, files and, for recordings, a speech service that always hears the same.
#include "bot_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace aisha::bench {

namespace {

namespace json = boost::json;

constexpr std::string_view as_json = "application/json";

std::string text_of(json::object const& given, std::string_view name) {
    auto const* const value = given.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_of(json::object const& given, std::string_view name) {
    auto const* const value = given.if_contains(name);
    if (!value) return 0;
    if (value->is_string()) return std::strtoll(value->get_string().c_str(), nullptr, 10);
    json::error_code error;
    auto const number = value->to_number<std::int64_t>(error);
    return error ? 0 : number;
}

std::vector<std::string> buttons_of(json::object const& given) {
    std::vector<std::string> buttons;
    auto const* const markup = given.if_contains("reply_markup");
    auto const* const rows =
        markup && markup->is_object() ? markup->get_object().if_contains("inline_keyboard") : nullptr;
    if (!rows || !rows->is_array()) return buttons;
    for (auto const& row : rows->get_array())
        for (auto const& button : row.as_array())
            if (auto data = text_of(button.as_object(), "callback_data"); !data.empty())
                buttons.push_back(std::move(data));
    return buttons;
}

/// A second of a tone, 16 kHz: silence would not be sent to the speech service.
std::string tone() {
    constexpr std::uint32_t rate = 16000;
    auto const little = [](std::uint32_t value, int bytes) {
        std::string out;
        for (int byte = 0; byte < bytes; ++byte) out += static_cast<char>(value >> (8 * byte));
        return out;
    };
    std::string samples;
    for (std::uint32_t place = 0; place < rate; ++place) samples += little(place % 40 < 20 ? 8000 : 57536, 2);
    return "RIFF" + little(36 + 2 * rate, 4) + "WAVEfmt " + little(16, 4) + little(1, 2) + little(1, 2) +
           little(rate, 4) + little(2 * rate, 4) + little(2, 2) + little(16, 2) + "data" +
           little(2 * rate, 4) + samples;
}

constexpr std::string_view heard =
    R"({"task":"transcribe","language":"english","duration":1.0,"text":"Please buy milk and bread.",)"
    R"("segments":[{"id":0,"start":0.0,"end":1.0,"text":" Please buy milk and bread.",)"
    R"("no_speech_prob":0.01,"avg_logprob":-0.2}]})";

}  // namespace

BotApi::BotApi(Events events)
    : events_(std::move(events)),
      loop_({.received = [this](auto connection, auto const& request) { receive(connection, request); },
             .closed =
                 [this](auto connection) {
                     if (poll_ && poll_->connection == connection) poll_.reset();
                 },
             .turn = [this] { return turn(); }}) {}

void BotApi::deliver(std::string_view body) {
    auto const id = next_update_++;
    updates_.push_back({id, fmt::format(R"({{"update_id":{},{}}})", id, body)});
}

void BotApi::receive(HttpLoop::Connection connection, HttpLoop::Request const& request) {
    constexpr std::string_view bot = "/bot";
    if (request.path.starts_with("/file/")) return loop_.answer(connection, 200, "audio/wav", tone());
    if (request.path.starts_with("/v1/")) return speech(connection, request);
    auto const slash = request.path.rfind('/');
    if (!request.path.starts_with(bot) || slash < bot.size()) return refuse(connection, request.path);
    json::error_code error;
    auto const parsed = request.body.empty() ? json::value(json::object()) : json::parse(request.body, error);
    if (error || !parsed.is_object()) return refuse(connection, "no JSON object");
    call(connection, std::string(request.path.substr(slash + 1)), parsed.get_object());
}

void BotApi::speech(HttpLoop::Connection connection, HttpLoop::Request const& request) {
    bool const transcribes = request.path.ends_with("/transcriptions");
    loop_.answer(connection, 200, as_json, transcribes ? heard : R"({"object":"list","data":[]})");
}

void BotApi::call(HttpLoop::Connection connection, std::string const& method, json::object const& given) {
    ++calls_[method];
    if (method == "getUpdates") return poll(connection, given);
    if (method == "sendMessage" || method == "editMessageText" || method == "deleteMessage")
        return change(connection, method, given);
    if (method == "getMe")
        return succeed(connection, R"({"id":4242,"is_bot":true,"first_name":"Load","username":"load_bot"})");
    if (method == "getFile")
        return succeed(connection, R"({"file_id":"v","file_unique_id":"v","file_path":"voice.wav"})");
    if (method == "getWebhookInfo")
        return succeed(connection, R"({"url":"","has_custom_certificate":false,"pending_update_count":0})");
    succeed(connection, "true");
    if (method == "answerCallbackQuery") events_.press_answered(number_of(given, "callback_query_id"));
}

void BotApi::change(HttpLoop::Connection connection, std::string const& method, json::object const& given) {
    Call call{.method = method,
              .chat = number_of(given, "chat_id"),
              .message = method == "sendMessage" ? next_message_++ : number_of(given, "message_id"),
              .text = text_of(given, "text"),
              .buttons = buttons_of(given),
              .json = {}};
    if (method == "deleteMessage") {
        succeed(connection, "true");
    } else {
        auto const* const markup = given.if_contains("reply_markup");
        call.json = fmt::format(R"({{"message_id":{},"from":{{"id":4242,"is_bot":true,"first_name":"Load"}},)"
                                R"("chat":{{"id":{},"type":"private"}},"date":1790000000,"text":{}{}}})",
                                call.message, call.chat, json::serialize(json::string_view(call.text)),
                                markup ? R"(,"reply_markup":)" + json::serialize(*markup) : "");
        succeed(connection, call.json);
    }
    events_.called(call);
}

void BotApi::poll(HttpLoop::Connection connection, json::object const& given) {
    polled_ = true;
    auto const offset = number_of(given, "offset");
    while (!updates_.empty() && updates_.front().id < offset) updates_.pop_front();
    constexpr std::int64_t most = 100;
    auto const limit = number_of(given, "limit");
    if (poll_) refuse(poll_->connection, "another poll began");
    poll_ = Poll{connection, static_cast<std::size_t>(limit < 1 || limit > most ? most : limit),
                 std::chrono::steady_clock::now() + std::chrono::seconds(number_of(given, "timeout"))};
}

SteadyTime BotApi::turn() {
    auto next = events_.turn();
    if (!poll_) return next;
    if (updates_.size() < poll_->limit) events_.wanted(poll_->limit - updates_.size());
    if (updates_.empty() && std::chrono::steady_clock::now() < poll_->until)
        return std::min(next, poll_->until);
    std::string batch = "[";
    for (std::size_t number = 0; number < std::min(poll_->limit, updates_.size()); ++number)
        batch.append(number > 0 ? "," : "").append(updates_[number].json);
    auto const connection = poll_->connection;
    poll_.reset();
    succeed(connection, batch + "]");
    return next;
}

void BotApi::succeed(HttpLoop::Connection connection, std::string_view result) {
    loop_.answer(connection, 200, as_json, fmt::format(R"({{"ok":true,"result":{}}})", result));
}

void BotApi::refuse(HttpLoop::Connection connection, std::string_view why) {
    if (++refused_ == 1) fmt::print(stderr, "bot_api_load: refused: {}\n", why);
    loop_.answer(connection, 400, as_json,
                 R"({"ok":false,"error_code":400,"description":"Bad Request: not understood by the load"})");
}

}  // namespace aisha::bench
