// Whether a database still looks as the migrations made it.
#pragma once

#include "core/embedded.hpp"
#include "database/database.hpp"

#include <span>
#include <string>
#include <vector>

namespace aisha {

/// Compares the schema with what the applied migrations make in an empty place, and has a SQLite file checked
/// for damage. One line for each difference, tables first, by name; empty: none. Case, spaces and comments do
/// not count. Throws DatabaseError where there is no schema_migrations yet.
awaitable<std::vector<std::string>> schema_differences(Database& database,
                                                       std::span<embedded::File const> files);

}  // namespace aisha
