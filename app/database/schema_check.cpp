// The live schema against a scratch one.
#include "database/schema_check.hpp"

#include "database/migrator.hpp"
#include "database/sqlite_connection.hpp"

#include <cctype>
#include <map>
#include <tuple>

namespace aisha {

namespace {

struct SchemaObject {
    std::string type;
    std::string name;
    std::string sql;
    BOOST_DESCRIBE_CLASS(SchemaObject, (), (type, name, sql), (), ())
};

constexpr std::string_view all_objects =
    "SELECT type, name, sql FROM sqlite_master "
    "WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'schema_migrations'";

bool is_word(char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
}

/// SQL without comments, in small letters outside quotes, with single spaces and only between words.
std::string normalised(std::string_view sql) {
    std::string out;
    bool gap = false;
    for (std::size_t at = 0; at < sql.size(); ++at) {
        char const character = sql[at];
        if (sql.substr(at, 2) == "--") {
            at = std::min(sql.find('\n', at), sql.size());
            gap = true;
        } else if (std::isspace(static_cast<unsigned char>(character)) != 0) {
            gap = true;
        } else if (character == '\'' || character == '"') {
            auto const end = std::min(sql.find(character, at + 1), sql.size() - 1);
            out += sql.substr(at, end - at + 1);
            at = end;
            gap = false;
        } else {
            if (gap && !out.empty() && is_word(out.back()) && is_word(character)) out += ' ';
            out += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
            gap = false;
        }
    }
    return out;
}

/// By what is to be reported first: tables, then the rest.
using Schema = std::map<std::tuple<bool, std::string, std::string>, std::string>;

Schema schema_of(std::vector<SchemaObject> const& objects) {
    Schema schema;
    for (auto const& object : objects)
        schema[{object.type != "table", object.type, object.name}] = normalised(object.sql);
    return schema;
}

struct Live {
    std::vector<SchemaObject> objects;
    std::vector<int> versions;
    std::vector<std::string> damage;
};

}  // namespace

awaitable<std::vector<std::string>> schema_differences(Database& database,
                                                       std::span<embedded::File const> files) {
    auto const live = co_await database.read([](Transaction& tx) {
        return Live{tx.query<SchemaObject>(all_objects),
                    tx.query<int>("SELECT version FROM schema_migrations"),
                    tx.query<std::string>("PRAGMA quick_check(10)")};
    });
    SqliteConnection scratch({}, SqliteConnection::Use::scratch);
    for (auto const& migration : read_migrations(files))
        if (std::ranges::find(live.versions, migration.version) != live.versions.end())
            scratch.script(migration.up);
    auto const expected = schema_of(read_rows<SchemaObject>(scratch.run(all_objects, {})));
    auto const actual = schema_of(live.objects);

    std::map<std::tuple<bool, std::string, std::string>, std::string> differences;
    for (auto const& [key, sql] : expected) {
        auto const found = actual.find(key);
        if (found == actual.end()) differences[key] = "is missing";
        else if (found->second != sql) differences[key] = "differs from what the migrations make";
    }
    for (auto const& [key, sql] : actual)
        if (!expected.contains(key)) differences[key] = "was made by no migration";

    std::vector<std::string> lines;
    for (auto const& [key, words] : differences)
        lines.push_back(fmt::format("{} {} {}", std::get<1>(key), std::get<2>(key), words));
    for (auto const& line : live.damage)
        if (line != "ok") lines.push_back("the file is damaged: " + line);
    co_return lines;
}

}  // namespace aisha
