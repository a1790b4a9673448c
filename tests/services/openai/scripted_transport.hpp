// A Transport whose answers the test writes, and which remembers what was asked.
#pragma once

#include "net/http.hpp"

#include <functional>
#include <vector>

namespace aisha::tests {

class ScriptedTransport : public net::Transport {
public:
    using Answer = std::function<awaitable<net::Response>(net::Request const&)>;

    awaitable<net::Response> send(net::Request request) override {
        requests.push_back(std::move(request));
        // The answer is named, for its coroutine lives in the function object it belongs to.
        auto const answer = answers_.empty() ? otherwise : std::move(answers_.front());
        if (!answers_.empty()) answers_.erase(answers_.begin());
        if (!answer) throw std::logic_error("nothing was scripted for this request");
        auto const asked = requests.back();
        co_return co_await answer(asked);
    }

    /// The next request that has no answer yet gets this one.
    void answers(int status, std::string body, net::Headers headers = {}) {
        answers_.push_back([=](net::Request const&) -> awaitable<net::Response> {
            co_return net::Response{.status = status, .headers = headers, .body = body};
        });
    }
    void answers(Answer answer) { answers_.push_back(std::move(answer)); }

    /// The value of a field of request `number`, "-" where it has none.
    std::string field(std::size_t number, std::string_view name) const {
        for (auto const& part : std::get<net::Multipart>(requests.at(number).body))
            if (part.name == name && std::holds_alternative<std::string>(part.content))
                return std::get<std::string>(part.content);
        return "-";
    }
    net::Part file(std::size_t number) const {
        for (auto const& part : std::get<net::Multipart>(requests.at(number).body))
            if (part.name == "file") return part;
        throw std::logic_error("no file was sent");
    }

    std::vector<net::Request> requests;
    Answer otherwise;  ///< for requests beyond the script

private:
    std::vector<Answer> answers_;
};

}  // namespace aisha::tests
