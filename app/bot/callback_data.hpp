// Typed data of inline buttons: a described struct to at most 64 bytes and back.
#pragma once

#include "core/json.hpp"
#include "core/limits.hpp"

#include <charconv>
#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace aisha::bot {

/// A button's type: a described struct with `static constexpr std::string_view prefix`; its fields are ids,
/// integers, enums and short strings without ':'.
template <class T>
concept CallbackDataType = json::Described<T> && requires {
    { T::prefix } -> std::convertible_to<std::string_view>;
};

template <class T>
std::string pack_field(T const& value) {
    if constexpr (is_id<T>::value) return std::to_string(value.value);
    else if constexpr (json::DescribedEnum<T>) return std::string(json::name_of(value));
    else if constexpr (std::is_integral_v<T>) return std::to_string(value);
    else return value;
}

template <class T>
bool unpack_field(std::string_view text, T& value) {
    if constexpr (is_id<T>::value) {
        return unpack_field(text, value.value);
    } else if constexpr (json::DescribedEnum<T>) {
        return boost::describe::enum_from_string(std::string(text).c_str(), value);
    } else if constexpr (std::is_integral_v<T>) {
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc() && end == text.data() + text.size();
    } else {
        value = text;
        return true;
    }
}

/// "prefix:field:field". Throws std::length_error over limits::callback_data_bytes_max.
template <CallbackDataType T>
std::string pack(T const& button) {
    std::string data(T::prefix);
    boost::mp11::mp_for_each<json::Members<T>>(
        [&](auto member) { data += ":" + pack_field(button.*member.pointer); });
    if (data.size() > limits::callback_data_bytes_max)
        throw std::length_error("callback data too long: " + data);
    return data;
}

/// Nothing where it is another type's data, malformed, or has an unknown value: it comes from a client.
template <CallbackDataType T>
std::optional<T> unpack(std::string_view data) {
    std::optional<std::string_view> rest = data;
    auto const next = [&]() -> std::optional<std::string_view> {
        if (!rest) return std::nullopt;
        auto const colon = rest->find(':');
        auto const field = rest->substr(0, colon);
        rest = colon == std::string_view::npos ? std::nullopt : std::optional(rest->substr(colon + 1));
        return field;
    };
    if (next() != std::string_view(T::prefix)) return std::nullopt;
    T button{};
    bool good = true;
    boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
        auto const field = next();
        good = good && field && unpack_field(*field, button.*member.pointer);
    });
    return good && !rest ? std::optional(std::move(button)) : std::nullopt;
}

}  // namespace aisha::bot
