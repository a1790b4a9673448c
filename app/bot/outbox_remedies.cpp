// What becomes of an outbox row after its call: the remedies of bot.hpp, carried out.
#include "bot/backoff.hpp"
#include "bot/html.hpp"
#include "bot/outbox.hpp"
#include "bot/outbox_payload.hpp"

namespace aisha::bot {

namespace {

/// Calls that bring something new; the others do nothing the second time.
bool is_send(std::string_view method) { return method.starts_with("send"); }

ApiError const* api_error(std::exception_ptr const& error, std::optional<ApiError>& place) {
    try {
        std::rethrow_exception(error);
    } catch (ApiError const& e) {
        place = e;
    } catch (...) {
        place.reset();
    }
    return place ? &*place : nullptr;
}

}  // namespace

Outbox::Record Outbox::after_answer(Claimed const& row, json::Value const& answer) {
    answer_lost_ = false;
    waits_.erase(row.chat_id);
    std::optional<MessageId> message;
    if (auto const* object = answer.if_object())
        if (auto const* id = object->if_contains("message_id"); id && id->is_int64())
            message = MessageId{id->get_int64()};
    auto rest = outbox_payload::rest_of(row.payload);
    bool const forgotten = outbox_payload::is_forgotten(row.payload);
    return {row.id, [id = row.id, epoch = options_.epoch, message, rest = std::move(rest), forgotten,
                     now = clock_.now()](Transaction& tx) {
                if (rest) outbox_repository::go_on(tx, epoch, id, std::string(SendMessage::name), *rest, now);
                else if (forgotten) outbox_repository::forget(tx, epoch, id);
                else outbox_repository::finish_sent(tx, epoch, id, message, now);
            }};
}

Outbox::Record Outbox::after_error(Claimed const& row, Time began, std::exception_ptr const& error) {
    std::optional<ApiError> place;
    auto const* said = api_error(error, place);
    if (said) answer_lost_ = false;
    auto const what = describe(error);
    switch (auto const how = remedy(row.method, error)) {
        case Remedy::done: return after_answer(row, {});
        case Remedy::wait: return postponed(row, error);
        case Remedy::maybe_sent:
            answer_lost_ = true;
            return is_send(row.method) ? after_lost_answer(row, what) : postponed(row, error);
        case Remedy::unreachable:
            log_.info("chat_unreachable", "chat", row.chat_id, "error", what);
            waits_.erase(row.chat_id);
            return {row.id, [this, id = row.id, chat = row.chat_id, began, what,
                             now = clock_.now()](Transaction& tx) {
                        outbox_repository::finish_failed(tx, options_.epoch, id, what, now);
                        // What was written later may follow a message of the person, who is back then.
                        outbox_repository::fail_waiting(tx, chat, began, what, now);
                        unreachable_(tx, chat);
                    }};
        case Remedy::migrated: return migrated(row, said->migrate_to().value_or(row.chat_id), what);
        case Remedy::without_reply:
        case Remedy::plain_text:
        case Remedy::send_anew:
        case Remedy::give_up: return changed(row, how, what);
    }
    return failed(row, what);
}

Outbox::Record Outbox::after_lost_answer(Claimed const& row, std::string const& error) {
    auto const now = clock_.now();
    if (row.attempts >= limits::send_tries_max) {
        log_.error("message_unknown", "outbox", row.id, "chat", row.chat_id, "error", error);
        return {row.id, [id = row.id, epoch = options_.epoch, error, now](Transaction& tx) {
                    outbox_repository::finish_unknown(tx, epoch, id, error, now);
                }};
    }
    log_.warning("message_repeated", "outbox", row.id, "chat", row.chat_id, "error", error);
    auto const again = now + limits::send_retry_min;
    due_.insert(again);
    return {row.id, [id = row.id, epoch = options_.epoch, error, again](Transaction& tx) {
                outbox_repository::repeat(tx, epoch, id, error, again);
            }};
}

/// A row that was claimed and not sent: as if it had never been touched.
Outbox::Record Outbox::given_back(Claimed const& row) {
    return {row.id, [id = row.id, epoch = options_.epoch, now = clock_.now()](Transaction& tx) {
                outbox_repository::postpone(tx, epoch, id, "not sent: the bot rests or stops", now);
            }};
}

Outbox::Record Outbox::postponed(Claimed const& row, std::exception_ptr const& error) {
    auto const what = describe(error);
    auto const delay = delay_after(row, error);
    auto const again = clock_.now() + delay;
    due_.insert(again);
    auto const seconds = std::chrono::duration<double>(delay).count();
    if (waits_[row.chat_id] <= 1)
        log_.warning("message_waits", "outbox", row.id, "chat", row.chat_id, "error", what, "seconds",
                     seconds);
    else
        log_.debug("message_waits", "outbox", row.id, "chat", row.chat_id, "error", what, "seconds", seconds);
    return {row.id, [id = row.id, epoch = options_.epoch, what, again](Transaction& tx) {
                outbox_repository::postpone(tx, epoch, id, what, again);
            }};
}

Outbox::Record Outbox::migrated(Claimed const& row, ChatId to, std::string const& error) {
    if (to == row.chat_id) return failed(row, error);
    log_.info("chat_migrated", "from", row.chat_id, "to", to);
    waits_.erase(row.chat_id);
    return {row.id, [id = row.id, epoch = options_.epoch, from = row.chat_id, to, error,
                     now = clock_.now()](Transaction& tx) {
                outbox_repository::postpone(tx, epoch, id, error, now);
                outbox_repository::move_chat(tx, from, to);
            }};
}

Outbox::Record Outbox::failed(Claimed const& row, std::string const& error) {
    log_.error("message_failed", "outbox", row.id, "chat", row.chat_id, "method", row.method, "error", error);
    waits_.erase(row.chat_id);
    return {row.id, [id = row.id, epoch = options_.epoch, error, now = clock_.now()](Transaction& tx) {
                outbox_repository::finish_failed(tx, epoch, id, error, now);
            }};
}

/// The same message as another call; failed where it was changed like that before.
Outbox::Record Outbox::changed(Claimed const& row, Remedy how, std::string const& error) {
    auto payload = row.payload;
    auto method = row.method;
    auto& parameters = payload.as_object();
    bool possible = false;
    if (how == Remedy::without_reply) {
        possible = parameters.erase("reply_parameters") > 0;
    } else if (how == Remedy::plain_text) {
        auto const* text = parameters.if_contains("text");
        possible = parameters.erase("parse_mode") > 0 && text && text->is_string();
        if (possible) parameters["text"] = html::plain(std::string(parameters.at("text").get_string()));
    } else if (how == Remedy::send_anew && method == EditMessageText::name) {
        possible = parameters.erase("message_id") > 0;
        method = SendMessage::name;
    } else if (method == SendRichMessage::name) {
        // Rich messages are younger than some servers.
        payload = outbox_payload::series(payload);
        method = SendMessage::name;
        possible = true;
    } else if (outbox_payload::forget_file_id(payload)) {
        possible = true;
    } else if (outbox_payload::file_to_upload(payload)) {
        return without_file(row, error);
    }
    if (!possible) return failed(row, error);
    log_.warning("message_changed", "outbox", row.id, "chat", row.chat_id, "error", error);
    return {row.id, [id = row.id, epoch = options_.epoch, method, payload, error](Transaction& tx) {
                outbox_repository::change(tx, epoch, id, method, payload, error);
            }};
}

/// The words instead of a file that there is not, or that Telegram does not take.
Outbox::Record Outbox::without_file(Claimed const& row, std::string const& error) {
    log_.warning("file_not_sent", "outbox", row.id, "chat", row.chat_id, "error", error);
    auto payload = outbox_payload::otherwise(row.payload);
    return {row.id, [id = row.id, epoch = options_.epoch, payload, error](Transaction& tx) {
                outbox_repository::change(tx, epoch, id, std::string(SendMessage::name), payload, error);
            }};
}

/// Telegram's retry_after, for the chat or, when several chats are told at once, for the bot; else a
/// growing delay.
Duration Outbox::delay_after(Claimed const& row, std::exception_ptr const& error) {
    auto const failures = ++waits_[row.chat_id];
    std::optional<ApiError> place;
    auto const* said = api_error(error, place);
    if (!said || !said->retry_after())
        return backoff(clock_, failures, limits::send_retry_min, limits::send_retry_max);
    auto const now = clock_.monotonic();
    Duration const wait = *said->retry_after();
    std::erase_if(slowed_until_, [&](auto const& entry) { return entry.second <= now; });
    slowed_until_[row.chat_id] = now + wait;
    if (slowed_until_.size() >= limits::slowed_chats_max) {
        log_.warning("bot_slowed", "seconds", std::chrono::duration_cast<std::chrono::seconds>(wait).count());
        paused_until_ = std::max(paused_until_, now + wait);
    }
    // A little later than told, and not all at once.
    constexpr Duration spread = std::chrono::milliseconds(500);
    return wait + Duration(static_cast<Duration::rep>(static_cast<double>(spread.count()) * clock_.chance()));
}

}  // namespace aisha::bot
