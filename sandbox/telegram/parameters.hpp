// The parameters of a Bot API call, from wherever they came: query, form, multipart, JSON.
#pragma once

#include "core/json.hpp"
#include "net/form.hpp"
#include "sandbox/telegram/files.hpp"

#include <map>
#include <string>
#include <string_view>

namespace aisha::sandbox::telegram {

/// A file that came with a call and is kept already.
struct Upload {
    Content content;
    std::string name;
    std::string mime_type;
    std::string head;                    ///< the first bytes, for a look at what it is
    std::vector<StoredFile> sizes = {};  ///< where it is sent as a photo and is one
};

/// What came, before validation: forms give strings where JSON gives values.
struct RawParameters {
    json::Object values;
    std::vector<net::FormField> files;
};

/// Reads query and body. Throws ApiError (400) where the body is malformed.
RawParameters read_parameters(net::IncomingRequest const& request);

/// For the call log: the values as they came, files by name, type and size.
json::Object logged(RawParameters const& raw);

/// After validation: every value has the type that the contract names; empty strings are gone.
class Parameters {
public:
    json::Object values;
    std::map<std::string, Upload, std::less<>> uploads;  ///< by the name of the part

    json::Value const* find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::optional<std::int64_t> integer(std::string_view name) const;
    /// Empty where there is none.
    std::string text(std::string_view name) const;
    bool flag(std::string_view name) const;
    Upload const* upload(std::string_view name) const;
};

/// A text that may be no valid UTF-8 as JSON.
json::Value json_text(std::string_view text);

}  // namespace aisha::sandbox::telegram
