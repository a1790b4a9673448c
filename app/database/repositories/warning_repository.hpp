// The SQL of warnings: what admins have been told and is not over.
#pragma once

#include "database/database.hpp"
#include "database/models/access.hpp"

#include <string>
#include <vector>

namespace aisha::warning_repository {

struct Warning {
    WarningKind kind = WarningKind::disk;
    std::string source;  ///< the instance, where each has a state of its own; else empty
    std::string detail;
    Time since{};
};
BOOST_DESCRIBE_STRUCT(Warning, (), (kind, source, detail, since))

/// True where it was not there yet: then admins are to be told.
bool raise(Transaction& tx, Warning const& warning);
/// True where it was there.
bool clear(Transaction& tx, WarningKind kind, std::string const& source);
std::vector<Warning> all(Transaction& tx);

}  // namespace aisha::warning_repository
