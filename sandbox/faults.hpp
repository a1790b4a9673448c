// Misbehaviour on command: what the next calls of a service shall suffer.
#pragma once

#include "core/clock.hpp"
#include "core/json.hpp"
#include "net/http_server.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace aisha::sandbox {

enum class FaultService { telegram, openai, fal };
BOOST_DESCRIBE_ENUM(FaultService, telegram, openai, fal)

/// How orders call a delivery to a bot's webhook. It is no call of the bot's, so an order for any method does
/// not mean it, and of the actions on one call it knows delay and the two drops.
inline constexpr std::string_view delivery_method = "webhook";

enum class FaultAction {
    status,       ///< an error answer, in the service's own form, and no effect
    delay,        ///< the call is handled `seconds` later; a delivery leaves `seconds` later
    drop_before,  ///< the connection closes and nothing happened; a delivery is lost and tried again
    drop_after,  ///< it happened, and the connection closes without a word; of a delivery, the answer is lost
    truncate,    ///< it happened, and half of the answer arrives
    html,        ///< a gateway's HTML page, and no effect
    duplicate,   ///< getUpdates: each update of the next answer that has some comes twice; a webhook (method
                 ///< "webhook"): the next delivery comes twice
    reorder  ///< getUpdates: the next answer with several updates has them in reverse order; a webhook: the
             ///< next chat in which several wait gets its newest first
};
BOOST_DESCRIBE_ENUM(FaultAction, status, delay, drop_before, drop_after, truncate, html, duplicate, reorder)

/// One order to misbehave, as POST /sandbox/faults takes it.
struct Fault {
    FaultService service{};
    std::optional<std::string> method;  ///< any method where there is none; compared without case
    std::optional<std::int64_t> times;  ///< how often it still happens; 1 unless given
    FaultAction action{};
    std::optional<std::int64_t> status;       ///< of status and html; 500 and 502 unless given
    std::optional<std::int64_t> retry_after;  ///< seconds, in a header and where the service's errors have it
    std::optional<std::string> message;       ///< of status: the error's words; the usual ones unless given
    std::optional<double> seconds;            ///< of delay; 1 unless given
};
BOOST_DESCRIBE_STRUCT(Fault, (), (service, method, times, action, status, retry_after, message, seconds))

/// The orders that are not used up, oldest first.
class Faults {
public:
    /// Reads and keeps one. Throws json::Error with a sentence where it makes no sense.
    Fault add(json::Value const& order);
    /// {"faults":[…]}
    json::Object list() const;
    void clear() { faults_.clear(); }

    /// The first order for this call, used up by one. duplicate and reorder are not for calls but for
    /// batches.
    std::optional<Fault> take(FaultService service, std::string_view method);
    /// The first order of its own for the next delivery to a webhook, used up by one.
    std::optional<Fault> take_for_delivery();
    /// Whether the next batch of updates shall be duplicated or reordered, used up by one.
    bool take_batch(FaultAction action, std::string_view method);

private:
    template <class Fits>
    std::optional<Fault> take_first(Fits fits);

    std::vector<Fault> faults_;
};

using Serve = std::function<awaitable<net::OutgoingResponse>()>;

/// How long a delay holds.
Duration held_for(Fault const& fault);

/// A service's own error answer for a status, with what else the order says of it.
using FailOnCommand = std::function<net::OutgoingResponse(int status, Fault const& fault)>;

/// Runs `serve` under the first order there is for this call; `fail` answers a status. Used for every service
/// alike.
awaitable<net::OutgoingResponse> under_faults(Faults& faults, Clock& clock, FaultService service,
                                              std::string method, Serve serve, FailOnCommand fail);

}  // namespace aisha::sandbox
