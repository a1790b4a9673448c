// Warnings to admins.
#include "handlers/admin/watch.hpp"

#include "core/limits/access.hpp"
#include "database/repositories/admin_repository.hpp"
#include "database/repositories/user_repository.hpp"
#include "handlers/context.hpp"
#include "texts/warnings.hpp"

namespace aisha::handlers::admin {

namespace {

struct AccountWarnings {
    WarningKind key;
    WarningKind balance;
};

AccountWarnings warnings_of(PaidService service) {
    switch (service) {
        case PaidService::speech: return {WarningKind::speech_key, WarningKind::speech_balance};
        case PaidService::chat: return {WarningKind::chat_key, WarningKind::chat_balance};
    }
    throw std::logic_error("no warnings of this service");
}

}  // namespace

Watch::Watch(asio::any_io_executor executor, Database& database, Clock& clock, Log log, bot::Outbox& outbox,
             Options options)
    : database_(database),
      clock_(clock),
      log_(std::move(log)),
      outbox_(outbox),
      options_(std::move(options)),
      wakeup_(executor) {}

awaitable<void> Watch::run() {
    while (!stopping_) {
        std::exception_ptr error;
        try {
            co_await look();
        } catch (...) {
            error = std::current_exception();
        }
        if (error && is_cancelled(error)) std::rethrow_exception(error);
        if (error) log_.warning("warnings_not_written", "error", describe(error));
        if (!stopping_) co_await wakeup_.wait(clock_, limits::watched_every);
    }
}

void Watch::stop() {
    stopping_ = true;
    wakeup_.notify();
}

void Watch::heard(PaidService service, AccountState state) {
    auto const before = now_;
    auto const [key, balance] = warnings_of(service);
    note(key, state == AccountState::bad_key ? std::optional(std::string()) : std::nullopt);
    // A service that refuses the key says nothing about the balance.
    if (state != AccountState::bad_key)
        note(balance, state == AccountState::no_balance ? std::optional(std::string()) : std::nullopt);
    if (now_ != before) wakeup_.notify();
}

void Watch::note(WarningKind kind, std::optional<std::string> trouble) { now_[kind] = std::move(trouble); }

/// Each instance has a disk of its own; everything else is the same for all.
std::string Watch::source_of(WarningKind kind) const {
    return kind == WarningKind::disk ? options_.instance : std::string();
}

bool Watch::is_known(WarningKind kind) const {
    return std::ranges::any_of(known_, [&](Warning const& warning) {
        return warning.kind == kind && warning.source == source_of(kind);
    });
}

void Watch::look_at(WarningKind kind, Look const& look) {
    if (look) note(kind, look(is_known(kind)));
}

awaitable<void> Watch::look() {
    auto const quarantined = co_await database_.read([this](Transaction& tx) {
        known_ = warning_repository::all(tx);
        return admin_repository::quarantined(tx);
    });
    note(WarningKind::quarantine,
         quarantined > 0 ? std::optional(std::to_string(quarantined)) : std::nullopt);
    look_at(WarningKind::disk, options_.disk);
    look_at(WarningKind::webhook, options_.webhook);
    bool const differs = std::ranges::any_of(
        now_, [&](auto const& seen) { return seen.second.has_value() != is_known(seen.first); });
    if (!differs) co_return;
    co_await database_.write([this, now = now_](Transaction& tx) { write(tx, now); });
}

void Watch::write(Transaction& tx, std::map<WarningKind, std::optional<std::string>> const& now) const {
    for (auto const& [kind, trouble] : now) {
        bool const changed =
            trouble ? warning_repository::raise(tx, {kind, source_of(kind), *trouble, clock_.now()})
                    : warning_repository::clear(tx, kind, source_of(kind));
        if (changed) tell(tx, kind, trouble);
    }
}

void Watch::tell(Transaction& tx, WarningKind kind, std::optional<std::string> const& trouble) const {
    if (trouble) log_.warning("admins_warned", "of", json::name_of(kind), "detail", *trouble);
    else log_.info("warning_over", "of", json::name_of(kind));
    for (auto const admin : options_.admins) {
        auto const user = user_repository::find(tx, admin);
        auto const language =
            user ? language_of(*user, options_.default_language) : options_.default_language;
        auto const text =
            trouble ? texts::warning(language, kind, *trouble) : texts::warning_over(language, kind);
        outbox_.send(tx, message_to(ChatId{admin.value}, text));
    }
}

Watch::Look free_space_of(std::filesystem::path folder) {
    return [folder = std::move(folder)](bool is_known) -> std::optional<std::string> {
        std::error_code error;
        auto const space = std::filesystem::space(folder, error);
        auto const wanted =
            is_known ? limits::free_space_min + limits::free_space_min / 4 : limits::free_space_min;
        if (error) return is_known ? std::optional<std::string>("0") : std::nullopt;
        if (space.available >= wanted) return std::nullopt;
        return fmt::format("{}", space.available / limits::mib);
    };
}

}  // namespace aisha::handlers::admin
