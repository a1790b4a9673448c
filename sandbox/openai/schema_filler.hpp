// An answer in the shape of a JSON schema, filled from a text by the names of its properties.
#pragma once

#include "core/json.hpp"
#include "sandbox/openai/extract.hpp"

#include <string_view>

namespace aisha::sandbox {

/// A value that the schema allows: "summary" gets the weightiest sentences, "tasks" what is to be done,
/// "owner" who is to do it, "participants" the names, and so on, in English as schemas are written; other
/// texts get a sentence, and what the text does not have is null, empty or zero. Lists have at most `count`
/// entries, unless they are of things that the text has a number of. Knows type, properties, items, enum,
/// const, anyOf, oneOf, $ref, minItems, maxItems, maxLength, minimum.
json::Value filled(json::Value const& schema, Extract const& extract, std::size_t count);

/// What is wrong with a schema for strict structured output, as OpenAI says it; nothing where it is right.
/// https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
std::optional<std::string> wrong_strict_schema(json::Value const& schema);

}  // namespace aisha::sandbox
