// What the workers keep of a kind of job and of a job in hand.
#pragma once

#include "jobs/worker.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace aisha {

struct Workers::Kind {
    std::string name;
    JobPolicy policy;
    Run run;
    Failed failed;
    int running = 0;
    std::map<UserId, int> running_of;  ///< by owner

    /// Owners whose jobs have to wait for one of their own to end.
    static std::vector<UserId> full(std::map<UserId, int> const& running_of, JobPolicy const& policy) {
        std::vector<UserId> owners;
        for (auto const& [owner, jobs] : running_of)
            if (policy.of_one_owner && jobs >= *policy.of_one_owner) owners.push_back(owner);
        return owners;
    }
};

/// A job in hand, with what it takes to write down what became of it.
struct Workers::Task {
    std::shared_ptr<Kind> kind;  ///< empty: a kind this program does not know
    job_repository::Lease lease;
    job_repository::Claimed job;
    Log log;
};

}  // namespace aisha
