// What the settings say about where people's data is and who receives it.
#pragma once

#include "core/config.hpp"
#include "handlers/context.hpp"

namespace aisha::handlers {

/// The host of an address where that is another machine; nothing for this one.
std::optional<std::string> other_host(std::string_view url);

PrivacyFacts privacy_facts(Config const& config);

}  // namespace aisha::handlers
