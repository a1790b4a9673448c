// From a request to a method and back.
#include "sandbox/telegram/bot_api.hpp"

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "media/photo_signature.hpp"
#include "sandbox/telegram/envelope.hpp"
#include "sandbox/telegram/photo_sizes.hpp"
#include "sandbox/telegram/validation.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <array>
#include <charconv>
#include <fstream>

namespace aisha::sandbox::telegram {

namespace {

constexpr std::size_t token_max = 80;
constexpr std::size_t head_bytes = 65536;

/// "/bot<token>/rest": the bot's id, the token and what follows.
struct TokenPath {
    std::int64_t bot = 0;
    std::string token;
    std::string rest;
};

std::optional<TokenPath> read_token(std::string_view path, std::string_view prefix) {
    if (!path.starts_with(prefix)) return std::nullopt;
    path.remove_prefix(prefix.size());
    auto const slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto const token = path.substr(0, slash);
    auto const colon = token.find(':');
    if (colon == std::string_view::npos || token.size() > token_max) return std::nullopt;
    TokenPath result{.token = std::string(token), .rest = std::string(path.substr(slash + 1))};
    auto const* const end = token.data() + colon;
    auto const [parsed, error] = std::from_chars(token.data(), end, result.bot);
    auto const secret = token.substr(colon + 1);
    bool const plain = !secret.empty() && std::ranges::all_of(secret, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
    constexpr std::int64_t id_max = (std::int64_t{1} << 52U) - 1;
    if (error != std::errc{} || parsed != end || result.bot <= 0 || result.bot > id_max || !plain)
        return std::nullopt;
    return result;
}

Bot* find_bot(World& world, TokenPath const& path) { return world.bot_of(path.bot, sha256_hex(path.token)); }

/// Whether `item`, an InputMedia, is a photo whose bytes are that part of the form.
bool is_photo_of(json::Value const& item, std::string_view part) {
    auto const* const object = item.if_object();
    if (!object) return false;
    auto const* const type = object->if_contains("type");
    auto const* const file = object->if_contains("media");
    return type && *type == "photo" && file && file->is_string() &&
           file->get_string() == "attach://" + std::string(part);
}

/// Whether a part of the form is sent as a photo: by sendPhoto, as a photo of an album, or in the place of
/// another.
bool becomes_photo(MethodCall const& call, std::string_view part) {
    if (call.method == "sendPhoto") return true;
    auto const* const media = call.parameters.find("media");
    if (!media) return false;
    if (!media->is_array()) return is_photo_of(*media, part);
    return std::ranges::any_of(media->get_array(),
                               [&](json::Value const& item) { return is_photo_of(item, part); });
}

/// "Use an empty string to remove webhook integration."
bool has_no_url(json::Object const& parameters) {
    auto const* const url = parameters.if_contains("url");
    return !url || (url->is_string() && url->get_string().empty());
}

}  // namespace

BotApi::BotApi(BotApiParts parts) : parts_(parts), contract_(embedded::contract().front().bytes) {}

awaitable<net::OutgoingResponse> BotApi::call(net::IncomingRequest request) {
    auto const path = read_token(request.path, "/bot");
    if (!path || path->rest.empty() || path->rest.starts_with("test/")) co_return failed(404, "Not Found");
    auto const* const known = contract_.find_method(path->rest);
    auto const name = known ? known->name : path->rest;
    auto* const bot = find_bot(parts_.world, *path);
    auto const record = parts_.calls.begin("telegram", path->bot, name);
    auto const serve_it = [this, &request, bot, &name, &record] {
        return serve(request, bot, name, *record);
    };
    auto response = co_await under_faults(parts_.faults, parts_.world.clock(), FaultService::telegram, name,
                                          serve_it, failed_on_command);
    if (record->parameters.empty() && request.method != "GET" && response.status != 400) try {
            record->parameters = logged(read_parameters(request));
        } catch (ApiError const&) {
            // A fault came before the call was read, and the call is no better.
        }
    attach(record, response);
    co_return response;
}

awaitable<net::OutgoingResponse> BotApi::serve(net::IncomingRequest const& request, Bot* bot,
                                               std::string name, CallRecord& record) {
    try {
        if (!bot) throw ApiError(401, "Unauthorized");
        auto raw = read_parameters(request);
        co_return co_await carry_out(std::move(raw), *bot, std::move(name), record);
    } catch (ApiError const& error) {
        co_return failed(error);
    }
}

awaitable<net::OutgoingResponse> BotApi::carry_out(RawParameters raw, Bot& bot, std::string name,
                                                   CallRecord& record) {
    record.parameters = logged(raw);
    if (!contract_.find_method(name)) throw ApiError(404, "Not Found: method not found");
    MethodCall call{.world = parts_.world,
                    .bot = bot,
                    .contract = contract_,
                    .timers = parts_.timers,
                    .method = std::move(name),
                    .parameters = {},
                    .description = {}};
    auto result = co_await run(std::move(raw), call, record);
    record.status = 200;  // it happened, also when the caller leaves now
    co_await parts_.store.flush();
    co_return succeeded(std::move(result), call.description);
}

awaitable<void> BotApi::call_in_answer(Bot& bot, net::IncomingRequest request) {
    RawParameters raw;
    try {
        raw = read_parameters(request);
    } catch (ApiError const&) {
        co_return;  // a word to a person, or nothing at all
    }
    auto const* const named = raw.values.if_contains("method");
    if (!named || !named->is_string()) co_return;
    auto const* const known = contract_.find_method(std::string_view(named->get_string()));
    auto const name = known ? known->name : std::string(named->get_string());
    constexpr std::array<std::string_view, 4> senseless{"setWebhook", "deleteWebhook", "close", "logOut"};
    if (name.starts_with("get") || std::ranges::find(senseless, name) != senseless.end()) co_return;
    raw.values.erase("method");
    auto const record = parts_.calls.begin("telegram", bot.record.id, name);
    record->notes.push_back("in the answer to a webhook delivery");
    net::OutgoingResponse response;
    try {
        response = co_await carry_out(std::move(raw), bot, name, *record);
    } catch (ApiError const& error) {
        response = failed(error);
    }
    attach(record, response);
    if (response.on_sent) response.on_sent(true);
}

awaitable<json::Value> BotApi::run(RawParameters raw, MethodCall& call, CallRecord& record) {
    if (call.method == "setWebhook" && has_no_url(raw.values)) call.method = "deleteWebhook";
    auto const method = find_built_method(call.method);
    if (!method && call.method != "getUpdates") not_implemented(call.method);
    // The old way to reply, which many libraries still speak.
    if (auto const* const id = raw.values.if_contains("reply_to_message_id");
        id && !raw.values.contains("reply_parameters")) {
        json::Object reply{{"message_id", *id}};
        if (auto const* const without = raw.values.if_contains("allow_sending_without_reply"))
            reply["allow_sending_without_reply"] = *without;
        raw.values["reply_parameters"] = std::move(reply);
    }
    call.parameters.values = validated(contract_, *contract_.find_method(call.method), raw, record.notes);
    if (!method) co_return co_await get_updates(call);
    check_rate(call);
    co_await keep_uploads(raw, call);
    co_return method(call);
}

void BotApi::check_rate(MethodCall const& call) {
    if (!RateLimits::counts(call.method)) return;
    auto const wait = parts_.limits.check(call.bot.record.id, call.parameters.integer("chat_id").value_or(0));
    if (wait) throw TooManyRequests(*wait);
}

awaitable<void> BotApi::keep_uploads(RawParameters const& raw, MethodCall& call) {
    for (auto const& field : raw.files) {
        Upload upload{.content = co_await parts_.files.keep(field)};
        upload.name = json_text(*field.filename).as_string();
        auto const type = json_text(field.content_type);
        upload.mime_type = type.as_string();
        std::ifstream in(parts_.files.path_of(upload.content.sha256), std::ios::binary);
        upload.head.resize(head_bytes);
        in.read(upload.head.data(), static_cast<std::streamsize>(head_bytes));
        upload.head.resize(static_cast<std::size_t>(in.gcount()));
        if (becomes_photo(call, field.name) && begins_like_photo(upload.head))
            upload.sizes = co_await photo_sizes(upload.content);
        call.parameters.uploads[field.name] = std::move(upload);
    }
}

awaitable<std::vector<StoredFile>> BotApi::photo_sizes(Content content) {
    try {
        co_return co_await make_photo_sizes(parts_.files, parts_.media, parts_.files.path_of(content.sha256));
    } catch (Unavailable const& e) {
        throw ApiError(500,
                       fmt::format("Internal Server Error: the sandbox cannot scale photos: {}", e.what()));
    }
}

awaitable<net::OutgoingResponse> BotApi::download(net::IncomingRequest request) {
    auto const path = read_token(request.path, "/file/bot");
    if (!path) co_return failed(404, "Not Found");
    auto* const bot = find_bot(parts_.world, *path);
    auto const record = parts_.calls.begin("telegram", path->bot, "file");
    record->parameters["file_path"] = json_text(path->rest);
    auto response = co_await under_faults(
        parts_.faults, parts_.world.clock(), FaultService::telegram, "file",
        [&] { return serve_file(bot, path->rest); }, failed_on_command);
    attach(record, response);
    co_return response;
}

awaitable<net::OutgoingResponse> BotApi::serve_file(Bot* bot, std::string path) {
    if (!bot) co_return failed(401, "Unauthorized");
    auto const* const file = parts_.world.find_file_by_path(bot->record.id, path);
    if (!file || file->size > static_cast<std::int64_t>(limits::telegram_download_max))
        co_return failed(404, "Not Found");
    net::OutgoingResponse response;
    response.headers.add("Content-Type", "application/octet-stream");
    response.body = net::FileBody{.path = parts_.files.path_of(file->sha256)};
    co_return response;
}

}  // namespace aisha::sandbox::telegram
