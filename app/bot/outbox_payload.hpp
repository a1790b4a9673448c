// What an outbox row holds beside the parameters of its call: a file that is fetched when it is sent, parts
// that follow, and whether the row is to be forgotten.
#pragma once

#include "bot/outbox.hpp"

#include <optional>
#include <string>

namespace aisha::bot::outbox_payload {

/// "sendDocument", "sendVideoNote"…
std::string method_of(OutgoingFile const& file);
json::Value of_file(OutgoingFile const& file);
void set_forgotten(json::Value& payload);

/// The parameters of the call alone.
json::Value parameters(json::Value const& payload);

struct Upload {
    std::string field;
    std::string name;
    std::string mime_type;
    json::Value source;
};
/// The file that has to go with the call; nothing where there is none, or its file_id is tried first.
std::optional<Upload> file_to_upload(json::Value const& payload);
/// Telegram does not take the file_id: the file itself is next. False where there is no file_id.
bool forget_file_id(json::Value& payload);
/// The message instead of the file.
json::Value otherwise(json::Value const& payload);

/// A rich message as a series: the first part, with the others behind it in the same row.
json::Value series(json::Value const& rich);
/// What comes after this part; nothing after the last.
std::optional<json::Value> rest_of(json::Value const& payload);
bool is_forgotten(json::Value const& payload);

}  // namespace aisha::bot::outbox_payload
