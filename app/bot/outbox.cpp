// The outbox: writing rows, claiming and sending them, and recording what became of them.
#include "bot/outbox.hpp"

#include "bot/backoff.hpp"
#include "bot/outbox_payload.hpp"
#include "core/crash_point.hpp"
#include "core/limits/history.hpp"
#include "core/limits/outbox.hpp"

namespace aisha::bot {

namespace {

template <Method M>
json::Value without_chat(M const& method) {
    auto payload = json::write(method);
    payload.as_object().erase("chat_id");
    return payload;
}

bool is_passing(std::exception_ptr const& error) {
    try {
        std::rethrow_exception(error);
    } catch (Unavailable const&) {
        return true;
    } catch (...) {
        return is_cancelled(error);
    }
}

}  // namespace

Outbox::Outbox(asio::any_io_executor executor, Database& database, Clock& clock, Log log, Bot& bot,
               Options options, std::function<void(Transaction&, ChatId)> unreachable)
    : executor_(executor),
      database_(database),
      clock_(clock),
      log_(log),
      bot_(bot),
      options_(options),
      unreachable_(std::move(unreachable)),
      sending_(executor, std::move(log)),
      wakeup_(executor) {}

OutboxId Outbox::insert(Transaction& tx, ChatId chat, std::string_view method, json::Value payload,
                        std::optional<OutboxId> target, std::optional<UserId> about) {
    outbox_repository::Outgoing outgoing;
    outgoing.chat_id = chat;
    outgoing.method = method;
    outgoing.payload = std::move(payload);
    outgoing.target_id = target;
    outgoing.user_id = about;
    // A private chat has the id of its person.
    if (!about && chat.value > 0) outgoing.user_id = UserId{chat.value};
    auto const id = outbox_repository::insert(tx, outgoing, clock_.now());
    tx.after_commit([this] { wakeup_.notify(); });
    return id;
}

OutboxId Outbox::send(Transaction& tx, SendMessage const& message, std::optional<UserId> about) {
    return insert(tx, message.chat_id, SendMessage::name, without_chat(message), {}, about);
}

OutboxId Outbox::send(Transaction& tx, SendRichMessage const& message, std::optional<UserId> about) {
    return insert(tx, message.chat_id, SendRichMessage::name, without_chat(message), {}, about);
}

OutboxId Outbox::send(Transaction& tx, OutgoingFile const& file, std::optional<UserId> about) {
    return insert(tx, file.chat_id, outbox_payload::method_of(file), outbox_payload::of_file(file), {},
                  about);
}

OutboxId Outbox::send_and_forget(Transaction& tx, SendMessage const& message) {
    auto payload = without_chat(message);
    outbox_payload::set_forgotten(payload);
    return insert(tx, message.chat_id, SendMessage::name, std::move(payload));
}

OutboxId Outbox::edit(Transaction& tx, EditMessageReplyMarkup const& edit) {
    return insert(tx, edit.chat_id, EditMessageReplyMarkup::name, without_chat(edit));
}

OutboxId Outbox::edit(Transaction& tx, EditMessageText const& edit) {
    return insert(tx, edit.chat_id, EditMessageText::name, without_chat(edit));
}

OutboxId Outbox::remove(Transaction& tx, DeleteMessage const& removal) {
    return insert(tx, removal.chat_id, DeleteMessage::name, without_chat(removal));
}

OutboxId Outbox::remove_sent(Transaction& tx, ChatId chat, OutboxId sent) {
    return insert(tx, chat, DeleteMessage::name, json::Object(), sent);
}

void Outbox::drop(Transaction& tx, ChatId chat, std::string const& why) {
    auto const now = clock_.now();
    outbox_repository::fail_waiting(tx, chat, now, why, now);
}

std::optional<MessageId> Outbox::message_of(Transaction& tx, OutboxId id) {
    return outbox_repository::message_of(tx, id);
}

awaitable<void> Outbox::run() {
    int failures = 0;
    while (!cancelled_) {
        std::exception_ptr error;
        bool const last = stopping_;  // only a turn that began after `stop` has seen everything
        try {
            co_await turn();
            co_await prune();
        } catch (...) {
            error = std::current_exception();
        }
        if (error && is_cancelled(error)) std::rethrow_exception(error);
        failures = error ? failures + 1 : 0;
        if (failures == 1) log_.error("outbox_waits", "error", describe(error));
        if (last && !error && !work_left_ && sending_.size() == 0 && records_.empty()) break;
        auto const wait = error
                              ? backoff(clock_, failures, limits::update_retry_min, limits::update_retry_max)
                              : until_next();
        co_await wakeup_.wait(clock_, wait);
    }
    co_await sending_.join();
    if (records_.empty()) co_return;
    try {
        co_await turn();
    } catch (std::exception const& e) {
        // What was sent and could not be recorded is taken for perhaps sent by the next start.
        log_.error("outbox_unrecorded", "rows", records_.size(), "error", e.what());
    }
}

void Outbox::take_over() {
    recover_due_ = true;
    wakeup_.notify();
}

void Outbox::stop() {
    stopping_ = true;
    wakeup_.notify();
}

void Outbox::cancel() {
    cancelled_ = true;
    sending_.cancel();
    wakeup_.notify();
}

/// One transaction: what became of the last ones, and which are next.
awaitable<void> Outbox::turn() {
    auto records = std::exchange(records_, {});
    auto const rests = [this] { return clock_.monotonic() < paused_until_ || cancelled_; };
    auto const room = rests() ? 0 : limits::sends_at_once - std::min(limits::sends_at_once, sending_.size());
    bool const recovers = std::exchange(recover_due_, false);
    work_left_ = false;
    std::exception_ptr error;
    std::vector<Claimed> claimed;
    try {
        claimed = co_await database_.write(
            [&](Transaction& tx) { return write_turn(tx, records, room, recovers); });
    } catch (...) {
        error = std::current_exception();
    }
    if (error && recovers) recover_due_ = true;
    if (error && !is_passing(error) && !records.empty()) {
        co_await record_one_by_one(std::move(records));
        wakeup_.notify();
        co_return;
    }
    if (error) {
        records_.insert(records_.begin(), std::make_move_iterator(records.begin()),
                        std::make_move_iterator(records.end()));
        std::rethrow_exception(error);
    }
    if (!records.empty()) reach(CrashPoint::send_recorded);
    for (auto& row : claimed) {
        work_left_ = true;
        if (row.method.empty()) wakeup_.notify();
        // It may have been told to rest while the rows were being claimed.
        else if (rests()) records_.push_back(given_back(row));
        else sending_.spawn("send", deliver(std::move(row)));
    }
}

std::vector<Outbox::Claimed> Outbox::write_turn(Transaction& tx, std::vector<Record> const& records,
                                                std::size_t room, bool recovers) {
    auto const now = clock_.now();
    if (recovers) {
        auto const recovered = outbox_repository::recover(tx, limits::send_deaths_max, now);
        if (recovered.repeated > 0) log_.info("outbox_recovered", "rows", recovered.repeated);
        for (auto const id : recovered.unknown)
            log_.error("message_unknown", "outbox", id, "error", "the process ended");
    }
    for (auto const& record : records) record.write(tx);
    if (room == 0) return {};
    auto claimed = outbox_repository::claim(tx, options_.epoch, now, room);
    for (auto& row : claimed)
        if (row.target_id && !resolve_target(tx, row)) row.method.clear();
    return claimed;
}

/// Fills in the message that a row is about; false where there never was one, so that there is nothing to do.
bool Outbox::resolve_target(Transaction& tx, Claimed& row) {
    auto const message = outbox_repository::message_of(tx, *row.target_id);
    if (message) row.payload.as_object()["message_id"] = message->value;
    else outbox_repository::finish_sent(tx, options_.epoch, row.id, std::nullopt, clock_.now());
    return message.has_value();
}

/// After a turn that failed for a reason that will not pass: so that one row's trouble stays its own.
awaitable<void> Outbox::record_one_by_one(std::vector<Record> records) {
    for (auto& record : records) {
        std::exception_ptr error;
        try {
            co_await database_.write([&](Transaction& tx) { record.write(tx); });
        } catch (...) {
            error = std::current_exception();
        }
        if (!error) continue;
        if (!is_passing(error)) {
            auto const what = describe(error);
            log_.error("outbox_record_failed", "outbox", record.id, "error", what);
            record.write = [id = record.id, epoch = options_.epoch, now = clock_.now(),
                            what](Transaction& tx) {
                outbox_repository::finish_failed(tx, epoch, id, what, now);
            };
        }
        records_.push_back(std::move(record));
    }
}

awaitable<void> Outbox::deliver(Claimed row) {
    auto const began = clock_.now();
    std::exception_ptr error;
    std::optional<json::Value> answer;
    bool asked = false;
    try {
        // The one repetition is not wasted on a gateway that answers nothing.
        if (answer_lost_ && row.attempts > 1) co_await bot_.call(GetMe());
        reach(CrashPoint::send_marked);
        answer = co_await call(row, asked);
        reach(CrashPoint::send_answered);
    } catch (...) {
        error = std::current_exception();
    }
    if (error && is_cancelled(error)) std::rethrow_exception(error);
    if (answer) records_.push_back(after_answer(row, *answer));
    else if (!error) records_.push_back(without_file(row, "there is no file any more"));
    else if (asked) records_.push_back(after_error(row, began, error));
    else records_.push_back(postponed(row, error));
    wakeup_.notify();
}

/// The answer to a row's call; nothing where its file is gone. `asked` is set once the call begins.
awaitable<std::optional<json::Value>> Outbox::call(Claimed const& row, bool& asked) {
    auto parameters = outbox_payload::parameters(row.payload);
    parameters.as_object()["chat_id"] = row.chat_id.value;
    auto file = outbox_payload::file_to_upload(row.payload);
    if (!file) {
        asked = true;
        co_return co_await bot_.call_json(row.method, std::move(parameters), limits::telegram_timeout);
    }
    if (!options_.files) co_return std::nullopt;
    auto const ready = co_await options_.files(std::move(file->source));
    if (!ready) co_return std::nullopt;
    net::Part part;
    part.name = file->field;
    part.content = ready->path;
    part.filename = file->name;
    part.content_type = file->mime_type;
    asked = true;
    co_return co_await bot_.upload(row.method, std::move(parameters), std::move(part),
                                   limits::upload_timeout);
}

Duration Outbox::until_next() {
    Duration wait = limits::slow_poll;
    auto const now = clock_.now();
    due_.erase(due_.begin(), due_.upper_bound(now));
    if (!due_.empty()) wait = std::min(wait, *due_.begin() - now);
    if (auto const pause = paused_until_ - clock_.monotonic(); pause > Duration{})
        wait = std::min(wait, pause);
    return wait;
}

awaitable<void> Outbox::prune() {
    auto const now = clock_.monotonic();
    if (now < prune_at_) co_return;
    auto const pruned = co_await database_.write([&](Transaction& tx) {
        return outbox_repository::prune(tx, clock_.now() - limits::traffic_kept_for,
                                        limits::traffic_pruned_rows);
    });
    bool const rest = pruned == limits::traffic_pruned_rows;
    prune_at_ = now + (rest ? Duration(limits::slow_poll) : Duration(limits::traffic_pruned_every));
}

}  // namespace aisha::bot
