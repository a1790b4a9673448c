// Values in the places of a text.
#pragma once

#include <fmt/format.h>

#include <string>

namespace aisha::texts {

/// Fills the places of a text; values are escaped already.
template <class... Values>
std::string filled(std::string const& text, Values const&... values) {
    return fmt::format(fmt::runtime(text), values...);
}

}  // namespace aisha::texts
