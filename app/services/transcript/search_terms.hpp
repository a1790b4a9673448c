// The words of a text as it is searched: small letters, without endings.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace aisha {

/// The stems of all words of `text`. Russian and English endings are taken off, "ё" is "е"; words of other
/// scripts stay as they are. https://snowballstem.org
std::set<std::string> search_terms(std::string_view text);

/// The same for what somebody looks for, in order, each once; at most limits::search_terms_max. Empty where
/// there is no word in it.
std::vector<std::string> wanted_terms(std::string_view typed);

}  // namespace aisha
