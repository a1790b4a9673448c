// Which rows of which table are somebody's: the one list by which everything of a person is exported and
// deleted.
#pragma once

#include "database/database.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::personal_data_repository {

/// A table, and which of its rows belong to the person $1. Every table is here or in `impersonal_tables`: a
/// test compares with the schema.
struct Rule {
    std::string_view table;
    std::string_view rows;  ///< a condition that an index answers
    std::string_view
        exported;  ///< columns that the person gets as JSON; empty: exported elsewhere or derived
    std::string_view object_keys;  ///< a query that gives the keys of the person's objects; empty: none
    /// What rows that something under way holds by their id are set to instead of being deleted: an id that
    /// is free might be given again meanwhile. Empty: they are deleted.
    std::string_view blank{};
};

/// In the order in which they can be deleted.
std::span<Rule const> rules();
/// Tables that hold nothing of a person.
std::span<std::string_view const> impersonal_tables();

/// The rows of a rule, as a JSON array of objects.
json::Array exported_rows(Transaction& tx, UserId user, Rule const& rule);
/// Keys of all objects that rows of this person name.
std::vector<std::string> object_keys(Transaction& tx, UserId user);
/// Whether there is anything of this person.
bool knows(Transaction& tx, UserId user);
/// Deletes every row of the person, or leaves nothing of the person in it; the job `but`, which does this,
/// goes on with another payload. Updates that have come meanwhile and wait to be handled stay.
void erase(Transaction& tx, UserId user, JobId but, std::string const& payload);

}  // namespace aisha::personal_data_repository
