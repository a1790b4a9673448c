// Forms: urlencoded ones, and multipart ones of any size, whose files are never read into memory as a whole.
#include "net/form.hpp"

#include "core/utf.hpp"
#include "net/byte_source.hpp"
#include "net/url_policy.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

namespace aisha::net {

namespace {

constexpr std::size_t fields_max = 100;
constexpr std::size_t part_header_max = 16 * limits::kib;
constexpr std::uint64_t value_max = limits::mib;
constexpr std::uint64_t urlencoded_max = 8 * limits::mib;
constexpr std::size_t boundary_max = 70;  // https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1
constexpr std::size_t copy_block = 64 * limits::kib;

[[noreturn]] void malformed(std::string const& what) {
    throw std::invalid_argument("the form is malformed: " + what);
}

/// The parameters of a header value: name, value pairs after the first ';'.
std::vector<std::pair<std::string, std::string>> parameters(std::string_view value) {
    std::vector<std::pair<std::string, std::string>> found;
    auto at = value.find(';');
    while (at < value.size()) {
        auto const equals = value.find_first_of("=;", at + 1);
        if (equals == std::string_view::npos) break;
        auto const name = trimmed(value.substr(at + 1, equals - at - 1));
        at = equals;
        if (value[equals] == ';') continue;
        auto begin = value.find_first_not_of(" \t", equals + 1);
        if (begin == std::string_view::npos) break;
        std::string text;
        if (value[begin] == '"') {
            // Only \" and \\ are escapes: old browsers send "C:\folder\name" as it is.
            for (at = begin + 1; at < value.size() && value[at] != '"'; ++at) {
                bool const escape = value[at] == '\\' && at + 1 < value.size() &&
                                    (value[at + 1] == '"' || value[at + 1] == '\\');
                text += value[escape ? ++at : at];
            }
            at = value.find(';', std::min(at + 1, value.size()));
        } else {
            at = std::min(value.find(';', begin), value.size());
            text = trimmed(value.substr(begin, at - begin));
        }
        found.emplace_back(name, std::move(text));
    }
    return found;
}

std::optional<std::string> parameter(std::string_view value, std::string_view name) {
    for (auto& [key, text] : parameters(value))
        if (same_word(key, name)) return std::move(text);
    return std::nullopt;
}

/// Browsers write quotes and line ends of names as %22, %0D and %0A, and nothing else that way
/// (https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data).
std::string unescaped(std::string text) {
    constexpr std::array<std::pair<std::string_view, char>, 3> escapes = {
        {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}}};
    for (auto const& [code, character] : escapes)
        for (auto at = text.find(code); at != std::string::npos; at = text.find(code, at + 1))
            text.replace(at, code.size(), 1, character);
    return utf::repaired(text);
}

/// The last part of a path of any system, without control characters.
std::string file_name(std::string const& given) {
    auto const slash = given.find_last_of("/\\");
    auto name = slash == std::string::npos ? given : given.substr(slash + 1);
    std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    return name;
}

/// "UTF-8''na%C3%AFve.txt" (https://www.rfc-editor.org/rfc/rfc8187), which some clients send all the same.
std::optional<std::string> extended(std::optional<std::string> const& value) {
    if (!value) return std::nullopt;
    auto const charset = value->find('\'');
    auto const language = charset == std::string::npos ? charset : value->find('\'', charset + 1);
    if (language == std::string::npos || !same_word(value->substr(0, charset), "UTF-8")) return std::nullopt;
    auto decoded = percent_decode(std::string_view(*value).substr(language + 1));
    if (decoded) decoded = utf::repaired(*decoded);
    return decoded;
}

FormField read_part_header(std::string_view header) {
    FormField field;
    bool named = false;
    while (!header.empty()) {
        auto const line = header.substr(0, header.find("\r\n"));
        header.remove_prefix(std::min(line.size() + 2, header.size()));
        auto const colon = line.find(':');
        if (colon == std::string_view::npos) malformed("a line of a part's header has no colon");
        auto const name = line.substr(0, colon);
        auto const value = trimmed(line.substr(colon + 1));
        if (same_word(name, "Content-Type")) field.content_type = value;
        if (!same_word(name, "Content-Disposition")) continue;
        if (auto given = parameter(value, "name")) {
            field.name = unescaped(std::move(*given));
            named = true;
        }
        auto filename = extended(parameter(value, "filename*"));
        if (!filename)
            if (auto plain = parameter(value, "filename")) filename = unescaped(std::move(*plain));
        if (filename) field.filename = file_name(*filename);
    }
    if (!named) malformed("a part has no name");
    return field;
}

/// A line that separates parts: where it begins (with the line end before it), where it ends, whether it is
/// the last.
struct Delimiter {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    bool last = false;
};

/// The next delimiter from `from` on. Text that only begins like one is content.
std::optional<Delimiter> next_delimiter(ByteSource& bytes, std::string const& boundary, std::uint64_t from) {
    auto const line = "--" + boundary;
    constexpr std::size_t padding_max = 64;  // spaces that may follow the boundary
    auto at = bytes.find(line, from);
    for (; at; at = bytes.find(line, *at + 1)) {
        bool const line_start = *at == 0 || (*at >= 2 && bytes.read(*at - 2, 2) == "\r\n");
        if (!line_start) continue;
        auto const tail = bytes.read(*at + line.size(), padding_max);
        auto const begin = *at == 0 ? 0 : *at - 2;
        if (tail.starts_with("--")) return Delimiter{begin, *at + line.size() + 2, true};
        auto const spaces = tail.find_first_not_of(" \t");
        if (spaces != std::string::npos && std::string_view(tail).substr(spaces).starts_with("\r\n"))
            return Delimiter{begin, *at + line.size() + spaces + 2, false};
    }
    return std::nullopt;
}

Form read_multipart(ByteSource& bytes, std::string const& boundary,
                    std::shared_ptr<TemporaryFile> const& owner) {
    Form form;
    if (bytes.size() == 0) return form;  // what some clients send for a form without fields
    auto delimiter = next_delimiter(bytes, boundary, 0);
    if (!delimiter) malformed("its boundary does not occur");
    while (!delimiter->last) {
        if (form.fields.size() == fields_max) malformed(fmt::format("more than {} fields", fields_max));
        auto const start = delimiter->end;
        auto const head = bytes.read(start, part_header_max);
        auto const blank =
            head.starts_with("\r\n") ? std::optional<std::size_t>(0) : std::optional(head.find("\r\n\r\n"));
        if (*blank == std::string::npos) malformed("the header of a part does not end");
        auto field = read_part_header(std::string_view(head).substr(0, *blank));
        auto const content = start + *blank + (head.starts_with("\r\n") ? 2 : 4);
        // The line end before the delimiter may be the one that ends the header: an empty part.
        delimiter = next_delimiter(bytes, boundary, content - 2);
        if (!delimiter) malformed("its last boundary is missing");
        auto const length = std::max(delimiter->begin, content) - content;
        if (!field.filename) {
            if (length > value_max) malformed("the value of a field is longer than 1 MiB");
            field.value = bytes.read(content, static_cast<std::size_t>(length));
        } else if (owner) {
            field.file = FileBody{owner->path(), content, length, owner};
        } else {
            field.file = bytes.read(content, static_cast<std::size_t>(length));
        }
        form.fields.push_back(std::move(field));
    }
    return form;
}

Form read_urlencoded(ByteSource& bytes) {
    if (bytes.size() > urlencoded_max) malformed("it is too long to come without files");
    auto text = bytes.read(0, static_cast<std::size_t>(bytes.size()));
    std::replace(text.begin(), text.end(), '+', ' ');
    Form form;
    for (std::string_view rest = text; !rest.empty();) {
        auto const pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        if (pair.empty()) continue;
        if (form.fields.size() == fields_max) malformed(fmt::format("more than {} fields", fields_max));
        auto const equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals));
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) malformed("a percent sign is not followed by two hexadecimal digits");
        FormField field;
        field.name = std::move(*name);
        field.value = std::move(*value);
        form.fields.push_back(std::move(field));
    }
    return form;
}

}  // namespace

