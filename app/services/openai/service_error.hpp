// What OpenAI and the compatible servers have in common, whatever they are asked: keys, errors, and how long
// they want to be left alone.
#pragma once

#include "core/secret.hpp"
#include "net/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisha {

/// Adds the Authorization header; nothing where there is no key.
void authorize(net::Request& request, Secret const& key);
/// An answer in which the key stands nowhere: some services name the key that they refuse, and an error goes
/// into the log and the database.
net::Response without_key(net::Response response, Secret const& key);

/// What a failed service says of itself: `error` is an object at OpenAI, a text at whisper.cpp; FastAPI has
/// `detail`; gateways answer with text or HTML.
struct ServiceError {
    std::string message;  ///< a few hundred characters at most
    std::string code;     ///< or the type, where there is no code
    std::string param;
};
ServiceError read_service_error(std::string_view body);

/// How long the service asks us to wait. https://platform.openai.com/docs/guides/rate-limits
std::optional<std::chrono::seconds> asked_to_wait(net::Response const& response);

/// True where `words` stand in `text`, whatever the case of their (Latin) letters.
bool says(std::string_view text, std::string_view words);

/// One space for every run of white space and control characters, none at the ends.
std::string tidied(std::string_view text);

/// How a service and the settings that belong to it are called in messages.
struct ServiceNames {
    std::string_view service;  ///< "the speech service"
    std::string_view key;      ///< "SPEECH_API_KEY or OPENAI_API_KEY"
    std::string_view model;
    std::string_view address;
};

/// "the speech service answered 400: …"
std::string described(net::Response const& response, ServiceError const& error, ServiceNames const& names);

/// Throws what an answer other than 2xx means, where the caller has nothing of its own to say to its status:
/// Unavailable with the time to wait for what may pass (408, 409, 425, 429, 5xx), std::runtime_error for what
/// an operator must mend (bad key, unknown model, no quota) or what is our mistake.
[[noreturn]] void throw_service_error(net::Response const& response, ServiceError const& error,
                                      ServiceNames const& names);

}  // namespace aisha
