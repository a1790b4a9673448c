// The live schema against one that is made for the purpose and thrown away.
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

std::vector<std::string> compare(Schema const& expected, Schema const& actual) {
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
    return lines;
}

std::vector<Migration> applied_of(std::span<embedded::File const> files, std::vector<int> const& versions) {
    auto migrations = read_migrations(files);
    std::erase_if(migrations, [&](Migration const& m) {
        return std::ranges::find(versions, m.version) == versions.end();
    });
    return migrations;
}

constexpr std::string_view applied_versions = "SELECT version FROM schema_migrations";

awaitable<std::vector<std::string>> sqlite_differences(Database& database,
                                                       std::span<embedded::File const> files) {
    struct Live {
        std::vector<SchemaObject> objects;
        std::vector<int> versions;
        std::vector<std::string> damage;
    };
    auto const live = co_await database.read([](Transaction& tx) {
        return Live{tx.query<SchemaObject>(all_objects), tx.query<int>(applied_versions),
                    tx.query<std::string>("PRAGMA quick_check(10)")};
    });
    SqliteConnection scratch({}, SqliteConnection::Use::scratch);
    for (auto const& migration : applied_of(files, live.versions)) scratch.script(migration.up);
    auto lines =
        compare(schema_of(read_rows<SchemaObject>(scratch.run(all_objects, {}))), schema_of(live.objects));
    for (auto const& line : live.damage)
        if (line != "ok") lines.push_back("the file is damaged: " + line);
    co_return lines;
}

/// $1: a schema. Names of other schemas do not occur in what the migrations make.
constexpr std::string_view objects_of_schema =
    "SELECT 'table' AS type, c.relname::text AS name, '' AS sql FROM pg_class c "
    "  WHERE c.relnamespace = $1::text::regnamespace AND c.relkind = 'r' AND c.relname <> "
    "'schema_migrations' "
    "UNION ALL SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) "
    "  || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || a.attidentity::text "
    "  || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') "
    "  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
    "  WHERE c.relnamespace = $1::text::regnamespace AND c.relkind = 'r' AND a.attnum > 0 "
    "  AND NOT a.attisdropped AND c.relname <> 'schema_migrations' "
    "UNION ALL SELECT 'constraint', c.relname || '.' || k.conname, "
    "  replace(pg_get_constraintdef(k.oid), $1::text || '.', '') "
    "  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
    "  WHERE c.relnamespace = $1::text::regnamespace AND c.relname <> 'schema_migrations' "
    "UNION ALL SELECT 'index', indexname::text, replace(indexdef, schemaname || '.', '') FROM pg_indexes "
    "  WHERE schemaname = $1::text AND tablename <> 'schema_migrations'";

/// What a transaction throws to leave nothing behind.
struct RollBack {};

awaitable<std::vector<std::string>> postgres_differences(Database& database,
                                                         std::span<embedded::File const> files) {
    std::vector<std::string> lines;
    try {
        co_await database.write([&](Transaction& tx) {
            constexpr std::string_view scratch = "aisha_schema_check";
            auto const live = tx.one<std::string>("SELECT current_schema()::text");
            auto const versions = tx.query<int>(applied_versions);
            auto const actual = schema_of(tx.query<SchemaObject>(objects_of_schema, live));
            tx.script(fmt::format("CREATE SCHEMA {0}; SET LOCAL search_path TO {0}", scratch));
            for (auto const& migration : applied_of(files, versions)) tx.script(migration.up);
            lines = compare(schema_of(tx.query<SchemaObject>(objects_of_schema, scratch)), actual);
            throw RollBack();
        });
    } catch (RollBack const&) {
        // As it is meant.
    }
    co_return lines;
}

}  // namespace

awaitable<std::vector<std::string>> schema_differences(Database& database,
                                                       std::span<embedded::File const> files) {
    return database.dialect() == Dialect::sqlite ? sqlite_differences(database, files)
                                                 : postgres_differences(database, files);
}

}  // namespace aisha
