// What a chat model says, made fit to be kept: schemas of it, lengths, and joining what was said of parts.
#pragma once

#include "core/json.hpp"
#include "database/models/note.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisha::note_content {

/// Answers that are no note yet.
struct Points {
    std::vector<std::string> points;
};
BOOST_DESCRIBE_STRUCT(Points, (), (points))

struct Overview {
    std::string overview;
};
BOOST_DESCRIBE_STRUCT(Overview, (), (overview))

struct Title {
    std::string title;
};
BOOST_DESCRIBE_STRUCT(Title, (), (title))

/// The JSON schema of a described struct, as strict structured output wants it: everything required, nothing
/// else allowed, optionals nullable.
template <class T>
json::Value schema_of() {
    if constexpr (std::is_same_v<T, std::string>) {
        return json::Object{{"type", "string"}};
    } else if constexpr (json::is_optional<T>::value) {
        return json::Object{{"type", json::Array{"string", "null"}}};
    } else if constexpr (json::is_vector<T>::value) {
        return json::Object{{"type", "array"}, {"items", schema_of<typename T::value_type>()}};
    } else {
        json::Object properties;
        json::Array required;
        boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
            properties[member.name] = schema_of<Field>();
            required.emplace_back(member.name);
        });
        return json::Object{{"type", "object"},
                            {"properties", std::move(properties)},
                            {"required", std::move(required)},
                            {"additionalProperties", false}};
    }
}

/// Plain text of a model or a document made harmless: control characters and marks that turn the direction of
/// writing are gone, line ends are \n, at most two of them together, and at most `units_max` UTF-16 units.
std::string cleaned(std::string_view text, std::size_t units_max);
/// The same in one line.
std::string cleaned_line(std::string_view text, std::size_t units_max);

// The same for all that an answer holds; what is empty then, is dropped.

void clean(Summary& summary);
void clean(TaskList& tasks);
void clean(Protocol& protocol);
void clean(Translation& translation);
void clean(Points& points);
void clean(Overview& overview);
void clean(Title& title);

/// Appends what is not there yet, whatever its case.
void join(std::vector<std::string>& all, std::vector<std::string> const& more);
/// The same; a task that is there gets the owner or date it lacks.
void join(std::vector<NoteTask>& all, std::vector<NoteTask> const& more);

/// `lines` in groups of at most `units_max` UTF-16 units (and at least two lines, where there are two).
std::vector<std::vector<std::string>> groups(std::vector<std::string> const& lines, std::size_t units_max);

}  // namespace aisha::note_content
