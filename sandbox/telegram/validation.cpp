// Types, required fields, enums and lengths.
#include "sandbox/telegram/validation.hpp"

#include "core/utf.hpp"
#include "sandbox/telegram/errors.hpp"

#include <boost/algorithm/string/case_conv.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace aisha::sandbox::telegram {

namespace {

constexpr std::string_view array_of = "Array of ";

/// What the real service says where a parameter is missing.
struct MissingText {
    std::string_view field;
    std::string_view text;
};
constexpr std::array missing_texts{
    MissingText{"chat_id", "chat_id is empty"},
    MissingText{"from_chat_id", "chat_id is empty"},
    MissingText{"text", "message text is empty"},
    MissingText{"message_id", "message identifier is not specified"},
    MissingText{"message_ids", "message identifiers are not specified"},
    MissingText{"file_id", "file_id not specified"},
    MissingText{"action", "wrong parameter action in request"},
    MissingText{"callback_query_id", "query is too old and response timeout expired or query ID is invalid"},
    MissingText{"photo", "there is no photo in the request"},
    MissingText{"audio", "there is no audio in the request"},
    MissingText{"voice", "there is no voice in the request"},
    MissingText{"video", "there is no video in the request"},
    MissingText{"video_note", "there is no video note in the request"},
    MissingText{"document", "there is no document in the request"},
    MissingText{"animation", "there is no animation in the request"},
    MissingText{"media", "there are no media in the request"},
    MissingText{"user_id", "invalid user_id specified"},
};

/// What it says where a text is too long or too short, by "method.field" or "type.field".
constexpr std::array length_texts{
    MissingText{"answerCallbackQuery.text", "MESSAGE_TOO_LONG"},
    MissingText{"InlineKeyboardButton.callback_data", "BUTTON_DATA_INVALID"},
    MissingText{"BotCommand.command", "BOT_COMMAND_INVALID"},
    MissingText{"BotCommand.description", "BOT_COMMAND_DESCRIPTION_INVALID"},
    MissingText{"CopyTextButton.text", "BUTTON_COPY_TEXT_INVALID"},
};

template <std::size_t N>
std::optional<std::string_view> look_up(std::array<MissingText, N> const& texts, std::string_view name) {
    auto const* const found = std::ranges::find(texts, name, &MissingText::field);
    if (found == texts.end()) return std::nullopt;
    return found->text;
}

[[noreturn]] void missing(std::string_view field) {
    if (auto const text = look_up(missing_texts, field)) bad_request(*text);
    bad_request(fmt::format("parameter \"{}\" is required", field));
}

/// The names of types as TDLib's JSON reader has them.
std::string_view json_type(std::string_view type) {
    if (type == "Integer" || type == "Float") return "Number";
    if (type == "Boolean" || type == "True") return "Boolean";
    if (type == "String") return "String";
    return type.starts_with(array_of) ? "Array" : "Object";
}

[[noreturn]] void wrong_type(std::string_view field, std::string_view type) {
    bad_request(fmt::format("field \"{}\" must be of type {}", field, json_type(type)));
}

bool is_plain(std::string_view type) {
    return type == "Integer" || type == "Float" || type == "Boolean" || type == "True" || type == "String" ||
           type == "InputFile";
}

std::optional<std::int64_t> as_integer(json::Value const& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_double() && std::trunc(value.get_double()) == value.get_double() &&
        std::abs(value.get_double()) < 9e15)
        return static_cast<std::int64_t>(value.get_double());
    auto const* const text = value.if_string();
    if (!text || text->empty()) return std::nullopt;
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return number;
}

