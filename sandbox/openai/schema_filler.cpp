// Filling a JSON schema.
#include "sandbox/openai/schema_filler.hpp"

#include "core/utf.hpp"
#include "sandbox/openai/spoken_dates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace aisha::sandbox {

namespace {

constexpr int depth_max = 24;

/// What a property is about, by its name.
enum class Meaning { overview, points, tasks, people, topics, decisions, title, owner, due, date, other };

struct Naming {
    std::string_view part;
    Meaning meaning;
};
/// The first that the name contains counts.
constexpr auto namings = std::to_array<Naming>({{"title", Meaning::title},
                                                {"headline", Meaning::title},
                                                {"overview", Meaning::overview},
                                                {"summar", Meaning::overview},
                                                {"abstract", Meaning::overview},
                                                {"decision", Meaning::decisions},
                                                {"resolution", Meaning::decisions},
                                                {"participant", Meaning::people},
                                                {"people", Meaning::people},
                                                {"attendee", Meaning::people},
                                                {"speaker", Meaning::people},
                                                {"names", Meaning::people},
                                                {"topic", Meaning::topics},
                                                {"theme", Meaning::topics},
                                                {"keyword", Meaning::topics},
                                                {"tag", Meaning::topics},
                                                {"subject", Meaning::topics},
                                                {"owner", Meaning::owner},
                                                {"assignee", Meaning::owner},
                                                {"responsible", Meaning::owner},
                                                {"who", Meaning::owner},
                                                {"date", Meaning::date},
                                                {"due", Meaning::due},
                                                {"deadline", Meaning::due},
                                                {"until", Meaning::due},
                                                {"when", Meaning::due},
                                                {"task", Meaning::tasks},
                                                {"todo", Meaning::tasks},
                                                {"action", Meaning::tasks},
                                                {"next_step", Meaning::tasks},
                                                {"point", Meaning::points},
                                                {"highlight", Meaning::points},
                                                {"key", Meaning::points}});

Meaning meaning_of(std::string_view name) {
    auto const lower = utf::lower_case(name);
    for (auto const& naming : namings)
        if (lower.contains(naming.part)) return naming.meaning;
    return Meaning::other;
}

json::Value const* find(json::Value const& schema, std::string_view key) {
    auto const* object = schema.if_object();
    return object ? object->if_contains(boost::json::string_view(key.data(), key.size())) : nullptr;
}

bool has_type(json::Value const& schema, std::string_view type) {
    auto const* types = find(schema, "type");
    auto const is = [&](json::Value const& value) {
        return value.is_string() && std::string_view(value.get_string()) == type;
    };
    if (!types) return false;
    if (auto const* list = types->if_array()) return std::ranges::any_of(*list, is);
    return is(*types);
}

std::optional<std::size_t> size_of(json::Value const& schema, std::string_view key) {
    auto const* value = find(schema, key);
    if (!value || !value->is_number()) return std::nullopt;
    auto const number = value->to_number<double>();
    return number < 0 ? 0 : static_cast<std::size_t>(number);
}

class Filler {
public:
    Filler(json::Value const& root, Extract const& extract, std::size_t count)
        : root_(root), extract_(extract), count_(count) {}

    /// Where it is part of a list's entry, `task` or `line` is what that entry is about.
    struct Entry {
        SpokenTask const* task = nullptr;
        std::string const* line = nullptr;
    };

