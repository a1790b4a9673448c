// Reading forms that arrive: multipart/form-data and application/x-www-form-urlencoded.
#pragma once

#include "net/http_server.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisha::net {

/// One field of a form. A file's bytes stay where they arrived.
struct FormField {
    std::string name;
    std::string value;                         ///< of a field without a filename
    std::optional<std::string> filename;       ///< given: this is a file; any folders are cut off
    std::string content_type;                  ///< of the part, empty where it had none
    std::variant<std::string, FileBody> file;  ///< its bytes

    std::uint64_t file_size() const;
    /// All bytes of the file in memory.
    std::string file_bytes() const;
    /// Writes the bytes of the file to `to`.
    void save(std::filesystem::path const& to) const;
};

struct Form {
    std::vector<FormField> fields;
    FormField const* find(std::string_view name) const;
};

/// Reads the body of `request`. Nothing where its type is neither of the two; throws
/// std::invalid_argument with a sentence where it is malformed or has more than 100 fields.
std::optional<Form> read_form(IncomingRequest const& request);

}  // namespace aisha::net
