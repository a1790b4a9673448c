// Checking every call against the contract, and giving its values their types.
#pragma once

#include "sandbox/telegram/contract.hpp"
#include "sandbox/telegram/parameters.hpp"

namespace aisha::sandbox::telegram {

/// Checks names, types, required fields, enums and lengths of `raw`, nested objects too, and gives the values
/// with their types. Throws ApiError with the real service's text where there is one. Unknown names go into
/// `notes`. Texts that may be formatted are measured only after parsing, so not here; keyboards have rules of
/// their own.
json::Object validated(Contract const& contract, ContractMethod const& method, RawParameters const& raw,
                       json::Array& notes);

/// Checks one object against a type of the contract; throws ApiError "…: Can't find field "x"" and the like,
/// with `what` in front.
void validate_object(Contract const& contract, std::string_view type, json::Value const& value,
                     std::string_view what);

}  // namespace aisha::sandbox::telegram
