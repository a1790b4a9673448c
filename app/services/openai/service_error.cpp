// Keys and errors of OpenAI-compatible services.
#include "services/openai/service_error.hpp"

#include "core/errors.hpp"
#include "core/json.hpp"
#include "core/utf.hpp"

#include <boost/algorithm/string/replace.hpp>

#include <algorithm>
#include <charconv>

namespace aisha {

namespace {

std::string text_of(json::Object const& object, char const* key) {
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

void authorize(net::Request& request, Secret const& key) {
    if (!key.empty()) request.headers.add("Authorization", "Bearer " + key.reveal());
}

net::Response without_key(net::Response response, Secret const& key) {
    if (!key.empty()) boost::algorithm::replace_all(response.body, key.reveal(), "[key]");
    return response;
}

ServiceError read_service_error(std::string_view body) {
    static constexpr std::size_t characters_max = 300;
    ServiceError result;
    try {
        auto const document = json::parse(body);
        if (auto const* object = document.if_object()) {
            auto const* error = object->if_contains("error");
            if (error && error->is_object()) {
                result.message = text_of(error->get_object(), "message");
                result.code = text_of(error->get_object(), "code");
                result.param = text_of(error->get_object(), "param");
                if (result.code.empty()) result.code = text_of(error->get_object(), "type");
            } else {
                for (auto const* key : {"error", "detail", "message"})
                    if (result.message.empty()) result.message = text_of(*object, key);
            }
        }
    } catch (json::Error const&) {
        // Not JSON: whisper.cpp and gateways answer in plain text or HTML; its beginning is what there is to
        // tell.
    }
    if (result.message.empty()) result.message = tidied(utf::repaired(body));
    result.message = std::string(utf::utf16_prefix(result.message, characters_max));
    return result;
}

std::optional<std::chrono::seconds> asked_to_wait(net::Response const& response) {
    if (auto const field = response.headers.find("retry-after-ms")) {
        double milliseconds = 0;
        auto const [end, error] = std::from_chars(field->data(), field->data() + field->size(), milliseconds);
        if (error == std::errc() && milliseconds >= 0 && milliseconds < 1e9)
            return std::chrono::ceil<std::chrono::seconds>(
                std::chrono::duration<double, std::milli>(milliseconds));
    }
    return response.retry_after();
}

bool says(std::string_view text, std::string_view words) {
    return std::ranges::search(text, words, [](unsigned char a, unsigned char b) {
               return std::tolower(a) == std::tolower(b);
           }).begin() != text.end();
}

std::string tidied(std::string_view text) {
    std::string result;
    for (char const c : text) {
        if (c < '\0' || c > ' ') result += c;
        else if (!result.empty() && result.back() != ' ') result += ' ';
    }
    if (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

std::string described(net::Response const& response, ServiceError const& error, ServiceNames const& names) {
    return fmt::format("{} answered {}: {}", names.service, response.status, error.message);
}

void throw_service_error(net::Response const& response, ServiceError const& error,
                         ServiceNames const& names) {
    auto const what = described(response, error, names);
    switch (response.status) {
        case 401:
        case 403: throw std::runtime_error(fmt::format("{} (check {})", what, names.key));
        case 404:
            throw std::runtime_error(
                fmt::format("{} (check {}, and that {} ends in /v1)", what, names.model, names.address));
        case 408:
        case 409:
        case 425: throw Unavailable(what, asked_to_wait(response));
        case 429:
            if (error.code == "insufficient_quota")
                throw std::runtime_error(what + " (the account's quota is used up)");
            throw Unavailable(what, asked_to_wait(response));
        default: break;
    }
    if (response.status >= 500) throw Unavailable(what, asked_to_wait(response));
    throw std::runtime_error(what);
}

}  // namespace aisha
