// A chat model that a test writes: a function from instructions and text to an answer.
#pragma once

#include "core/json.hpp"
#include "tests/services/openai/scripted_transport.hpp"

#include <functional>
#include <string>

namespace aisha::tests {

/// A completion with this content, as OpenAI answers it.
inline std::string completion(std::string_view content, std::string_view reason = "stop") {
    json::Object const message{{"role", "assistant"}, {"content", json::write(content)}};
    return json::dump(json::Object{
        {"model", "test-model"},
        {"choices",
         json::Array{json::Object{{"message", message}, {"finish_reason", json::write(reason)}}}}});
}

class ChatModel {
public:
    /// What it answers to instructions and text.
    using Think = std::function<net::Response(std::string const& instructions, json::Object const& data)>;

    explicit ChatModel(Think think) {
        transport.otherwise =
            [think = std::move(think)](net::Request const& request) -> awaitable<net::Response> {
            auto const body = json::parse(std::get<std::string>(request.body));
            auto const& messages = body.at("messages").as_array();
            co_return think(json::read<std::string>(messages.at(0).at("content")),
                            json::parse(json::read<std::string>(messages.at(1).at("content"))).as_object());
        };
    }

    std::size_t asked() const { return transport.requests.size(); }

    ScriptedTransport transport;
};

inline net::Response says(json::Value const& value) {
    return {.status = 200, .headers = {}, .body = completion(json::dump(value))};
}

}  // namespace aisha::tests
