// Which path is answered by whom, and who may ask.
#include "sandbox/sandbox.hpp"

#include "core/hash.hpp"
#include "sandbox/calls.hpp"
#include "sandbox/events.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/openai/transcription_request.hpp"
#include "sandbox/page.hpp"
#include "sandbox/problem.hpp"
#include "sandbox/store.hpp"
#include "sandbox/telegram/bot_api.hpp"
#include "sandbox/telegram/people_side.hpp"
#include "sandbox/telegram/webhooks.hpp"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

namespace aisha::sandbox {

namespace {

/// "/sandbox/people" → {"people"}; percent-decoding is done already.
telegram::Segments segments_of(std::string_view path) {
    telegram::Segments segments;
    boost::algorithm::split(segments, path, [](char c) { return c == '/'; });
    std::erase(segments, "");
    segments.erase(segments.begin());
    return segments;
}

/// The host of a Host header or an Origin, without scheme; the name alone or with its port.
std::string_view without_scheme(std::string_view origin) {
    auto const scheme = origin.find("://");
    return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}
std::string_view name_of_host(std::string_view host) {
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

bool is_loopback(std::string_view name) {
    return name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name.ends_with(".localhost");
}

struct LimitsOrder {
    telegram::LimitMode mode{};
};
BOOST_DESCRIBE_STRUCT(LimitsOrder, (), (mode))

telegram::BotRecord record_of(KnownBot const& bot) {
    auto const colon = bot.token.find(':');
    std::int64_t id = 0;
    auto const* const end = bot.token.data() + std::min(colon, bot.token.size());
    auto const [parsed, error] = std::from_chars(bot.token.data(), end, id);
    if (colon == std::string::npos || error != std::errc{} || parsed != end || id <= 0)
        throw ConfigError("the sandbox's bot token must be digits, a colon and a secret");
    return {.id = id,
            .token_hash = sha256_hex(bot.token),
            .first_name = bot.first_name,
            .username = bot.username};
}

net::OutgoingResponse openai_failed(int status, std::string message,
                                    std::optional<std::int64_t> retry_after) {
    auto response = openai_error({.status = status, .message = std::move(message), .type = "server_error"});
    if (retry_after) response.headers.add("Retry-After", std::to_string(*retry_after));
    return response;
}

}  // namespace

/// The parts in construction order.
class Sandbox::Inside {
public:
    Inside(asio::any_io_executor executor, Clock& clock, Log log, MediaRunner& media, SandboxOptions options)
        : clock_(clock),
          options_(std::move(options)),
          known_bot_(options_.bot ? std::optional(record_of(*options_.bot)) : std::nullopt),
          store_(executor, clock, log, options_.data),
          files_(options_.data),
          events_(executor, clock),
          calls_(clock),
          world_(clock, store_, events_),
          limits_(clock),
          timers_(executor, log),
          bot_api_({world_, store_, files_, media, faults_, calls_, limits_, timers_}),
          people_({world_, store_, files_, media, log}),
          page_(embedded::page()) {
        if (options_.transport) {
            auto const call = [this](telegram::Bot& bot, net::IncomingRequest request) {
                return bot_api_.call_in_answer(bot, std::move(request));
            };
            webhooks_.emplace(executor, log,
                              telegram::WebhookParts{world_, store_, faults_, *options_.transport}, call);
            world_.on_webhook = [this](telegram::Bot& bot) { webhooks_->follow(bot); };
        }
        if (options_.local_files)
            world_.local_path = [this](std::string const& sha256) {
                return std::filesystem::absolute(files_.path_of(sha256));
            };
        calls_.on_call = [this](std::uint64_t number) { events_.publish("calls", {{"number", number}}); };
    }

    awaitable<void> open() {
        world_.restore(co_await store_.load());
        if (known_bot_) world_.establish_bot(*known_bot_);
        if (options_.person && world_.people().empty())
            world_.add_person(
                {.first_name = options_.person->first_name, .language_code = options_.person->language_code});
        co_await store_.flush();
        if (webhooks_) webhooks_->follow_all();
    }

    awaitable<net::OutgoingResponse> handle(net::IncomingRequest request) {
        auto response = co_await answer(std::move(request));
        response.headers.add("X-Aisha-Sandbox", "a stand-in for testing, not the real service");
        response.headers.add("X-Content-Type-Options", "nosniff");
        co_return response;
    }

    void stop() {
        world_.stop();
        calls_.stop();
        events_.stop();
        timers_.cancel();
        if (webhooks_) webhooks_->cancel();
    }

    awaitable<void> close() {
        if (webhooks_) {
            webhooks_->cancel();  // what the last requests began
            co_await webhooks_->join();
        }
        timers_.cancel();  // those that the last requests began
        co_await timers_.join();
        co_await store_.flush();
        co_await store_.close();
    }

private:
    awaitable<net::OutgoingResponse> answer(net::IncomingRequest request) {
        auto const path = request.path;
        if (path.starts_with("/bot")) co_return co_await bot_api_.call(std::move(request));
        if (path.starts_with("/file/bot")) co_return co_await bot_api_.download(std::move(request));
        if (path == "/v1" || path.starts_with("/v1/")) co_return co_await openai(std::move(request));
        if (path == "/fal" || path.starts_with("/fal/"))
            co_return net::problem(501, title_of(501), "The sandbox does not stand in for fal yet.");
        try {
            check_site(request);
            if (path == "/sandbox" || path.starts_with("/sandbox/"))
                co_return co_await people(std::move(request));
            if (auto page = page_.find(request)) co_return *std::move(page);
            throw Problem(404, "The sandbox has nothing at this address.");
        } catch (Problem const& problem) {
            co_return net::problem(problem.status(), title_of(problem.status()), problem.what());
        }
    }

