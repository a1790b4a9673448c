// Which proxy a request goes through, by the environment variables that everybody uses.
#pragma once

#include "net/url_policy.hpp"

#include <functional>
#include <string>
#include <vector>

namespace aisha::net {

/// What HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say (lower case goes before upper case).
class ProxySettings {
public:
    /// `variable` looks a name up, as getenv does.
    explicit ProxySettings(std::function<char const*(char const*)> const& variable);

    /// True where no request goes through a proxy.
    bool none() const { return http_.empty() && https_.empty(); }
    /// The proxy's address; empty for a direct connection. The machine itself is never reached through a
    /// proxy.
    std::string proxy_for(UrlParts const& url) const;

private:
    bool excepted(std::string const& host) const;

    std::string http_;
    std::string https_;
    std::vector<std::string> exceptions_;
};

}  // namespace aisha::net
