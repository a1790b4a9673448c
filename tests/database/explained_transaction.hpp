// A transaction that has every statement explained before it runs, and remembers those that would read a
// whole table.
#pragma once

#include "database/database.hpp"

#include <set>

namespace aisha::tests {

class ExplainedTransaction final : public Transaction {
public:
    /// `small`: indexes and named subqueries that may be read whole, because they hold only what is in work.
    ExplainedTransaction(Transaction& inner, std::set<std::string> small)
        : inner_(inner), small_(std::move(small)) {}

    SqlResult run(std::string_view sql, std::vector<SqlValue> const& parameters) override {
        auto const plan = inner_.run("EXPLAIN QUERY PLAN " + std::string(sql), parameters);
        for (auto const& row : plan.rows) {
            auto const& step = std::get<std::string>(row.back());
            if (step.starts_with("USE TEMP B-TREE")) sorts_.push_back(step + " in: " + std::string(sql));
            if (reads_all(step, sql)) scans_.push_back(step + " in: " + std::string(sql));
        }
        ++statements_;
        return inner_.run(sql, parameters);
    }
    void after_commit(std::function<void()> action) override { inner_.after_commit(std::move(action)); }
    void script(std::string_view sql) override { inner_.script(sql); }
    bool hold(std::string_view name) override { return inner_.hold(name); }
    std::string_view skip_locked() const override { return inner_.skip_locked(); }

    std::vector<std::string> const& scans() const { return scans_; }
    /// Statements that read all there is before they give the first row.
    std::vector<std::string> const& sorts() const { return sorts_; }
    int statements() const { return statements_; }

private:
    /// https://www.sqlite.org/eqp.html: SCAN is a whole table or index, SEARCH a part.
    bool reads_all(std::string const& step, std::string_view sql) const {
        if (!step.starts_with("SCAN ") || step.find("CONSTANT ROW") != std::string::npos) return false;
        // Rows that the statement itself makes.
        auto const table = step.substr(5, step.find(' ', 5) - 5);
        if (sql.find("WITH RECURSIVE " + table + " ") != std::string_view::npos) return false;
        for (auto const* made : {"VIRTUAL TABLE", "SCAN (", "-ROW VALUES CLAUSE"})
            if (step.find(made) != std::string::npos) return false;
        return !small_.contains(step.substr(step.rfind(' ') + 1));
    }

    Transaction& inner_;
    std::set<std::string> small_;
    std::vector<std::string> scans_;
    std::vector<std::string> sorts_;
    int statements_ = 0;
};

}  // namespace aisha::tests