    json::Value fill(json::Value const& asked, std::string_view name, Entry entry, int depth) const {
        auto const& schema = resolved(asked);
        if (depth > depth_max) return nullptr;
        if (auto const* value = find(schema, "const")) return *value;
        if (auto const* values = find(schema, "enum")) return one_of(*values);
        for (auto const* key : {"anyOf", "oneOf", "allOf"})
            if (auto const* options = find(schema, key); options && options->is_array())
                return any_of(options->get_array(), name, entry, depth);
        if (has_type(schema, "object") || find(schema, "properties")) return object(schema, entry, depth);
        if (has_type(schema, "array") || find(schema, "items")) return array(schema, name, entry, depth);
        if (has_type(schema, "string")) return text(schema, name, entry);
        if (has_type(schema, "integer") || has_type(schema, "number"))
            return static_cast<std::int64_t>(size_of(schema, "minimum").value_or(0));
        if (has_type(schema, "boolean")) return false;
        return nullptr;
    }

private:
    json::Value const& resolved(json::Value const& schema) const {
        auto const* reference = find(schema, "$ref");
        if (!reference || !reference->is_string()) return schema;
        std::string_view path(reference->get_string());
        auto const* found = &root_;
        if (path.starts_with('#')) path.remove_prefix(1);
        while (found && path.starts_with('/')) {
            path.remove_prefix(1);
            auto const key = path.substr(0, path.find('/'));
            path.remove_prefix(key.size());
            found = find(*found, key);
        }
        return found ? *found : schema;
    }

    /// The one that the text names, else the first.
    json::Value one_of(json::Value const& values) const {
        auto const* list = values.if_array();
        if (!list || list->empty()) return nullptr;
        auto const lower = utf::lower_case(extract_.text());
        for (auto const& value : *list)
            if (value.is_string() && lower.contains(utf::lower_case(std::string_view(value.get_string()))))
                return value;
        return list->front();
    }

    json::Value any_of(json::Array const& options, std::string_view name, Entry entry, int depth) const {
        bool nullable = false;
        json::Value best;
        for (auto const& option : options) {
            if (has_type(option, "null")) nullable = true;
            else if (best.is_null()) best = fill(option, name, entry, depth + 1);
        }
        bool const empty = best.is_string() && best.get_string().empty();
        return nullable && empty ? json::Value(nullptr) : best;
    }

    json::Value object(json::Value const& schema, Entry entry, int depth) const {
        json::Object result;
        auto const* properties = find(schema, "properties");
        if (properties && properties->is_object())
            for (auto const& [key, value] : properties->get_object())
                result[key] = fill(value, std::string_view(key), entry, depth + 1);
        return result;
    }

    json::Value array(json::Value const& schema, std::string_view name, Entry entry, int depth) const {
        auto const* items = find(schema, "items");
        auto const most = size_of(schema, "maxItems").value_or(1000);
        auto const least = size_of(schema, "minItems").value_or(0);
        json::Array result;
        auto const add = [&](Entry about) {
            if (items && result.size() < most) result.push_back(fill(*items, "", about, depth + 1));
        };
        auto const tasks = extract_.tasks();
        auto const lines = lines_for(meaning_of(name), std::min(most, count_));
        bool const of_tasks = meaning_of(name) == Meaning::tasks || (items && is_task(resolved(*items)));
        if (of_tasks)
            for (auto const& task : tasks) add({&task, nullptr});
        else
            for (auto const& line : lines) add({nullptr, &line});
        while (result.size() < std::min(least, most)) add(entry);
        return result;
    }

    /// An object that says who is to do something.
    static bool is_task(json::Value const& schema) {
        auto const* properties = find(schema, "properties");
        if (!properties || !properties->is_object()) return false;
        return std::ranges::any_of(properties->get_object(), [](auto const& property) {
            return meaning_of(std::string_view(property.key())) == Meaning::owner;
        });
    }

    std::vector<std::string> lines_for(Meaning meaning, std::size_t count) const {
        // More words than these are no longer what a text is about.
        constexpr std::size_t topics_max = 5;
        switch (meaning) {
            case Meaning::people: return extract_.people();
            case Meaning::topics: return extract_.topics(std::min(count, topics_max));
            case Meaning::decisions: return extract_.decisions();
            default: return extract_.sentences(count);
        }
    }

