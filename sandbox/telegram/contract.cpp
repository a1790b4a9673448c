// Reading the contract.
#include "sandbox/telegram/contract.hpp"

#include <boost/algorithm/string/case_conv.hpp>

namespace aisha::sandbox::telegram {

namespace {

/// As written in the file; `enum` is no name for a member here.
ContractField read_field(json::Value const& value) {
    auto const& object = value.as_object();
    ContractField field;
    field.name = json::read<std::string>(object.at("name"));
    field.types = json::read<std::vector<std::string>>(object.at("types"));
    field.required = object.at("required").as_bool();
    if (auto const* length = object.if_contains("length")) {
        auto const& bounds = length->as_object();
        field.length_min = json::read<std::size_t>(bounds.at("min"));
        field.length_max = json::read<std::size_t>(bounds.at("max"));
        field.length_in_bytes = bounds.at("unit").as_string() == "bytes";
    }
    if (auto const* values = object.if_contains("enum"))
        field.values.assign(values->as_array().begin(), values->as_array().end());
    return field;
}

std::vector<ContractField> read_fields(json::Object const& object) {
    std::vector<ContractField> fields;
    if (auto const* list = object.if_contains("fields"))
        for (auto const& field : list->as_array()) fields.push_back(read_field(field));
    return fields;
}

}  // namespace

bool ContractField::takes(std::string_view type) const {
    return std::ranges::find(types, type) != types.end();
}

Contract::Contract(std::string_view text) {
    auto const document = json::parse(text);
    auto const& object = document.as_object();
    for (auto const& [name, method] : object.at("methods").as_object()) {
        std::string const spelt(name);
        methods_[boost::algorithm::to_lower_copy(spelt)] = {spelt, read_fields(method.as_object())};
    }
    for (auto const& [name, type] : object.at("types").as_object()) {
        ContractType out{.fields = read_fields(type.as_object()), .subtypes = {}};
        if (auto const* subtypes = type.as_object().if_contains("subtypes"))
            out.subtypes = json::read<std::vector<std::string>>(*subtypes);
        types_[std::string(name)] = std::move(out);
    }
}

ContractMethod const* Contract::find_method(std::string_view name) const {
    auto const found = methods_.find(boost::algorithm::to_lower_copy(std::string(name)));
    return found == methods_.end() ? nullptr : &found->second;
}

ContractType const* Contract::find_type(std::string_view name) const {
    auto const found = types_.find(name);
    return found == types_.end() ? nullptr : &found->second;
}

}  // namespace aisha::sandbox::telegram
