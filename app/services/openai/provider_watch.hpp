// What a paid service's answers say about our account there.
#pragma once

#include "net/http.hpp"

#include <functional>
#include <optional>

namespace aisha {

enum class AccountState {
    good,
    bad_key,    ///< 401 or 403: the key is wrong, or may not do this
    no_balance  ///< 402, or 429 with insufficient_quota: nothing is left to pay with
};

/// Nothing where the answer says nothing about the account: the service is busy, or the request is wrong.
/// https://platform.openai.com/docs/guides/error-codes
std::optional<AccountState> account_state(net::Response const& response);

/// The way to such a service: passes everything on, and reports what each answer says about the account.
class ProviderWatch final : public net::Transport {
public:
    /// `report` is called on the loop.
    ProviderWatch(net::Transport& inner, std::function<void(AccountState)> report);

    awaitable<net::Response> send(net::Request request) override;

private:
    net::Transport& inner_;
    std::function<void(AccountState)> report_;
};

}  // namespace aisha
