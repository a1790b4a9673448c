// Collecting parameters.
#include "sandbox/telegram/parameters.hpp"

#include "core/utf.hpp"
#include "sandbox/telegram/errors.hpp"

#include <fstream>
#include <sstream>

namespace aisha::sandbox::telegram {

namespace {

std::string body_text(net::IncomingRequest const& request) {
    if (auto const* text = std::get_if<std::string>(&request.body)) return *text;
    std::ifstream in(std::get<std::shared_ptr<net::TemporaryFile>>(request.body)->path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return std::move(bytes).str();
}

void put_text(json::Object& values, std::string_view name, std::string_view text) {
    values[std::string(name)] = json_text(text);
}

void read_json(json::Object& values, std::string const& body) {
    try {
        auto document = json::parse(body);
        auto* const object = document.if_object();
        if (!object) throw json::Error("not an object");
        for (auto& [name, value] : *object) values[name] = std::move(value);
    } catch (json::Error const&) {
        bad_request("can't parse JSON object");
    }
}

}  // namespace

json::Value json_text(std::string_view text) {
    return utf::valid(text) ? json::write(text) : json::write(utf::repaired(text));
}

RawParameters read_parameters(net::IncomingRequest const& request) {
    RawParameters raw;
    for (auto const& [name, value] : request.query) put_text(raw.values, name, value);
    if (request.method == "GET") return raw;
    if (request.content_type().starts_with("application/json")) {
        auto const body = body_text(request);
        if (!body.empty()) read_json(raw.values, body);
        return raw;
    }
    std::optional<net::Form> form;
    try {
        form = net::read_form(request);
    } catch (std::invalid_argument const& e) {
        bad_request(std::string("can't parse the form: ") + e.what());
    }
    if (!form) return raw;
    for (auto& field : form->fields) {
        if (field.filename) raw.files.push_back(std::move(field));
        else put_text(raw.values, field.name, field.value);
    }
    return raw;
}

json::Object logged(RawParameters const& raw) {
    auto values = raw.values;
    for (auto const& file : raw.files)
        values[file.name] = json::Object{{"file_name", json_text(file.filename.value_or(""))},
                                         {"mime_type", json_text(file.content_type)},
                                         {"size", file.file_size()}};
    return values;
}

json::Value const* Parameters::find(std::string_view name) const { return values.if_contains(name); }

std::optional<std::int64_t> Parameters::integer(std::string_view name) const {
    auto const* const value = find(name);
    if (!value || !value->is_int64()) return std::nullopt;
    return value->get_int64();
}

std::string Parameters::text(std::string_view name) const {
    auto const* const value = find(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool Parameters::flag(std::string_view name) const {
    auto const* const value = find(name);
    return value && value->is_bool() && value->get_bool();
}

Upload const* Parameters::upload(std::string_view name) const {
    auto const found = uploads.find(name);
    return found == uploads.end() ? nullptr : &found->second;
}

}  // namespace aisha::sandbox::telegram
