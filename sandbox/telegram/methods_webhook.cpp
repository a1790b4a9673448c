// Methods about where a bot's updates go.
#include "sandbox/telegram/methods.hpp"

#include <array>

namespace aisha::sandbox::telegram {

namespace {

/// https://core.telegram.org/bots/api#setwebhook
constexpr std::size_t secret_max = 256;
constexpr std::int64_t connections_max = 100;
constexpr std::int64_t connections_unless_given = 40;

/// What a URL is made of, as far as it matters here.
struct Address {
    std::string_view scheme, host, port;
};

std::optional<Address> address_of(std::string_view url) {
    auto const colon = url.find("://");
    if (colon == std::string_view::npos) return std::nullopt;
    Address address{.scheme = url.substr(0, colon), .host = {}, .port = {}};
    auto authority = url.substr(colon + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    authority.remove_prefix(authority.find('@') + 1);  // nothing where there is none
    auto const bracket = authority.find(']');
    auto const port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    address.host = authority.substr(0, port);
    if (port != std::string_view::npos) address.port = authority.substr(port + 1);
    bool const plain = std::ranges::none_of(url, [](char c) { return c <= ' ' || c == '\x7f'; });
    if (address.host.empty() || !plain) return std::nullopt;
    return address;
}

/// The real service's rules, waived for this machine: there a bot under test listens, on any port and without
/// a certificate.
void check_url(std::string_view url) {
    auto const address = address_of(url);
    if (!address) bad_request("invalid webhook URL specified");
    bool const here =
        address->host == "localhost" || address->host == "[::1]" || address->host.starts_with("127.");
    if (here && (address->scheme == "http" || address->scheme == "https")) return;
    if (address->scheme != "https")
        bad_request("bad webhook: An HTTPS URL must be provided for webhook (the sandbox takes http:// on "
                    "loopback addresses only)");
    constexpr std::array<std::string_view, 5> ports{"", "443", "80", "88", "8443"};
    if (std::ranges::find(ports, address->port) == ports.end())
        bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
}

void check_secret(std::string_view secret) {
    if (secret.size() > secret_max) bad_request("secret token is too long");
    bool const plain = std::ranges::all_of(secret, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
    if (!plain) bad_request("secret token contains unallowed characters");
}

void drop_pending(MethodCall& call) {
    if (call.parameters.flag("drop_pending_updates"))
        call.world.forget_updates(call.bot, call.bot.updates.clear());
}

/// Ends a poll that waits, and begins or ends deliveries.
void changed(MethodCall& call) {
    call.bot.webhook_error.reset();
    call.bot.updates.begin_poll();
    call.world.save(call.bot);
    call.world.on_webhook(call.bot);
}

}  // namespace

void remember_allowed_updates(MethodCall& call) {
    auto const* const given = call.parameters.find("allowed_updates");
    if (!given) return;
    try {
        auto const list = given->is_string() ? json::parse(std::string_view(given->get_string())) : *given;
        auto const kinds = json::read<std::vector<std::string>>(list);
        if (call.bot.record.allowed_updates == kinds) return;
        call.bot.record.allowed_updates = kinds;
        call.world.save(call.bot);
    } catch (json::Error const&) {
        // The real service passes over a list that it cannot read, without a word.
    }
}

json::Value set_webhook(MethodCall& call) {
    auto const& parameters = call.parameters;
    auto const url = parameters.text("url");
    if (!call.world.on_webhook) not_implemented("setWebhook without a way out; ask getUpdates");
    if (parameters.has("certificate") || parameters.upload("certificate"))
        not_implemented("setWebhook with a certificate");
    check_url(url);
    auto const secret = parameters.text("secret_token");
    check_secret(secret);
    auto const connections = parameters.integer("max_connections").value_or(connections_unless_given);
    WebhookRecord webhook{.url = url,
                          .secret_token = secret.empty() ? std::nullopt : std::optional(secret),
                          .max_connections = std::clamp<std::int64_t>(connections, 1, connections_max)};
    remember_allowed_updates(call);
    drop_pending(call);
    bool const same = call.bot.record.webhook == webhook;
    call.description = same ? "Webhook is already set" : "Webhook was set";
    if (same) return true;
    call.bot.record.webhook = std::move(webhook);
    changed(call);
    return true;
}

json::Value delete_webhook(MethodCall& call) {
    drop_pending(call);
    bool const set = call.bot.record.webhook.has_value();
    call.description = set ? "Webhook was deleted" : "Webhook is already deleted";
    if (!set) return true;
    call.bot.record.webhook.reset();
    changed(call);
    return true;
}

json::Value get_webhook_info(MethodCall& call) {
    call.world.forget_updates(call.bot, call.bot.updates.expire(call.world.clock().now()));
    auto const& webhook = call.bot.record.webhook;
    json::Object info{{"url", webhook ? webhook->url : ""}, {"has_custom_certificate", false}};
    info["pending_update_count"] = call.bot.updates.size();
    if (webhook) {
        info["max_connections"] = webhook->max_connections;
        if (auto const& error = call.bot.webhook_error) {
            info["last_error_date"] = error->date;
            info["last_error_message"] = error->message;
        }
    }
    auto const& allowed = call.bot.record.allowed_updates;
    if (allowed && !allowed->empty()) info["allowed_updates"] = json::write(*allowed);
    return info;
}

}  // namespace aisha::sandbox::telegram
