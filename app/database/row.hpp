// Values between SQL and C++: parameters in, rows out, by the same descriptions as JSON.
#pragma once

#include "core/json.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aisha {

/// What crosses to the driver: NULL, BIGINT, DOUBLE PRECISION, TEXT. Booleans are 0 and 1.
using SqlValue = std::variant<std::monostate, std::int64_t, double, std::string>;

struct SqlResult {
    std::vector<std::string> columns;
    std::vector<std::vector<SqlValue>> rows;
    std::int64_t changed = 0;
};

/// A parameter: arithmetic types, strings, ids, times (microseconds), enums (by name), JSON (as text),
/// optionals.
template <class T>
SqlValue to_sql(T const& value) {
    if constexpr (std::is_same_v<T, SqlValue>) return value;
    else if constexpr (std::is_floating_point_v<T>) return static_cast<double>(value);
    else if constexpr (std::is_arithmetic_v<T>) return static_cast<std::int64_t>(value);
    else if constexpr (std::is_convertible_v<T const&, std::string_view>)
        return std::string(std::string_view(value));
    else if constexpr (is_id<T>::value) return value.value;
    else if constexpr (std::is_same_v<T, Time>)
        return static_cast<std::int64_t>(value.time_since_epoch().count());
    else if constexpr (std::is_same_v<T, Duration>) return static_cast<std::int64_t>(value.count());
    else if constexpr (std::is_same_v<T, std::nullopt_t>) return std::monostate{};
    else if constexpr (json::is_optional<T>::value)
        return value ? to_sql(*value) : SqlValue(std::monostate{});
    else if constexpr (std::is_same_v<T, json::Value>) return json::dump(value);
    else if constexpr (json::DescribedEnum<T>) return std::string(json::name_of(value));
    else static_assert(json::DescribedEnum<T>, "no SQL type for this");
}

/// The other way. Throws json::Error where the value does not fit.
template <class T>
T from_sql(SqlValue const& value) {
    if constexpr (json::is_optional<T>::value) {
        if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
        return from_sql<typename T::value_type>(value);
    } else if constexpr (std::is_same_v<T, bool>) {
        return from_sql<std::int64_t>(value) != 0;
    } else if constexpr (std::is_floating_point_v<T>) {
        if (auto const* whole = std::get_if<std::int64_t>(&value)) return static_cast<T>(*whole);
        if (auto const* number = std::get_if<double>(&value)) return static_cast<T>(*number);
        throw json::Error("not a number");
    } else if constexpr (std::is_arithmetic_v<T>) {
        auto const* number = std::get_if<std::int64_t>(&value);
        if (!number || !std::in_range<T>(*number)) throw json::Error("not a whole number that fits");
        return static_cast<T>(*number);
    } else if constexpr (is_id<T>::value) {
        return T{from_sql<std::int64_t>(value)};
    } else if constexpr (std::is_same_v<T, Time>) {
        return Time(Duration(from_sql<std::int64_t>(value)));
    } else if constexpr (std::is_same_v<T, Duration>) {
        return Duration(from_sql<std::int64_t>(value));
    } else if constexpr (std::is_same_v<T, json::Value>) {
        return json::parse(from_sql<std::string>(value));
    } else if constexpr (json::DescribedEnum<T>) {
        return json::enum_from<T>(from_sql<std::string>(value));
    } else {
        auto const* text = std::get_if<std::string>(&value);
        if (!text) throw json::Error("not a text");
        return T(*text);
    }
}

/// One row as T: a described struct takes the columns of its members' names and throws where one is missing;
/// anything else takes the first column.
template <class T>
std::vector<T> read_rows(SqlResult const& result) {
    std::vector<T> rows;
    rows.reserve(result.rows.size());
    if constexpr (json::Described<T> && !is_id<T>::value && !std::is_same_v<T, json::Value>) {
        constexpr std::size_t members = boost::mp11::mp_size<json::Members<T>>::value;
        std::array<std::size_t, members> columns;
        std::size_t member_number = 0;
        boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
            auto const at = std::ranges::find(result.columns, std::string_view(member.name));
            if (at == result.columns.end() && !result.rows.empty())
                throw json::Error(std::string("no column ") + member.name);
            columns[member_number++] = static_cast<std::size_t>(at - result.columns.begin());
        });
        for (auto const& row : result.rows) {
            T& out = rows.emplace_back();
            member_number = 0;
            boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
                using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
                try {
                    out.*member.pointer = from_sql<Field>(row[columns[member_number++]]);
                } catch (json::Error const& e) {
                    throw json::Error(std::string(member.name) + ": " + e.what());
                }
            });
        }
    } else {
        for (auto const& row : result.rows) rows.push_back(from_sql<T>(row.at(0)));
    }
    return rows;
}

}  // namespace aisha
