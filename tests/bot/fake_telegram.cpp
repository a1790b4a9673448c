// The scripted Telegram.
#include "tests/bot/fake_telegram.hpp"

#include <boost/asio/redirect_error.hpp>

namespace aisha::tests {

std::int64_t FakeTelegram::Call::number(std::string_view key) const {
    auto const* value = parameters.as_object().if_contains(key);
    return value ? value->to_number<std::int64_t>() : 0;
}

std::string FakeTelegram::Call::text(std::string_view key) const {
    auto const* value = parameters.as_object().if_contains(key);
    return value ? std::string(value->as_string()) : std::string();
}

bool FakeTelegram::Call::has(std::string_view key) const { return parameters.as_object().contains(key); }

awaitable<net::Response> FakeTelegram::send(net::Request request) {
    Call call;
    call.method = request.url.substr(request.url.rfind('/') + 1);
    bool const file = request.url.find("/file/bot") != std::string::npos;
    if (file) call.method = "file";
    auto const* body = std::get_if<std::string>(&request.body);
    call.parameters = body ? json::parse(*body) : json::Value(json::Object());
    call.request = std::move(request);
    calls.push_back(call);

    struct UnderWay {
        std::size_t& count;
        ~UnderWay() { --count; }
    };
    UnderWay const one{++under_way_};
    most_at_once = std::max(most_at_once, under_way_);

    if (auto const held = held_.find(call.method); held != held_.end()) {
        auto const timer = held->second;
        boost::system::error_code error;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, error));
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }
    auto& script = scripted_[call.method];
    if (!script.empty()) {
        auto const answer = script.front();
        script.pop_front();
        co_return answer(call);
    }
    if (call.method == "getUpdates") co_return co_await updates(call);
    co_return usual(call);
}

awaitable<net::Response> FakeTelegram::updates(Call const& call) {
    auto const offset = call.number("offset");
    std::erase_if(updates_, [&](json::Value const& update) {
        auto const* id = update.is_object() ? update.as_object().if_contains("update_id") : nullptr;
        return id && id->is_int64() && id->get_int64() < offset;
    });
    if (updates_.empty() && call.number("timeout") > 0) {
        auto const timer =
            std::make_shared<asio::steady_timer>(executor_, asio::steady_timer::time_point::max());
        pollers_.push_back(timer);
        boost::system::error_code error;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, error));
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }
    json::Array batch;
    for (auto const& update : updates_)
        if (batch.size() < static_cast<std::size_t>(call.number("limit"))) batch.push_back(update);
    co_return answered(std::move(batch));
}

net::Response FakeTelegram::usual(Call const& call) {
    if (call.method == "sendMessage") {
        json::Object message;
        message["message_id"] = ++last_message_;
        message["date"] = 1'790'000'000;
        message["chat"] = json::Object{{"id", call.chat()}, {"type", "private"}};
        message["text"] = call.text();
        return answered(std::move(message));
    }
    if (call.method == "getMe")
        return answered(
            json::Object{{"id", 4242}, {"is_bot", true}, {"first_name", "Aisha"}, {"username", "aisha_bot"}});
    return answered(true);
}

void FakeTelegram::next(std::string const& method, Answer answer, int times) {
    for (int i = 0; i < times; ++i) scripted_[method].push_back(answer);
}

void FakeTelegram::hold(std::string const& method) {
    held_[method] = std::make_shared<asio::steady_timer>(executor_, asio::steady_timer::time_point::max());
}

void FakeTelegram::release(std::string const& method) {
    auto const held = held_.extract(method);
    if (!held.empty()) held.mapped()->cancel();
}

void FakeTelegram::add_update(json::Value update) {
    updates_.push_back(std::move(update));
    for (auto const& timer : std::exchange(pollers_, {})) timer->cancel();
}

std::vector<FakeTelegram::Call> FakeTelegram::of(std::string_view method) const {
    std::vector<Call> found;
    for (auto const& call : calls)
        if (call.method == method) found.push_back(call);
    return found;
}

std::vector<std::string> FakeTelegram::texts(std::int64_t chat) const {
    std::vector<std::string> found;
    for (auto const& call : of("sendMessage"))
        if (chat == 0 || call.chat() == chat) found.push_back(call.text());
    return found;
}

net::Response answered(json::Value result) {
    return {.status = 200,
            .headers = {},
            .body = json::dump(json::Object{{"ok", true}, {"result", std::move(result)}})};
}

net::Response refused(int code, std::string const& description, json::Value parameters) {
    json::Object body{{"ok", false}, {"error_code", code}, {"description", description}};
    if (!parameters.is_null()) body["parameters"] = std::move(parameters);
    return {.status = code, .headers = {}, .body = json::dump(body)};
}

net::Response html_page(int status) {
    return {.status = status, .headers = {{"Content-Type", "text/html"}}, .body = "<html>Bad Gateway</html>"};
}

net::Response never_connected(FakeTelegram::Call const&) {
    throw net::TransportError("telegram.test: connection refused", net::TransportError::Sent::no);
}

net::Response answer_lost(FakeTelegram::Call const&) {
    throw net::TransportError("telegram.test: connection reset", net::TransportError::Sent::maybe);
}

}  // namespace aisha::tests
