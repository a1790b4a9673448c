// Taking orders to misbehave, and carrying them out.
#include "sandbox/faults.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace aisha::sandbox {

namespace {

constexpr std::int64_t times_max = 1'000'000;
constexpr double seconds_max = 3600;
constexpr int status_unless_given = 500;
constexpr int html_status_unless_given = 502;

bool is_batch(FaultAction action) {
    return action == FaultAction::duplicate || action == FaultAction::reorder;
}

bool is_for(Fault const& fault, std::string_view method) {
    return fault.method && boost::algorithm::iequals(*fault.method, method);
}

/// What is given must have a meaning: an order that does something else than its words is a trap for tests.
void check_action(Fault const& fault) {
    using enum FaultAction;
    bool const answers = fault.action == status || fault.action == html;
    if (fault.status && !answers) throw json::Error("status: belongs to the actions status and html");
    if (fault.retry_after && !answers)
        throw json::Error("retry_after: belongs to the actions status and html");
    if (fault.message && fault.action != status) throw json::Error("message: belongs to the action status");
    if (fault.seconds && fault.action != delay) throw json::Error("seconds: belongs to the action delay");
    bool const delivery = is_for(fault, delivery_method);
    if (is_batch(fault.action) && fault.method && !delivery && !is_for(fault, "getUpdates"))
        throw json::Error("action: duplicate and reorder are for getUpdates and for deliveries to a webhook");
    if (delivery && (answers || fault.action == truncate))
        throw json::Error(
            "action: a delivery to a webhook can be delayed, dropped, duplicated and reordered");
}

void check(Fault const& fault) {
    if (*fault.times < 1 || *fault.times > times_max) throw json::Error("times: must be 1 to 1000000");
    if (fault.status && (*fault.status < 400 || *fault.status > 599))
        throw json::Error("status: must be 400 to 599");
    if (fault.retry_after && *fault.retry_after < 0) throw json::Error("retry_after: must not be negative");
    if (fault.seconds && !(*fault.seconds >= 0 && *fault.seconds <= seconds_max))
        throw json::Error("seconds: must be 0 to 3600");
    if (fault.service == FaultService::fal)
        throw json::Error("service: fal is not implemented in the sandbox");
    if (is_batch(fault.action) && fault.service != FaultService::telegram)
        throw json::Error("action: duplicate and reorder are for the updates of telegram");
    check_action(fault);
}

net::OutgoingResponse gateway_page(int status) {
    net::OutgoingResponse response;
    response.status = status;
    response.headers.add("Content-Type", "text/html");
    response.body =
        fmt::format("<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n", status);
    return response;
}

void add_retry_after(net::OutgoingResponse& response, std::optional<std::int64_t> seconds) {
    if (seconds && !response.headers.find("Retry-After"))
        response.headers.add("Retry-After", std::to_string(*seconds));
}

}  // namespace

Fault Faults::add(json::Value const& order) {
    auto fault = json::read<Fault>(order);
    if (!fault.times) fault.times = 1;
    check(fault);
    faults_.push_back(fault);
    return fault;
}

json::Object Faults::list() const { return {{"faults", json::write(faults_)}}; }

template <class Fits>
std::optional<Fault> Faults::take_first(Fits fits) {
    auto const found = std::ranges::find_if(faults_, fits);
    if (found == faults_.end()) return std::nullopt;
    auto fault = *found;
    if (--*found->times == 0) faults_.erase(found);
    return fault;
}

std::optional<Fault> Faults::take(FaultService service, std::string_view method) {
    return take_first([&](Fault const& fault) {
        return fault.service == service && !is_batch(fault.action) &&
               (!fault.method || boost::algorithm::iequals(*fault.method, method));
    });
}

std::optional<Fault> Faults::take_for_delivery() {
    return take_first([](Fault const& fault) {
        return fault.service == FaultService::telegram && !is_batch(fault.action) &&
               is_for(fault, delivery_method);
    });
}

bool Faults::take_batch(FaultAction action, std::string_view method) {
    return take_first([&](Fault const& fault) {
               return fault.action == action &&
                      (!fault.method || boost::algorithm::iequals(*fault.method, method));
           })
        .has_value();
}

Duration held_for(Fault const& fault) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(fault.seconds.value_or(1)));
}

awaitable<net::OutgoingResponse> under_faults(Faults& faults, Clock& clock, FaultService service,
                                              std::string method, Serve serve, FailOnCommand fail) {
    auto const fault = faults.take(service, method);
    if (!fault) co_return co_await serve();

    net::OutgoingResponse response;
    switch (fault->action) {
        case FaultAction::status:
            response = fail(static_cast<int>(fault->status.value_or(status_unless_given)), *fault);
            add_retry_after(response, fault->retry_after);
            co_return response;
        case FaultAction::html:
            response = gateway_page(static_cast<int>(fault->status.value_or(html_status_unless_given)));
            add_retry_after(response, fault->retry_after);
            co_return response;
        case FaultAction::drop_before:
            response.status = 0;  // there is no answer, and the log shall say so
            response.drop = true;
            co_return response;
        case FaultAction::delay: co_await clock.sleep(held_for(*fault)); co_return co_await serve();
        case FaultAction::drop_after:
            response = co_await serve();
            response.drop = true;
            co_return response;
        case FaultAction::truncate:
            response = co_await serve();
            if (auto const* text = std::get_if<std::string>(&response.body))
                response.truncate_after = text->size() / 2;
            else response.truncate_after = 1;
            co_return response;
        case FaultAction::duplicate:
        case FaultAction::reorder: break;
    }
    co_return co_await serve();
}

}  // namespace aisha::sandbox