    json::Value text(json::Value const& schema, std::string_view name, Entry entry) const {
        auto words = words_for(name, entry);
        if (words.empty() && has_type(schema, "null")) return nullptr;
        if (auto const longest = size_of(schema, "maxLength"))
            words = std::string(utf::utf16_prefix(words, *longest));
        return json::write(words);
    }

    std::string words_for(std::string_view name, Entry entry) const {
        auto const meaning = meaning_of(name);
        if (entry.task) {
            switch (meaning) {
                case Meaning::owner: return entry.task->owner.value_or("");
                case Meaning::due: return entry.task->due.value_or("");
                case Meaning::date: return entry.task->due_day ? iso_date(*entry.task->due_day) : "";
                default: return entry.task->task;
            }
        }
        if (entry.line) {
            bool const of_nobody =
                meaning == Meaning::owner || meaning == Meaning::due || meaning == Meaning::date;
            return of_nobody ? "" : *entry.line;
        }
        switch (meaning) {
            case Meaning::title: return extract_.title();
            case Meaning::overview: return joined(extract_.sentences(overview_sentences), " ");
            case Meaning::points: return joined(extract_.sentences(count_), "\n");
            case Meaning::people: return joined(extract_.people(), ", ");
            case Meaning::topics: return joined(extract_.topics(count_), ", ");
            case Meaning::decisions: return joined(extract_.decisions(), " ");
            case Meaning::tasks: {
                std::vector<std::string> lines;
                for (auto const& task : extract_.tasks()) lines.push_back(task.task);
                return joined(lines, "\n");
            }
            case Meaning::owner:
            case Meaning::due:
            case Meaning::date: return {};
            case Meaning::other: return joined(extract_.sentences(1), " ");
        }
        return {};
    }

    static std::string joined(std::vector<std::string> const& lines, std::string_view between) {
        return fmt::format("{}", fmt::join(lines, between));
    }

    static constexpr std::size_t overview_sentences = 3;
    json::Value const& root_;
    Extract const& extract_;
    std::size_t count_;
};

/// Checks `schema`, which stands at `path`, and what is in it.
std::optional<std::string> wrong(json::Value const& schema, std::string const& path, int depth) {
    auto const* object = schema.if_object();
    if (!object) return fmt::format("In context=({}), schema must be an object.", path);
    if (depth > depth_max) return fmt::format("In context=({}), the schema is nested too deeply.", path);
    auto const within = [&](std::string const& step) {
        return path.empty() ? "'" + step + "'" : path + ", '" + step + "'";
    };
    if (auto const* properties = find(schema, "properties"); properties && properties->is_object()) {
        auto const* additional = find(schema, "additionalProperties");
        if (!additional || *additional != json::Value(false))
            return fmt::format(
                "In context=({}), 'additionalProperties' is required to be supplied and to be false.", path);
        auto const* required = find(schema, "required");
        for (auto const& [key, value] : properties->get_object()) {
            bool const there =
                required && required->is_array() &&
                std::ranges::find(required->get_array(), json::Value(key)) != required->get_array().end();
            if (!there)
                return fmt::format(
                    "In context=({}), 'required' is required to be supplied and to be an array "
                    "including every key in properties. Missing '{}'.",
                    path, std::string_view(key));
            if (auto error = wrong(value, within("properties") + ", '" + std::string(key) + "'", depth + 1))
                return error;
        }
    }
    if (auto const* items = find(schema, "items")) return wrong(*items, within("items"), depth + 1);
    return std::nullopt;
}

}  // namespace

json::Value filled(json::Value const& schema, Extract const& extract, std::size_t count) {
    return Filler(schema, extract, count).fill(schema, "", {}, 0);
}

std::optional<std::string> wrong_strict_schema(json::Value const& schema) {
    if (!has_type(schema, "object"))
        return "schema must be a JSON Schema of 'type: \"object\"', got another type.";
    return wrong(schema, "", 0);
}

}  // namespace aisha::sandbox
