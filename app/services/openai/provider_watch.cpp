// What a paid service's answers say about our account there.
#include "services/openai/provider_watch.hpp"

namespace aisha {

std::optional<AccountState> account_state(net::Response const& response) {
    enum { unauthorized = 401, payment_required = 402, forbidden = 403, too_many_requests = 429 };
    if (response.ok()) return AccountState::good;
    switch (response.status) {
        case unauthorized:
        case forbidden: return AccountState::bad_key;
        case payment_required: return AccountState::no_balance;
        case too_many_requests:
            if (response.body.contains("insufficient_quota")) return AccountState::no_balance;
            return std::nullopt;
        default: return std::nullopt;
    }
}

ProviderWatch::ProviderWatch(net::Transport& inner, std::function<void(AccountState)> report)
    : inner_(inner), report_(std::move(report)) {}

awaitable<net::Response> ProviderWatch::send(net::Request request) {
    auto response = co_await inner_.send(std::move(request));
    if (auto const state = account_state(response)) report_(*state);
    co_return response;
}

}  // namespace aisha
