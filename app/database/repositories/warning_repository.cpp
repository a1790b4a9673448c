// The SQL of warnings.
#include "database/repositories/warning_repository.hpp"

namespace aisha::warning_repository {

bool raise(Transaction& tx, Warning const& warning) {
    return tx.execute("INSERT INTO warnings (kind, source, detail, since) VALUES ($1, $2, $3, $4) "
                      "ON CONFLICT (kind, source) DO NOTHING",
                      warning.kind, warning.source, warning.detail, warning.since) > 0;
}

bool clear(Transaction& tx, WarningKind kind, std::string const& source) {
    return tx.execute("DELETE FROM warnings WHERE kind = $1 AND source = $2", kind, source) > 0;
}

std::vector<Warning> all(Transaction& tx) {
    // A handful of rows at most: a kind or two for each instance.
    return tx.query<Warning>("SELECT kind, source, detail, since FROM warnings ORDER BY kind, source");
}

}  // namespace aisha::warning_repository
