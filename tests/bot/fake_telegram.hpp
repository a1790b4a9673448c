// Telegram as the tests want it: answers every call at once, unless told to fail, to stay silent or to wait.
#pragma once

#include "bot/bot.hpp"
#include "net/http.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace aisha::tests {

class FakeTelegram : public net::Transport {
public:
    struct Call {
        std::string method;
        json::Value parameters;
        net::Request request;
        std::int64_t chat() const { return number("chat_id"); }
        std::int64_t number(std::string_view key) const;
        std::string text(std::string_view key = "text") const;
        bool has(std::string_view key) const;
    };
    /// Answers one call; may throw what a Transport throws.
    using Answer = std::function<net::Response(Call const&)>;

    explicit FakeTelegram(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    awaitable<net::Response> send(net::Request request) override;

    /// The next `times` calls of `method` are answered like this instead.
    void next(std::string const& method, Answer answer, int times = 1);
    /// Calls of `method` are received but not answered until `release`.
    void hold(std::string const& method);
    void release(std::string const& method);
    /// An update for getUpdates.
    void add_update(json::Value update);

    std::vector<Call> calls;
    std::vector<Call> of(std::string_view method) const;
    std::size_t count(std::string_view method) const { return of(method).size(); }
    /// Texts of sendMessage in `chat` (0: all) in the order of the calls.
    std::vector<std::string> texts(std::int64_t chat = 0) const;
    /// Most calls that were under way at the same time.
    std::size_t most_at_once = 0;

private:
    awaitable<net::Response> updates(Call const& call);
    net::Response usual(Call const& call);

    asio::any_io_executor executor_;
    std::map<std::string, std::deque<Answer>> scripted_;
    std::map<std::string, std::shared_ptr<asio::steady_timer>> held_;
    std::deque<json::Value> updates_;
    std::vector<std::shared_ptr<asio::steady_timer>> pollers_;
    std::int64_t last_message_ = 100;
    std::size_t under_way_ = 0;
};

/// {"ok":true,"result":…}
net::Response answered(json::Value result);
/// {"ok":false,…} with the status of its code.
net::Response refused(int code, std::string const& description, json::Value parameters = nullptr);
/// A page of a gateway.
net::Response html_page(int status);
/// Throws: the connection was refused, or broke after the request was sent.
net::Response never_connected(FakeTelegram::Call const& call);
net::Response answer_lost(FakeTelegram::Call const& call);

inline std::string const token = "4242:AAbbCC-dd_EE";

}  // namespace aisha::tests
