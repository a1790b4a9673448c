// Warnings to admins: what only whoever runs the bot can mend.
#pragma once

#include "bot/outbox.hpp"
#include "core/async.hpp"
#include "database/models/access.hpp"
#include "database/models/user.hpp"
#include "database/repositories/warning_repository.hpp"
#include "services/openai/provider_watch.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace aisha::handlers::admin {

/// Whom we pay, or may.
enum class PaidService { speech, chat };

/// Looks at the machine, the webhook and the jobs every limits::watched_every, and hears from paid services.
/// Admins get a message when something goes wrong and one when it is well again; in between it stays in the
/// table `warnings`, so that neither a restart nor another instance says it twice.
class Watch {
public:
    /// What is wrong now, in a few words; nothing: all is well. `is_known`: admins have been warned.
    using Look = std::function<std::optional<std::string>(bool is_known)>;
    struct Options {
        std::vector<UserId> admins;
        Language default_language = Language::en;
        std::string instance;  ///< INSTANCE_ID
        Look disk;
        Look webhook;
    };
    Watch(asio::any_io_executor executor, Database& database, Clock& clock, Log log, bot::Outbox& outbox,
          Options options);

    /// Until `stop`.
    awaitable<void> run();
    void stop();
    /// Looks once and tells what changed.
    awaitable<void> look();

    /// A service said this about our account there. On the loop.
    void heard(PaidService service, AccountState state);

private:
    using Warning = warning_repository::Warning;

    void look_at(WarningKind kind, Look const& look);
    void note(WarningKind kind, std::optional<std::string> trouble);
    std::string source_of(WarningKind kind) const;
    bool is_known(WarningKind kind) const;
    /// Writes where `now_` differs from what is known, and tells admins.
    void write(Transaction& tx, std::map<WarningKind, std::optional<std::string>> const& now) const;
    void tell(Transaction& tx, WarningKind kind, std::optional<std::string> const& trouble) const;

    Database& database_;
    Clock& clock_;
    Log log_;
    bot::Outbox& outbox_;
    Options options_;
    Wakeup wakeup_;
    std::vector<Warning> known_;
    std::map<WarningKind, std::optional<std::string>> now_;  ///< what was seen or heard last
    bool stopping_ = false;
};

/// A Look for Options::disk: warns below limits::free_space_min, until there is a quarter more than that
/// again.
Watch::Look free_space_of(std::filesystem::path folder);

}  // namespace aisha::handlers::admin
