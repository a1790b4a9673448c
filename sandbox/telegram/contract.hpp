// The machine-readable contract of the Bot API, embedded in the program: which methods and types there are.
#pragma once

#include "core/embedded.hpp"
#include "core/json.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::embedded {
/// sandbox/telegram/bot_api_10.3.json
std::span<File const> contract();
}  // namespace aisha::embedded

namespace aisha::sandbox::telegram {

/// A field of a type or a parameter of a method.
struct ContractField {
    std::string name;
    std::vector<std::string>
        types;  ///< "Integer", "String", "Array of MessageEntity", "InputFile", a type's name …
    bool required = false;
    std::optional<std::size_t> length_min;
    std::optional<std::size_t> length_max;
    bool length_in_bytes = false;     ///< otherwise in characters
    std::vector<json::Value> values;  ///< the only ones allowed, where there are any

    bool takes(std::string_view type) const;
};

struct ContractMethod {
    std::string name;  ///< as it is spelt
    std::vector<ContractField> fields;
};

struct ContractType {
    std::vector<ContractField> fields;
    std::vector<std::string> subtypes;  ///< it is one of these, told apart by their `type` or `source`
};

class Contract {
public:
    /// Reads the JSON. Throws json::Error where it is not what is expected.
    explicit Contract(std::string_view text);

    /// By its name in any case.
    ContractMethod const* find_method(std::string_view name) const;
    ContractType const* find_type(std::string_view name) const;
    std::size_t size() const { return methods_.size(); }

private:
    std::map<std::string, ContractMethod, std::less<>> methods_;  ///< by name in lower case
    std::map<std::string, ContractType, std::less<>> types_;
};

}  // namespace aisha::sandbox::telegram
