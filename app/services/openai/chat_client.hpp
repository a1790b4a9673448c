// Questions to a chat model by an OpenAI-compatible service.
#pragma once

#include "core/json.hpp"
#include "core/secret.hpp"
#include "net/http.hpp"

#include <optional>
#include <string>

namespace aisha {

struct ChatServiceConfig {
    std::string base_url;  ///< ends in /v1
    Secret api_key;        ///< empty: no Authorization header
    std::string model;     ///< empty: there is no chat model
};

/// The shape of an answer: the JSON schema of an object, as strict structured output wants it.
/// https://platform.openai.com/docs/guides/structured-outputs
struct AnswerShape {
    std::string name;  ///< [A-Za-z0-9_-], at most 64
    json::Value schema;
};

struct ChatQuestion {
    std::string instructions;          ///< ours
    std::string text;                  ///< what it is about: data, whoever wrote it
    std::optional<AnswerShape> shape;  ///< nothing: the answer is plain text
};

struct ChatAnswer {
    enum class End {
        complete,
        too_long,  ///< the text or the answer is longer than the model takes: ask about a smaller part
        declined   ///< the model does not want to; `text` has its words where there are any
    };
    End end = End::complete;
    std::string text;
    json::Value value;  ///< an object, where a shape was asked for
    std::string model;  ///< who answered, as the service says
};

/// Servers that know no JSON schemas, no token limit by that name or no temperature are asked again without,
/// and from then on; the schema goes into the instructions.
class ChatClient {
public:
    ChatClient(net::Transport& transport, ChatServiceConfig config);

    bool configured() const { return !config_.base_url.empty() && !config_.model.empty(); }

    /// One question. Throws Unavailable for everything that may pass (network, 408, 409, 429, 5xx, an answer
    /// that is none) with the service's Retry-After, json::Error where the model gave no JSON object though
    /// it was asked for one, and std::runtime_error for what an operator must mend (bad key, unknown model,
    /// no quota), saying so.
    awaitable<ChatAnswer> ask(ChatQuestion question);

    /// Whether the service answers now (for `doctor`). Throws as `ask` does.
    awaitable<void> check();

private:
    enum class Structure { schema, object, words };
    enum class TokenLimit { completion, plain, none };

    net::Request request(ChatQuestion const& question) const;
    bool does_without(net::Response const& response, bool structured);
    ChatAnswer answer(net::Response const& response, bool structured) const;

    net::Transport& transport_;
    ChatServiceConfig config_;
    Structure structure_ = Structure::schema;
    TokenLimit token_limit_ = TokenLimit::completion;
    bool temperature_ = true;
};

}  // namespace aisha
