// Described structs to and from JSON. Unlike Boost.JSON 1.81's own conversion: a missing or null key leaves
// an optional empty, unknown keys are ignored, empty optionals are not written, and an error names the path.
#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

/// The text is no JSON, or a value does not fit the type it is read into; says where ("photo: file_id:
/// missing").
struct Error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Parses one JSON document of at most `depth_max` nested arrays and objects. Throws Error.
Value parse(std::string_view text, std::size_t depth_max = 32);

/// Compact JSON.
std::string dump(Value const& value);

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};

/// All public members, those of base structs included.
template <class T>
using Members =
    boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;
template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;

/// The spelling of an enumerator in JSON, SQL and callback data: its name.
template <DescribedEnum T>
std::string_view name_of(T value) {
    return boost::describe::enum_to_string(value, "");
}

/// The enumerator of that name. Unknown names are an error, never a default.
template <DescribedEnum T>
T enum_from(std::string_view name) {
    T out{};
    if (!boost::describe::enum_from_string(std::string(name).c_str(), out))
        throw Error(fmt::format("unknown value '{}'", name.substr(0, 64)));
    return out;
}

template <class T>
T read(Value const& value);

template <class T>
T read_struct(Value const& value) {
    static_assert(Described<T>, "describe the type with BOOST_DESCRIBE_STRUCT");
    T out{};
    auto const* object = value.if_object();
    if (!object) throw Error("not an object");
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
        try {
            if (auto const* field = object->if_contains(member.name))
                out.*member.pointer = read<Field>(*field);
            else if constexpr (!is_optional<Field>::value) throw Error("missing");
        } catch (std::exception const& e) {
            throw Error(std::string(member.name) + ": " + e.what());
        }
    });
    return out;
}

/// Throws Error where the value does not fit.
template <class T>
T read(Value const& value) {
    if constexpr (std::is_same_v<T, Value>) {
        return value;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!value.is_bool()) throw Error("not a boolean");
        return value.get_bool();
    } else if constexpr (std::is_arithmetic_v<T>) {
        boost::json::error_code error;
        T const number = value.to_number<T>(error);
        if (error) throw Error("not a number that fits");
        return number;
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!value.is_string()) throw Error("not a string");
        return std::string(value.get_string());
    } else if constexpr (is_id<T>::value) {
        return T{read<std::int64_t>(value)};
    } else if constexpr (std::is_same_v<T, Time>) {
        return Time(Duration(read<std::int64_t>(value)));
    } else if constexpr (is_optional<T>::value) {
        if (value.is_null()) return std::nullopt;
        return read<typename T::value_type>(value);
    } else if constexpr (is_vector<T>::value) {
        T out;
        auto const* array = value.if_array();
        if (!array) throw Error("not an array");
        for (auto const& element : *array) out.push_back(read<typename T::value_type>(element));
        return out;
    } else if constexpr (DescribedEnum<T>) {
        return enum_from<T>(read<std::string>(value));
    } else {
        return read_struct<T>(value);
    }
}

/// Times are written as microseconds since 1970, ids as numbers, enums by name.
template <class T>
Value write(T const& value) {
    if constexpr (std::is_same_v<T, Value> || std::is_arithmetic_v<T>) {
        return value;
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
        std::string_view const text(value);
        return Value(boost::json::string_view(text.data(), text.size()));
    } else if constexpr (is_id<T>::value) {
        return value.value;
    } else if constexpr (std::is_same_v<T, Time>) {
        return value.time_since_epoch().count();
    } else if constexpr (is_optional<T>::value) {
        return value ? write(*value) : Value(nullptr);
    } else if constexpr (is_vector<T>::value) {
        Array out;
        for (auto const& element : value) out.push_back(write(element));
        return out;
    } else if constexpr (DescribedEnum<T>) {
        return write(name_of(value));
    } else {
        static_assert(Described<T>, "describe the type with BOOST_DESCRIBE_STRUCT");
        Object out;
        boost::mp11::mp_for_each<Members<T>>([&](auto member) {
            auto const& field = value.*member.pointer;
            if constexpr (is_optional<std::remove_cvref_t<decltype(field)>>::value) {
                if (field) out[member.name] = write(*field);
            } else {
                out[member.name] = write(field);
            }
        });
        return out;
    }
}

}  // namespace aisha::json
