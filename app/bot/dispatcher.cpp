// Updates out of the inbox: in order within a chat, chats beside each other.
#include "bot/backoff.hpp"
#include "bot/html.hpp"
#include "bot/updates.hpp"
#include "core/utf.hpp"

namespace aisha::bot {

namespace {

/// What the sender of a failed update is told, and what the log has: the update's number in short.
std::string reference_of(UpdateId id) {
    constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string reference;
    for (auto rest = static_cast<std::uint64_t>(id.value); rest != 0; rest /= digits.size())
        reference.insert(reference.begin(), digits[rest % digits.size()]);
    return "U" + reference;
}

bool is_unavailable(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (Unavailable const&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

Dispatcher::Dispatcher(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Bot& bot,
                       Router const& router, Apologise apologise)
    : executor_(executor),
      database_(database),
      clock_(clock),
      log_(log),
      bot_(bot),
      router_(router),
      apologise_(std::move(apologise)),
      running_(executor, std::move(log)),
      wakeup_(executor) {}

awaitable<void> Dispatcher::run() {
    while (!stopping_) {
        std::exception_ptr error;
        try {
            co_await take();
            co_await prune();
        } catch (...) {
            error = std::current_exception();
        }
        if (error && is_cancelled(error)) std::rethrow_exception(error);
        if (error) log_.error("inbox_unreadable", "error", describe(error));
        start_chats();
        if (!stopping_)
            co_await wakeup_.wait(clock_, error ? Duration(limits::update_retry_max) : until_next());
    }
    co_await running_.join();
}

void Dispatcher::stop() {
    stopping_ = true;
    wakeup_.notify();
}

/// Fills the memory from the inbox.
awaitable<void> Dispatcher::take() {
    auto const now = clock_.monotonic();
    if (in_memory_ == 0 || now >= reread_at_) {
        // From the beginning now and then: whatever was overlooked, by an id out of order, is found.
        read_up_to_ = {};
        reread_at_ = now + limits::slow_poll;
    }
    while (in_memory_ < limits::updates_in_memory) {
        auto const room = limits::updates_in_memory - in_memory_;
        auto rows = co_await database_.read([&](Transaction& tx) {
            return inbox_repository::pending(tx, bot_.id(), read_up_to_, limits::updates_in_memory);
        });
        more_ = rows.size() == limits::updates_in_memory;
        std::size_t taken = 0;
        for (auto& row : rows) {
            if (taken == room) {
                more_ = true;
                break;
            }
            read_up_to_ = row.id;
            auto const id = row.id;
            if (!chats_[row.chat_id].updates.try_emplace(id, std::move(row)).second) continue;
            ++in_memory_;
            ++taken;
        }
        if (!more_) break;
    }
}

void Dispatcher::start_chats() {
    auto const now = clock_.monotonic();
    for (auto& [id, chat] : chats_) {
        if (chat.running || chat.updates.empty() || chat.not_before > now || stopping_) continue;
        chat.running = true;
        running_.spawn("chat", work_through(id));
    }
}

awaitable<void> Dispatcher::work_through(ChatId id) {
    auto& chat = chats_[id];
    auto handled = Handled::done;
    while (!stopping_ && !chat.updates.empty() && handled == Handled::done) {
        auto const front = chat.updates.begin();
        handled = co_await handle(chat, front->second);
        if (handled == Handled::again) break;
        chat.updates.erase(front);
        chat.delays = 0;
        chat.spinner_stopped = false;
        --in_memory_;
    }
    chat.running = false;
    if (chat.updates.empty()) chats_.erase(id);
    if (more_ || handled == Handled::again) wakeup_.notify();
}

awaitable<Dispatcher::Handled> Dispatcher::handle(Chat& chat, inbox_repository::Pending& row) {
    Incoming incoming{.update = {}, .log = log_.with("update", row.update_id).with("chat", row.chat_id)};
    std::string unreadable;
    try {
        incoming.update = json::read<Update>(json::parse(row.payload, answer_depth_max));
    } catch (json::Error const& e) {
        unreadable = e.what();
    }
    std::exception_ptr error;
    try {
        if (!unreadable.empty()) {
            co_await bury(row, nullptr, "unreadable: " + unreadable);
            co_return Handled::done;
        }
        // False: another instance has handled it, or handles an earlier one of this chat.
        bool const mine = co_await database_.write([&](Transaction& tx) {
            incoming.callback_answer.reset();
            incoming.is_answered_later = false;
            if (!inbox_repository::mark_handled(tx, row, clock_.now())) return false;
            router_.handle(tx, incoming);
            return true;
        });
        if (mine) answer_press(chat, incoming);
    } catch (...) {
        error = std::current_exception();
    }
    if (error) co_return co_await after_failure(chat, row, incoming, error);
    co_return Handled::done;
}

awaitable<Dispatcher::Handled> Dispatcher::after_failure(Chat& chat, inbox_repository::Pending& row,
                                                         Incoming const& incoming, std::exception_ptr error) {
    if (is_cancelled(error)) std::rethrow_exception(error);
    auto const what = describe(error);
    incoming.callback_answer.reset();
    incoming.is_answered_later = false;
    ++chat.delays;
    chat.not_before =
        clock_.monotonic() + backoff(clock_, chat.delays, limits::update_retry_min, limits::update_retry_max);
    if (is_unavailable(error)) {
        // Nobody's fault; the wait may be long, so the button does not turn meanwhile.
        if (chat.delays == 1) incoming.log.warning("update_waits", "error", what);
        answer_press(chat, incoming);
        co_return Handled::again;
    }
    std::exception_ptr again;
    try {
        if (row.attempts + 1 >= limits::update_errors_max) {
            co_await bury(row, &incoming, what);
            answer_press(chat, incoming);
            co_return Handled::done;
        }
        incoming.log.warning("update_failed", "attempt", row.attempts + 1, "error", what);
        co_await database_.write([&](Transaction& tx) { inbox_repository::count_failure(tx, row.id, what); });
        ++row.attempts;
    } catch (...) {
        again = std::current_exception();
    }
    if (again && is_cancelled(again)) std::rethrow_exception(again);
    if (again) incoming.log.warning("update_waits", "error", describe(again));
    co_return Handled::again;
}

/// Ends an update that cannot be handled. Where not even the apology works, it ends without one.
awaitable<void> Dispatcher::bury(inbox_repository::Pending const& row, Incoming const* incoming,
                                 std::string what) {
    auto const reference = reference_of(row.update_id);
    auto const log =
        log_.with("update", row.update_id).with("chat", row.chat_id).with("reference", reference);
    log.error("update_dead", "error", what);
    auto const error = reference + " " + utf::repaired(what.substr(0, 1000));
    std::exception_ptr failure;
    try {
        co_await database_.write([&](Transaction& tx) {
            if (inbox_repository::mark_dead(tx, row.id, error, clock_.now()) && incoming)
                apologise_(tx, *incoming, reference);
        });
    } catch (...) {
        failure = std::current_exception();
    }
    if (!failure) co_return;
    if (!incoming || is_cancelled(failure) || is_unavailable(failure)) std::rethrow_exception(failure);
    log.error("apology_failed", "error", describe(failure));
    co_await database_.write(
        [&](Transaction& tx) { inbox_repository::mark_dead(tx, row.id, error, clock_.now()); });
}

/// Every press is answered: the button's spinner turns until then.
void Dispatcher::answer_press(Chat& chat, Incoming const& incoming) {
    if (!incoming.update.callback_query || chat.spinner_stopped || incoming.is_answered_later) return;
    chat.spinner_stopped = true;
    AnswerCallbackQuery answer;
    answer.callback_query_id = incoming.update.callback_query->id;
    if (auto const& words = incoming.callback_answer; words && !words->text.empty()) {
        answer.text = html::shortened(words->text, limits::callback_answer_units_max);
        if (words->show_alert) answer.show_alert = true;
    }
    bot_.fire(answer);
}

Duration Dispatcher::until_next() const {
    Duration wait = limits::slow_poll;
    auto const now = clock_.monotonic();
    for (auto const& [id, chat] : chats_)
        if (!chat.running && !chat.updates.empty())
            wait = std::min(wait, std::max(Duration{}, chat.not_before - now));
    return wait;
}

awaitable<void> Dispatcher::prune() {
    auto const now = clock_.monotonic();
    if (now < prune_at_) co_return;
    auto const pruned = co_await database_.write([&](Transaction& tx) {
        return inbox_repository::prune(tx, clock_.now() - limits::traffic_kept_for,
                                       limits::traffic_pruned_rows);
    });
    // A full portion: the next one soon.
    bool const rest = pruned == limits::traffic_pruned_rows;
    prune_at_ = now + (rest ? Duration(limits::slow_poll) : Duration(limits::traffic_pruned_every));
}

}  // namespace aisha::bot
