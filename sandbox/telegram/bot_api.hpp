// The Bot API over HTTP: /bot<token>/METHOD and /file/bot<token>/PATH.
#pragma once

#include "media/media_runner.hpp"
#include "net/http_server.hpp"
#include "sandbox/calls.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/store.hpp"
#include "sandbox/telegram/contract.hpp"
#include "sandbox/telegram/method_call.hpp"
#include "sandbox/telegram/rate_limits.hpp"
#include "sandbox/telegram/world.hpp"

#include <string_view>

namespace aisha::sandbox::telegram {

/// What the Bot API works on. All of it outlives the calls.
struct BotApiParts {
    World& world;
    Store& store;
    FileStore& files;
    MediaRunner& media;
    Faults& faults;
    CallLog& calls;
    RateLimits& limits;
    TaskGroup& timers;
};

class BotApi {
public:
    explicit BotApi(BotApiParts parts);

    /// A request whose path begins with /bot. What it changed is durable before it is answered.
    awaitable<net::OutgoingResponse> call(net::IncomingRequest request);
    /// A request whose path begins with /file/bot.
    awaitable<net::OutgoingResponse> download(net::IncomingRequest request);
    awaitable<net::OutgoingResponse> serve_file(Bot* bot, std::string path);
    /// A call that a bot wrote into its answer to a delivery: the parameter `method` names it, and its result
    /// is told to nobody. Passed over are an answer that is no call, and methods that make no sense there
    /// (get…, the webhook's own, close, logOut).
    awaitable<void> call_in_answer(Bot& bot, net::IncomingRequest request);
    Contract const& contract() const { return contract_; }

private:
    awaitable<net::OutgoingResponse> serve(net::IncomingRequest const& request, Bot* bot, std::string name,
                                           CallRecord& record);
    awaitable<net::OutgoingResponse> carry_out(RawParameters raw, Bot& bot, std::string name,
                                               CallRecord& record);
    awaitable<json::Value> run(RawParameters raw, MethodCall& call, CallRecord& record);
    awaitable<json::Value> get_updates(MethodCall& call);
    awaitable<void> keep_uploads(RawParameters const& raw, MethodCall& call);
    awaitable<std::vector<StoredFile>> photo_sizes(Content content);
    json::Array batch(MethodCall& call, std::int64_t offset, std::size_t limit);
    void check_rate(MethodCall const& call);

    BotApiParts parts_;
    Contract contract_;
};

}  // namespace aisha::sandbox::telegram