    /// Other sites in the same browser must neither act for a person nor read along (DNS rebinding).
    void check_site(net::IncomingRequest const& request) const {
        auto const host = request.headers.find("Host");
        if (options_.loopback_names_only && host && !is_loopback(name_of_host(*host)))
            throw Problem(403, "Call the sandbox by localhost or 127.0.0.1.");
        if (request.method == "GET" || request.method == "HEAD") return;
        auto const origin = request.headers.find("Origin");
        bool const foreign = origin && host && without_scheme(*origin) != *host;
        if (foreign || request.headers.find("Sec-Fetch-Site") == "cross-site")
            throw Problem(403, "Pages of other sites may not use the sandbox.");
    }

    awaitable<net::OutgoingResponse> people(net::IncomingRequest request) {
        auto const path = segments_of(request.path);
        if (path.size() == 1) {
            auto const& name = path.front();
            if (name == "calls") co_return co_await list_calls(request);
            if (name == "events" && request.method == "GET") co_return events_.stream();
            if (name == "faults") co_return order_faults(request);
            if (name == "limits") co_return set_limits(request);
            if (name == "reset") co_return co_await reset(request);
        }
        co_return co_await people_.handle(request, path);
    }

    awaitable<net::OutgoingResponse> list_calls(net::IncomingRequest const& request) {
        if (request.method != "GET") throw Problem(405, "This address takes GET only.");
        auto const after =
            static_cast<std::uint64_t>(std::max<std::int64_t>(0, query_number(request, "after", 0)));
        if (auto const wait = query_wait(request)) co_await calls_.wait_after(after, *wait);
        co_return net::json_response(200, calls_.list_after(after));
    }

    net::OutgoingResponse order_faults(net::IncomingRequest const& request) {
        if (request.method == "DELETE") {
            faults_.clear();
            return net::json_response(200, "{}");
        }
        if (request.method == "GET") return net::json_response(200, json::dump(faults_.list()));
        if (request.method != "POST") throw Problem(405, "This address takes GET, POST and DELETE.");
        try {
            return net::json_response(200, json::dump(json::write(faults_.add(read_body(request)))));
        } catch (json::Error const& e) {
            throw Problem(400, e.what());
        }
    }

    net::OutgoingResponse set_limits(net::IncomingRequest const& request) {
        if (request.method == "POST") limits_.set(read_body_as<LimitsOrder>(request).mode);
        else if (request.method != "GET") throw Problem(405, "This address takes GET and POST.");
        return net::json_response(200, json::dump(json::write(LimitsOrder{limits_.mode()})));
    }

    awaitable<net::OutgoingResponse> reset(net::IncomingRequest const& request) {
        if (request.method != "POST") throw Problem(405, "This address takes POST only.");
        world_.reset();
        calls_.clear();
        faults_.clear();
        limits_.set(telegram::LimitMode::off);
        co_await store_.flush();
        files_.clear();
        co_return net::json_response(200, "{}");
    }

    awaitable<net::OutgoingResponse> openai(net::IncomingRequest request) {
        auto const method = request.path.size() > 4 ? request.path.substr(4) : std::string();
        auto const record = calls_.begin("openai", std::nullopt, method);
        try {
            record->parameters = telegram::logged(telegram::read_parameters(request));
        } catch (telegram::ApiError const&) {
            record->notes.push_back("the body cannot be read");
        }
        auto const serve = [this, &request]() -> awaitable<net::OutgoingResponse> {
            if (options_.openai) return options_.openai(std::move(request));
            return no_openai();
        };
        auto const fail = [](int status, Fault const& fault) {
            return openai_failed(status, fault.message.value_or("An error on command."), fault.retry_after);
        };
        auto response = co_await under_faults(faults_, clock_, FaultService::openai, method, serve, fail);
        attach(record, response);
        co_return response;
    }

    static awaitable<net::OutgoingResponse> no_openai() {
        co_return openai_failed(501, "This sandbox has no speech model.", {});
    }

    Clock& clock_;
    SandboxOptions options_;
    std::optional<telegram::BotRecord> known_bot_;
    Store store_;
    telegram::FileStore files_;
    EventHub events_;
    CallLog calls_;
    Faults faults_;
    telegram::World world_;
    telegram::RateLimits limits_;
    TaskGroup timers_;
    telegram::BotApi bot_api_;
    std::optional<telegram::Webhooks> webhooks_;
    telegram::PeopleSide people_;
    Page page_;
};

Sandbox::Sandbox(asio::any_io_executor executor, Clock& clock, Log log, MediaRunner& media,
                 SandboxOptions options)
    : inside_(std::make_unique<Inside>(executor, clock, log, media, std::move(options))) {}

Sandbox::~Sandbox() = default;

awaitable<void> Sandbox::open() { return inside_->open(); }

awaitable<net::OutgoingResponse> Sandbox::handle(net::IncomingRequest request) {
    return inside_->handle(std::move(request));
}

void Sandbox::stop() { inside_->stop(); }

awaitable<void> Sandbox::close() { return inside_->close(); }

}  // namespace aisha::sandbox
