// Calls to the Bot API: one POST each, the envelope, downloads, and what may be lost.
#include "bot/bot.hpp"

#include <charconv>

namespace aisha::bot {

namespace {

BotId id_from(std::string_view token) {
    auto const colon = token.find(':');
    auto const secret = colon == std::string_view::npos ? std::string_view() : token.substr(colon + 1);
    BotId id;
    auto const [end, error] =
        std::from_chars(token.data(), token.data() + std::min(colon, token.size()), id.value);
    bool const number =
        error == std::errc() && end == token.data() + std::min(colon, token.size()) && id.value > 0;
    auto const allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '-';
    };
    if (!number || secret.empty() || !std::ranges::all_of(secret, allowed))
        throw ConfigError("the bot's token has not the form 123456:letters that @BotFather gives");
    return id;
}

std::optional<std::int64_t> integer_at(json::Object const* object, std::string_view key) {
    auto const* value = object ? object->if_contains(key) : nullptr;
    boost::json::error_code error;
    auto const number = value ? value->to_number<std::int64_t>(error) : 0;
    return value && !error ? std::optional(number) : std::nullopt;
}

std::string text_at(json::Object const& object, std::string_view key) {
    auto const* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string without(std::string text, std::string const& secret) {
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret))
        text.replace(at, secret.size(), "…");
    return text;
}

/// What a call changes: of two calls with the same turn the newer one is enough. Empty: every call counts.
std::string turn_of(std::string_view method, json::Value const& parameters) {
    bool const replaces =
        method == SendMessageDraft::name || method == EditMessageText::name || method == SendChatAction::name;
    if (!replaces) return {};
    auto const* object = parameters.if_object();
    auto const target = integer_at(object, "draft_id").value_or(integer_at(object, "message_id").value_or(0));
    return fmt::format("{} {} {}", method, integer_at(object, "chat_id").value_or(0), target);
}

}  // namespace

ApiError::ApiError(std::string_view method, int code, std::string description,
                   std::optional<std::chrono::seconds> retry_after, std::optional<ChatId> migrate_to)
    : std::runtime_error(fmt::format("{}: {} {}", method, code, description)),
      code_(code),
      description_(std::move(description)),
      retry_after_(retry_after),
      migrate_to_(migrate_to) {}

Bot::Bot(net::Transport& transport, asio::any_io_executor executor, Clock& clock, Log log, BotConfig config)
    : transport_(transport),
      clock_(clock),
      log_(log),
      config_(std::move(config)),
      id_(id_from(config_.token.reveal())),
      fired_(std::move(executor), std::move(log)) {
    while (config_.api_url.ends_with('/')) config_.api_url.pop_back();
}

awaitable<json::Value> Bot::post(net::Request request, std::string method, json::Value parameters,
                                 Duration timeout) {
    request.method = "POST";
    request.url = fmt::format("{}/bot{}/{}", config_.api_url, config_.token.reveal(), method);
    request.timeout = timeout;
    request.answer_max = limits::telegram_answer_max;
    auto const response = co_await transport_.send(std::move(request));
    try {
        co_return result_of(method, response);
    } catch (ApiError const& e) {
        note_slowdown(parameters, e);
        throw;
    }
}

awaitable<json::Value> Bot::call_json(std::string method, json::Value parameters, Duration timeout) {
    net::Request request;
    request.headers.add("Content-Type", "application/json");
    request.body = json::dump(parameters);
    co_return co_await post(std::move(request), std::move(method), std::move(parameters), timeout);
}

awaitable<json::Value> Bot::upload(std::string method, json::Value parameters, net::Part file,
                                   Duration timeout) {
    net::Multipart form;
    for (auto const& [name, value] : parameters.as_object())
        form.push_back({.name = name,
                        .content = value.is_string() ? std::string(value.get_string()) : json::dump(value),
                        .filename = {},
                        .content_type = {}});
    form.push_back(std::move(file));
    net::Request request;
    request.body = std::move(form);
    co_return co_await post(std::move(request), std::move(method), std::move(parameters), timeout);
}

json::Value Bot::result_of(std::string const& method, net::Response const& response) const {
    json::Value answer;
    try {
        answer = json::parse(response.body, answer_depth_max);
    } catch (json::Error const&) {
        // Left as null: a gateway's page or half an answer.
    }
    auto* const object = answer.if_object();
    auto const* const ok = object ? object->if_contains("ok") : nullptr;
    if (!ok || !ok->is_bool() || (ok->get_bool() && !object->contains("result")))
        throw net::TransportError(
            fmt::format("{}: no answer of the Bot API, status {}", method, response.status),
            net::TransportError::Sent::maybe);
    if (ok->get_bool()) return std::move(object->at("result"));

    auto const* const extra = object->if_contains("parameters");
    auto const* const hints = extra ? extra->if_object() : nullptr;
    auto const code = integer_at(object, "error_code").value_or(response.status);
    std::optional<std::chrono::seconds> retry_after;
    if (auto const seconds = integer_at(hints, "retry_after")) retry_after = std::chrono::seconds(*seconds);
    std::optional<ChatId> migrate_to;
    if (auto const chat = integer_at(hints, "migrate_to_chat_id")) migrate_to = ChatId{*chat};
    throw ApiError(method, static_cast<int>(code),
                   without(text_at(*object, "description"), config_.token.reveal()), retry_after, migrate_to);
}

void Bot::fire_json(std::string method, json::Value parameters) {
    if (slowed(parameters)) return;
    auto turn = turn_of(method, parameters);
    if (turn.empty()) {
        fired_.spawn("fire", fire_once(std::move(method), std::move(parameters)));
        return;
    }
    auto const [place, free] = turns_.try_emplace(turn);
    if (free) fired_.spawn("fire", fire_in_turn(std::move(turn), std::move(method), std::move(parameters)));
    else place->second.emplace(std::move(method), std::move(parameters));
}

awaitable<void> Bot::fire_in_turn(std::string turn, std::string method, json::Value parameters) {
    // The turn is given back however this ends, cancelled too.
    auto const give_back = [this](std::string const* name) { turns_.erase(*name); };
    std::unique_ptr<std::string const, decltype(give_back)> const holder(&turn, give_back);
    for (;;) {
        if (!slowed(parameters)) co_await fire_once(std::move(method), std::move(parameters));
        auto next = std::exchange(turns_.at(turn), std::nullopt);
        if (!next) co_return;
        std::tie(method, parameters) = *std::move(next);
    }
}

awaitable<void> Bot::fire_once(std::string method, json::Value parameters) {
    try {
        co_await call_json(method, std::move(parameters), limits::telegram_timeout);
    } catch (std::exception const& e) {
        if (is_cancelled(std::current_exception())) throw;
        log_.debug("call_dropped", "method", method, "error", e.what());
    }
}

void Bot::note_slowdown(json::Value const& parameters, ApiError const& error) {
    auto const chat = integer_at(parameters.if_object(), "chat_id");
    if (!chat || !error.retry_after()) return;
    auto const now = clock_.monotonic();
    std::erase_if(slowed_until_, [&](auto const& entry) { return entry.second <= now; });
    slowed_until_[ChatId{*chat}] = now + *error.retry_after();
}

bool Bot::slowed(json::Value const& parameters) const {
    auto const chat = integer_at(parameters.if_object(), "chat_id");
    auto const entry = chat ? slowed_until_.find(ChatId{*chat}) : slowed_until_.end();
    return entry != slowed_until_.end() && clock_.monotonic() < entry->second;
}

awaitable<void> Bot::drain() {
    fired_.cancel();
    co_await fired_.join();
}

}  // namespace aisha::bot
