// Back-pressure: looking at what piles up.
#include "bot/floodgate.hpp"

#include "core/errors.hpp"
#include "core/limits/queue.hpp"
#include "database/repositories/inbox_repository.hpp"
#include "database/repositories/outbox_repository.hpp"

#include <algorithm>

namespace aisha::bot {

std::optional<std::uintmax_t> free_space(std::filesystem::path const& folder) {
    std::error_code error;
    auto const space = std::filesystem::space(folder, error);
    return error ? std::nullopt : std::optional(space.available);
}

Floodgate::Floodgate(asio::any_io_executor executor, Database& database, Clock& clock, Log log,
                     Options options)
    : database_(database),
      clock_(clock),
      log_(std::move(log)),
      options_(std::move(options)),
      piles_{{.why = "too many messages wait to be sent", .most = limits::unsent_messages_max},
             {.why = "too many updates wait to be handled", .most = limits::unhandled_updates_max}},
      stopped_(std::move(executor)) {}

awaitable<void> Floodgate::run() {
    while (!stopping_) {
        std::exception_ptr error;
        try {
            co_await look();
        } catch (Unavailable const&) {
            error = std::current_exception();
        }
        // A database that is away takes no updates in by itself.
        if (error) log_.debug("intake_not_looked_at", "error", describe(error));
        co_await stopped_.wait(clock_, limits::intake_look_every);
    }
}

void Floodgate::stop() {
    stopping_ = true;
    stopped_.notify();
}

awaitable<void> Floodgate::look() {
    for (auto const& folder : options_.folders) {
        if (!is_full(folder)) continue;
        set("the disk is full: " + folder.string());
        co_return;
    }
    auto const counted = co_await database_.read([](Transaction& tx) {
        return std::vector{outbox_repository::count_open(tx, limits::unsent_messages_max + 1),
                           inbox_repository::count_pending(tx, limits::unhandled_updates_max + 1)};
    });
    std::string why;
    for (std::size_t i = 0; i < piles_.size(); ++i) {
        auto& pile = piles_[i];
        pile.too_much = counted[i] > (pile.too_much ? pile.most / 2 : pile.most);
        if (pile.too_much) why = pile.why;
    }
    set(std::move(why));
}

bool Floodgate::is_full(std::filesystem::path const& folder) const {
    auto const free = options_.free_space(folder);
    // Once closed, a little more is wanted, so that it does not open and close with every file.
    auto const wanted = limits::free_space_reserved * (is_open() ? 2 : 3) / 2;
    return free && *free < wanted;
}

void Floodgate::set(std::string why) {
    if (why == why_) return;
    if (why.empty()) log_.info("updates_taken_in_again", "after", why_);
    else log_.warning("updates_put_off", "why", why, "mend", "Telegram keeps them for a day");
    why_ = std::move(why);
}

}  // namespace aisha::bot