std::uint64_t FormField::file_size() const {
    if (auto const* bytes = std::get_if<std::string>(&file)) return bytes->size();
    return std::get<FileBody>(file).length.value_or(0);
}

std::string FormField::file_bytes() const {
    if (auto const* bytes = std::get_if<std::string>(&file)) return *bytes;
    auto const& body = std::get<FileBody>(file);
    return ByteSource(body.path).read(body.offset, static_cast<std::size_t>(file_size()));
}

void FormField::save(std::filesystem::path const& to) const {
    std::ofstream out(to, std::ios::binary | std::ios::trunc);
    if (auto const* bytes = std::get_if<std::string>(&file)) {
        out << *bytes;
    } else {
        auto const& body = std::get<FileBody>(file);
        ByteSource source(body.path);
        for (std::uint64_t done = 0; done < file_size();) {
            auto const block =
                source.read(body.offset + done, std::min<std::uint64_t>(copy_block, file_size() - done));
            if (block.empty()) throw std::runtime_error("a file that arrived became shorter");
            out << block;
            done += block.size();
        }
    }
    out.close();
    if (!out) throw std::runtime_error("cannot write " + to.string());
}

FormField const* Form::find(std::string_view name) const {
    auto const found =
        std::find_if(fields.begin(), fields.end(), [&](auto const& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

std::optional<Form> read_form(IncomingRequest const& request) {
    auto const type = request.content_type();
    auto const media_type = trimmed(type.substr(0, type.find(';')));
    bool const multipart = same_word(media_type, "multipart/form-data");
    if (!multipart && !same_word(media_type, "application/x-www-form-urlencoded")) return std::nullopt;
    auto const* spooled = std::get_if<std::shared_ptr<TemporaryFile>>(&request.body);
    auto const owner = spooled ? *spooled : nullptr;
    ByteSource bytes = owner ? ByteSource(owner->path()) : ByteSource(std::get<std::string>(request.body));
    if (!multipart) return read_urlencoded(bytes);
    auto const boundary = parameter(type, "boundary");
    if (!boundary || boundary->empty() || boundary->size() > boundary_max)
        malformed("its type names no boundary");
    return read_multipart(bytes, *boundary, owner);
}

}  // namespace aisha::net
