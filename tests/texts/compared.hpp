// Compares the texts of a subject in both languages.
#pragma once

#include "core/json.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace aisha::texts {

inline std::size_t places_in(std::string const& text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
}

/// A text may be nothing but places and signs, the same in every language.
inline bool has_latin_letters(std::string const& text) {
    return std::ranges::any_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

/// Their UTF-8 begins with one of two bytes.
inline bool has_cyrillic_letters(std::string const& text) {
    return text.find_first_of("\xD0\xD1") != std::string::npos;
}

/// Every member that is a text: there in both, with the same places for values, each in its own script.
template <class Texts>
void compare(Texts const& english, Texts const& russian) {
    boost::mp11::mp_for_each<json::Members<Texts>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(english.*member.pointer)>;
        if constexpr (std::is_same_v<Field, std::string>) {
            auto const& en = english.*member.pointer;
            auto const& ru = russian.*member.pointer;
            EXPECT_FALSE(en.empty()) << member.name;
            EXPECT_FALSE(ru.empty()) << member.name;
            EXPECT_EQ(places_in(en), places_in(ru)) << member.name;
            EXPECT_FALSE(has_cyrillic_letters(en)) << member.name;
            if (has_latin_letters(en)) EXPECT_TRUE(has_cyrillic_letters(ru)) << member.name;
        }
    });
}

}  // namespace aisha::texts