std::optional<double> as_float(json::Value const& value) {
    if (value.is_number()) return value.to_number<double>();
    auto const* const text = value.if_string();
    double number = 0;
    if (!text || text->empty()) return std::nullopt;
    auto const [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return number;
}

std::optional<bool> as_boolean(json::Value const& value) {
    if (value.is_bool()) return value.get_bool();
    if (auto const number = as_integer(value)) return *number != 0;
    if (auto const* const text = value.if_string()) {
        auto const lower = boost::algorithm::to_lower_copy(std::string(*text));
        if (lower == "true" || lower == "yes") return true;
        if (lower == "false" || lower == "no") return false;
    }
    return std::nullopt;
}

/// Formatted texts have their limits after parsing.
bool measured_later(std::string_view field) {
    return field == "text" || field == "caption" || field == "quote";
}

void check_length(std::string_view owner, ContractField const& field, std::string_view text) {
    if (!field.length_max) return;
    if (measured_later(field.name) && field.length_max > 200U) return;
    auto const length = field.length_in_bytes ? text.size() : utf::length(text);
    if (length >= field.length_min.value_or(0) && length <= *field.length_max) return;
    if (auto const known = look_up(length_texts, fmt::format("{}.{}", owner, field.name)))
        bad_request(*known);
    bad_request(fmt::format("{} is too {}", field.name, length > *field.length_max ? "long" : "short"));
}

void check_values(ContractField const& field, json::Value const& value) {
    if (field.values.empty() || std::ranges::find(field.values, value) != field.values.end()) return;
    if (field.name.ends_with("parse_mode")) {
        auto const spelt = [&](json::Value const& allowed) {
            return boost::algorithm::to_lower_copy(std::string(allowed.as_string())) ==
                   boost::algorithm::to_lower_copy(std::string(value.as_string()));
        };
        if (std::ranges::any_of(field.values, spelt)) return;
        bad_request("unsupported parse_mode");
    }
    if (field.name == "action") bad_request("wrong parameter action in request");
    bad_request(fmt::format("field \"{}\" has an unsupported value", field.name));
}

/// Walks into nested objects. `what` stands in front of every error.
class Nested {
public:
    Nested(Contract const& contract, std::string_view what) : contract_(contract), what_(what) {}

    void object(std::string_view type, json::Value const& value) const {
        auto const* const known = contract_.find_type(type);
        if (!known) return;
        // "RichText can be any of: a String, an Array of RichText, …"
        // https://core.telegram.org/bots/api#richtext
        if (type == "RichText" && value.is_string()) return;
        if (type == "RichText" && value.is_array()) {
            for (auto const& one : value.get_array()) object(type, one);
            return;
        }
        auto const* const object = value.if_object();
        if (!object) fail("Expected an Object");
        if (!known->subtypes.empty()) return subtype(*known, value, *object);
        for (auto const& field : known->fields) {
            auto const* const found = object->if_contains(field.name);
            if (found && !found->is_null()) one_of(type, field, *found);
            else if (field.required) fail(fmt::format("Can't find field \"{}\"", field.name));
        }
    }

    void array(std::string_view element, json::Value const& value, std::string_view field) const {
        auto const* const list = value.if_array();
        if (!list) fail(fmt::format("Field \"{}\" must be of type Array", field));
        for (auto const& item : *list) typed(element, item, field);
    }

private:
    [[noreturn]] void fail(std::string const& text) const { bad_request(fmt::format("{}: {}", what_, text)); }

    /// The subtype whose field `type` or `source` allows what the object says.
    void subtype(ContractType const& type, json::Value const& value, json::Object const& members) const {
        for (auto const& name : type.subtypes) {
            auto const* const candidate = contract_.find_type(name);
            if (!candidate) continue;
            auto const tag = std::ranges::find_if(candidate->fields, [](ContractField const& field) {
                return (field.name == "type" || field.name == "source") && !field.values.empty();
            });
            if (tag == candidate->fields.end()) return;  // nothing tells them apart
            auto const* const said = members.if_contains(tag->name);
            if (said && std::ranges::find(tag->values, *said) != tag->values.end())
                return object(name, value);
        }
        fail("unsupported type specified");
    }

    void one_of(std::string_view owner, ContractField const& field, json::Value const& value) const {
        if (field.types.size() > 1) return;
        typed(field.types.front(), value, field.name);
        if (auto const* const text = value.if_string()) {
            check_length(owner, field, *text);
            check_values(field, value);
        }
    }

    void typed(std::string_view type, json::Value const& value, std::string_view field) const {
        bool fits = true;
        if (type.starts_with(array_of)) return array(type.substr(array_of.size()), value, field);
        if (type == "Integer") fits = as_integer(value).has_value();
        else if (type == "Float") fits = as_float(value).has_value();
        else if (type == "Boolean" || type == "True") fits = as_boolean(value).has_value();
        else if (type == "String" || type == "InputFile") fits = value.is_string() || value.is_number();
        else return object(type, value);
        if (!fits) fail(fmt::format("Field \"{}\" must be of type {}", field, json_type(type)));
    }

    Contract const& contract_;
    std::string_view what_;
};

/// A value in JSON, or as the text of JSON in a form.
json::Value structured(std::string_view field, std::string_view type, json::Value const& value) {
    auto const* const text = value.if_string();
    if (!text) return value;
    try {
        return json::parse(*text);
    } catch (json::Error const&) {
        bad_request(
            fmt::format("can't parse {} JSON {}", field, type.starts_with(array_of) ? "array" : "object"));
    }
}

json::Value plain(ContractField const& field, json::Value const& value) {
    if (field.takes("Integer")) {
        if (auto const number = as_integer(value)) return *number;
        if (!field.takes("String")) wrong_type(field.name, "Integer");
    }
    if (field.takes("Float")) {
        if (auto const number = as_float(value)) return *number;
        wrong_type(field.name, "Float");
    }
    if (field.takes("Boolean") || field.takes("True")) {
        if (auto const answer = as_boolean(value)) return *answer;
        wrong_type(field.name, "Boolean");
    }
    if (value.is_string()) return value;
    if (value.is_number() || value.is_bool()) return json::write(json::dump(value));
    wrong_type(field.name, "String");
}

json::Value typed_value(Contract const& contract, ContractMethod const& method, ContractField const& field,
                        json::Value const& raw) {
    auto const& type = field.types.front();
    if (std::ranges::any_of(field.types, is_plain)) {
        auto value = plain(field, raw);
        if (auto const* const text = value.if_string()) check_length(method.name, field, *text);
        check_values(field, value);
        return value;
    }
    // An unreadable list of kinds is passed over by the real service.
    if (field.name == "reply_markup" || field.name == "allowed_updates") return raw;
    auto value = structured(field.name, type, raw);
    auto const what = fmt::format("can't parse {}", field.name);
    if (field.types.size() > 1) return value;
    if (type.starts_with(array_of)) {
        if (!value.is_array()) wrong_type(field.name, type);
        Nested(contract, what).array(std::string_view(type).substr(array_of.size()), value, field.name);
    } else {
        Nested(contract, what).object(type, value);
    }
    return value;
}

bool is_empty(json::Value const& value) {
    return value.is_null() || (value.is_string() && value.get_string().empty());
}

}  // namespace

json::Object validated(Contract const& contract, ContractMethod const& method, RawParameters const& raw,
                       json::Array& notes) {
    json::Object values;
    for (auto const& field : method.fields) {
        auto const* const given = raw.values.if_contains(field.name);
        if (given && !is_empty(*given)) {
            values[field.name] = typed_value(contract, method, field, *given);
            continue;
        }
        bool const uploaded = field.takes("InputFile") && std::ranges::any_of(raw.files, [&](auto const& f) {
                                  return f.name == field.name;
                              });
        if (field.required && !uploaded && !(given && field.length_min == 0U)) missing(field.name);
    }
    for (auto const& [name, value] : raw.values) {
        auto const known = [&](ContractField const& field) {
            return std::string_view(field.name) == std::string_view(name);
        };
        if (std::ranges::none_of(method.fields, known))
            notes.push_back(json::write(fmt::format("unknown parameter {}", std::string_view(name))));
    }
    return values;
}

void validate_object(Contract const& contract, std::string_view type, json::Value const& value,
                     std::string_view what) {
    Nested(contract, what).object(type, value);
}

}  // namespace aisha::sandbox::telegram
