// The rules of the house that a compiler does not check: who includes whom, lengths, banned words, and that
// every service has a test.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_lines_max = 400;
constexpr std::size_t function_lines_max = 70;
constexpr std::size_t line_columns_max = 110;

struct Source {
    std::string path;  ///< relative to the project
    std::vector<std::string> lines;
};

std::vector<Source> read_sources() {
    std::vector<Source> sources;
    fs::path const root(AISHA_SOURCE_DIR);
    for (auto const* folder : {"app", "sandbox", "tests", "bench"}) {
        if (!fs::exists(root / folder)) continue;
        for (auto const& entry : fs::recursive_directory_iterator(root / folder)) {
            auto const extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp") continue;
            Source source{fs::relative(entry.path(), root).string(), {}};
            std::ifstream in(entry.path());
            for (std::string line; std::getline(in, line);) source.lines.push_back(line);
            sources.push_back(std::move(source));
        }
    }
    return sources;
}

std::vector<Source> const& sources() {
    static auto const all = read_sources();
    return all;
}

std::size_t columns(std::string const& line) {
    return static_cast<std::size_t>(std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// The folder whose rules hold for an included or including file: "core", "database/models",
/// "services/openai"…
std::string folder_of(std::string path) {
    if (path.starts_with("app/")) path = path.substr(4);
    for (auto const* nested :
         {"database/models", "database/repositories", "services/storage", "services/openai", "services/fal",
          "services/access", "services/transcript", "services/avatar", "services/generation"})
        if (path.starts_with(std::string(nested) + "/")) return nested;
    auto const slash = path.find('/');
    return slash == std::string::npos ? "program" : path.substr(0, slash);
}

/// Who may include whom. A folder may always include itself; cli, the application and tests may include all.
std::map<std::string, std::set<std::string>> const& allowed() {
    static std::set<std::string> const below_services{
        "core", "net", "database", "database/models", "database/repositories", "jobs", "media"};
    auto const with = [](std::set<std::string> base, std::initializer_list<std::string> more) {
        base.insert(more);
        return base;
    };
    static std::map<std::string, std::set<std::string>> const table{
        {"core", {}},
        {"net", {"core"}},
        {"database/models", {"core"}},
        {"database", {"core", "database/models", "database/repositories"}},
        {"database/repositories", {"core", "database", "database/models"}},
        {"jobs", {"core", "database", "database/models", "database/repositories"}},
        {"media", {"core"}},
        {"bot", with(below_services, {})},
        {"services/access", below_services},
        {"services/storage", below_services},
        {"services/openai", below_services},
        {"services/transcript", with(below_services, {"services/storage", "services/openai"})},
        {"services/avatar", with(below_services, {"services/storage"})},
        {"texts", {"core", "database/models", "bot"}},
        {"keyboards", {"core", "database/models", "bot", "texts"}},
        {"handlers", with(below_services, {"bot", "services/access", "services/storage", "services/openai",
                                           "services/transcript", "services/avatar", "texts", "keyboards"})},
        {"sandbox", {"core", "net", "bot", "media", "database"}},
    };
    return table;
}

TEST(Tidy, folders_include_only_what_they_may) {
    std::regex const include(R"(^#include "([^"]+)\")");
    for (auto const& source : sources()) {
        auto const rules = allowed().find(folder_of(source.path));
        if (rules == allowed().end()) continue;
        for (auto const& line : source.lines) {
            std::smatch match;
            if (!std::regex_search(line, match, include)) continue;
            auto const target = folder_of(match[1].str());
            EXPECT_TRUE(target == rules->first || rules->second.contains(target))
                << source.path << " must not include " << match[1];
        }
    }
}

TEST(Tidy, of_bot_the_sandbox_knows_only_types_and_texts_only_values) {
    std::set<std::string> const values{"bot/types.hpp", "bot/html.hpp", "bot/callback_data.hpp"};
    std::regex const include(R"(^#include "(bot/[^"]+)\")");
    for (auto const& source : sources()) {
        auto const folder = folder_of(source.path);
        if (folder != "sandbox" && folder != "texts" && folder != "keyboards") continue;
        for (auto const& line : source.lines) {
            std::smatch match;
            if (!std::regex_search(line, match, include)) continue;
            EXPECT_TRUE(folder == "sandbox" ? match[1] == "bot/types.hpp" : values.contains(match[1]))
                << source.path << " must not include " << match[1];
        }
    }
}

/// A header that belongs to one folder, and the sources that may include it.
struct Owned {
    std::regex include;
    std::regex owner;
};

TEST(Tidy, drivers_and_libraries_stay_behind_their_seams) {
    std::vector<Owned> owned;
    owned.push_back({std::regex("<boost/beast"), std::regex("app/net/http_server[a-z_]*\\.cpp")});
    owned.push_back({std::regex("<curl/"),
                     std::regex("app/net/(http_client|curl_loop|curl_transfer|url_policy)\\.(cpp|hpp)")});
    owned.push_back(
        {std::regex("<sqlite3.h>"), std::regex("app/database/sqlite[a-z_]*\\.(cpp|hpp)|tests/database/.*")});
    owned.push_back({std::regex("<CLI/"), std::regex("app/(main|cli/.*)\\.cpp")});
    owned.push_back({std::regex("<(vips|dlib)/"), std::regex("app/media/(main\\.cpp|program/.*)")});
    owned.push_back({std::regex("\"media/program/"), std::regex("app/media/(main\\.cpp|program/.*)")});
    owned.push_back({std::regex("<toml\\+\\+/"), std::regex("app/core/settings\\.cpp")});
    for (auto const& source : sources())
        for (auto const& line : source.lines)
            for (auto const& [include, owner] : owned)
                if (line.starts_with("#include") && std::regex_search(line, include))
                    EXPECT_TRUE(std::regex_match(source.path, owner)) << source.path << ": " << line;
}

TEST(Tidy, files_and_lines_are_short) {
    for (auto const& source : sources()) {
        EXPECT_LE(source.lines.size(), file_lines_max) << source.path;
        for (std::size_t i = 0; i < source.lines.size(); ++i)
            EXPECT_LE(columns(source.lines[i]), line_columns_max) << source.path << ":" << i + 1;
    }
}

/// Checks blocks that begin at `indent` with a parameter list and end with a brace at the same indent.
void expect_short_functions(Source const& source, std::string const& indent) {
    std::size_t begin = 0;
    bool is_function = false;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        auto const& line = source.lines[i];
        if (!line.starts_with(indent) || line.size() == indent.size()) continue;
        char const first = line[indent.size()];
        if (line == indent + "}" && is_function) {
            EXPECT_LE(i - begin + 1, function_lines_max) << source.path << ":" << begin + 1;
            is_function = false;
        } else if (first != ' ' && first != '#' && first != '/' && first != '}' && first != ')') {
            begin = i;
            is_function = line.find('(') != std::string::npos;
        }
    }
}

TEST(Tidy, functions_are_short) {
    for (auto const& source : sources()) {
        expect_short_functions(source, "");
        expect_short_functions(source, "    ");
    }
}

struct Banned {
    std::string words;
    std::string allowed_in;  ///< a regular expression of paths
    std::string why;
};

TEST(Tidy, banned_words) {
    // Written in two pieces so that this file does not find itself.
    std::vector<Banned> const banned{
        {std::string("deta") + "ched", "", "its errors vanish; use TaskGroup"},
        {std::string("std::co") + "ut", "", "standard output is for answers: fmt::print"},
        {std::string("system_clo") + "ck::now", "app/core/clock\\.cpp", "ask the Clock"},
        {std::string("TO") + "DO", "", "finish it or file it"},
        {std::string("sha") + "red/", "", "the project stands alone"},
        {std::string("co_sp") + "awn(",
         "app/core/(async|all_of)\\.(hpp|cpp)|app/cli/commands\\.cpp|tests/.*|bench/.*", "use TaskGroup"},
        {std::string("std::mut") + "ex", "app/database/lane\\.(cpp|hpp)|tests/.*",
         "one loop thread runs everything"},
        {std::string("sleep") + "_for(", "tests/support/postgres_server\\.cpp", "wait for the event"},
    };
    for (auto const& source : sources())
        for (std::size_t i = 0; i < source.lines.size(); ++i)
            for (auto const& [words, allowed_in, why] : banned)
                if (source.lines[i].find(words) != std::string::npos)
                    EXPECT_TRUE(std::regex_match(source.path, std::regex(allowed_in)))
                        << source.path << ":" << i + 1 << ": " << words << ": " << why;
}

TEST(Tidy, every_file_says_what_lives_in_it) {
    for (auto const& source : sources()) {
        ASSERT_FALSE(source.lines.empty()) << source.path;
        EXPECT_TRUE(source.lines.front().starts_with("// ")) << source.path;
    }
}

TEST(Tidy, names_say_what_a_file_is) {
    std::regex const vague("(^|[/_])(util|utils|common|manager|helper|helpers|base|old|new|v2)([_.]|$)");
    for (auto const& source : sources()) EXPECT_FALSE(std::regex_search(source.path, vague)) << source.path;
}

TEST(Tidy, every_service_has_a_test) {
    std::set<std::string> tested;
    for (auto const& source : sources())
        if (source.path.starts_with("tests/")) tested.insert(fs::path(source.path).stem().string());
    for (auto const& source : sources()) {
        fs::path const path(source.path);
        if (!source.path.starts_with("app/services/") || path.extension() != ".cpp") continue;
        auto const prefix = path.stem().string();
        EXPECT_TRUE(std::ranges::any_of(tested, [&](auto const& test) { return test.starts_with(prefix); }))
            << source.path << " has no tests/…/" << prefix << "_test.cpp";
    }
}

TEST(Tidy, migrations_are_numbered_without_gaps_and_go_both_ways) {
    for (auto const& database : fs::directory_iterator(fs::path(AISHA_SOURCE_DIR) / "migrations")) {
        std::set<std::string> names;
        for (auto const& file : fs::directory_iterator(database))
            names.insert(file.path().filename().string());
        int number = 1;
        for (auto const& name : names) {
            if (!name.ends_with(".up.sql")) continue;
            EXPECT_EQ(std::stoi(name.substr(0, 4)), number++) << name;
            EXPECT_TRUE(names.contains(name.substr(0, name.size() - 7) + ".down.sql")) << name;
        }
        EXPECT_EQ(names.size() % 2, 0U);
    }
}

}  // namespace
