// Where people's data is, by the settings.
#include "handlers/privacy/facts.hpp"

#include <algorithm>

namespace aisha::handlers {

std::optional<std::string> other_host(std::string_view url) {
    auto rest = url.substr(std::min(url.find("://") + 3, url.size()));
    rest = rest.substr(0, rest.find_first_of("/?#"));
    rest = rest.substr(rest.rfind('@') + 1);
    auto const end = rest.starts_with('[') ? rest.find(']') + 1 : rest.find(':');
    std::string host(rest.substr(0, end));
    if (host.empty() || host == "localhost" || host.starts_with("127.") || host == "[::1]")
        return std::nullopt;
    return host;
}

PrivacyFacts privacy_facts(Config const& config) {
    return {.database = other_host(config.database_url.reveal()),
            .store = config.s3 ? other_host(config.s3->endpoint) : std::nullopt,
            .has_speech = !config.speech.base_url.empty(),
            .speech = other_host(config.speech.base_url),
            .has_chat = !config.chat.model.empty(),
            .chat = other_host(config.chat.base_url),
            .keep_days = config.retention_days};
}

}  // namespace aisha::handlers
