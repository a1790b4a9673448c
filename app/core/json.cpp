// Parsing and printing of JSON.
#include "core/json.hpp"

namespace aisha::json {

Value parse(std::string_view text, std::size_t depth_max) {
    boost::json::error_code error;
    boost::json::parse_options options;
    options.max_depth = depth_max;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
    if (error) throw Error("not JSON: " + error.message());
    return value;
}

std::string dump(Value const& value) { return boost::json::serialize(value); }

}  // namespace aisha::json
