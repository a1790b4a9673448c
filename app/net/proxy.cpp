// Which proxy a request goes through.
#include "net/proxy.hpp"

#include "net/http.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace aisha::net {

namespace {

namespace ip = asio::ip;

bool within(ip::address const& address, std::string const& network) {
    boost::system::error_code error;
    if (address.is_v4()) {
        auto const net = ip::make_network_v4(network, error);
        return !error && ip::network_v4(address.to_v4(), net.prefix_length()).canonical() == net.canonical();
    }
    auto const net = ip::make_network_v6(network, error);
    return !error && ip::network_v6(address.to_v6(), net.prefix_length()).canonical() == net.canonical();
}

/// "example.com" and ".example.com" mean the host and everything below it.
bool names(std::string_view exception, std::string_view host) {
    if (exception.starts_with('.')) exception.remove_prefix(1);
    if (exception.empty() || host.size() < exception.size()) return false;
    if (!same_word(host.substr(host.size() - exception.size()), exception)) return false;
    return host.size() == exception.size() || host[host.size() - exception.size() - 1] == '.';
}

}  // namespace

ProxySettings::ProxySettings(std::function<char const*(char const*)> const& variable) {
    auto const first_of = [&](std::initializer_list<char const*> spellings) {
        for (char const* spelling : spellings)
            if (char const* const value = variable(spelling); value && *value) return std::string(value);
        return std::string();
    };
    http_ = first_of({"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"});
    https_ = first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    auto const list = first_of({"no_proxy", "NO_PROXY"});
    for (std::size_t at = 0; at < list.size();) {
        auto const end = std::min(list.find_first_of(", \t", at), list.size());
        if (end > at) exceptions_.push_back(list.substr(at, end - at));
        at = end + 1;
    }
}

std::string ProxySettings::proxy_for(UrlParts const& url) const {
    auto const& proxy = url.scheme == "https" ? https_ : http_;
    return proxy.empty() || excepted(url.host) ? std::string() : proxy;
}

bool ProxySettings::excepted(std::string const& host) const {
    boost::system::error_code error;
    auto const address = ip::make_address(host, error);
    bool const is_address = !error;
    if (is_address ? address.is_loopback() : names("localhost", host)) return true;
    return std::any_of(exceptions_.begin(), exceptions_.end(), [&](std::string const& exception) {
        if (exception == "*") return true;
        if (!is_address) return names(exception, host);
        auto const other = ip::make_address(exception, error);
        return error ? within(address, exception) : other == address;
    });
}

}  // namespace aisha::net
