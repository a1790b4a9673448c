// What `aisha doctor` finds, and what it does on request beside looking.
#pragma once

#include "cli/commands.hpp"
#include "core/config.hpp"
#include "net/http.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace aisha::cli {

enum class Verdict { ok, warning, problem };
BOOST_DESCRIBE_ENUM(Verdict, ok, warning, problem)

struct Finding {
    std::string name;
    Verdict verdict = Verdict::ok;
    std::string detail;
    std::string mend;  ///< empty where nothing is wrong
};
BOOST_DESCRIBE_STRUCT(Finding, (), (name, verdict, detail, mend))

/// Does what a running bot does, once: asks the bot on HTTP_LISTEN, writes a row and an object and takes them
/// away again, asks Telegram about the webhook and knocks at its address as Telegram would. Nothing is left
/// behind. Adds a finding for each.
awaitable<void> try_live(Session& session, Config const& config, net::Transport& transport,
                         std::vector<Finding>& findings);

}  // namespace aisha::cli
