// The real Transport: libcurl's multi interface on the loop.
#pragma once

#include "net/http.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <vector>

namespace aisha::net {

class CurlLoop;
class ProxySettings;

/// Keeps connections, speaks HTTP/2 over TLS, honours HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY
/// (loopback is never proxied), verifies certificates. Redirects are followed only for Reach::public_only, by
/// GET and HEAD; headers do not follow to another host. Where a public_only request goes through a proxy, the
/// proxy resolves the name, so only literal addresses are checked here. A request other than GET or HEAD is
/// never sent twice by itself. One per process; all calls come from the loop's thread, and it ends before the
/// loop does.
class HttpClient : public Transport {
public:
    explicit HttpClient(asio::any_io_executor executor);
    ~HttpClient() override;

    awaitable<Response> send(Request request) override;

private:
    struct Idle;
    class Lease;

    awaitable<Response> send_public(Request request);
    awaitable<Response> exchange(Request const& request);

    std::unique_ptr<ProxySettings> proxies_;
    std::unique_ptr<CurlLoop> loop_;
    std::shared_ptr<Idle> idle_;
};

}  // namespace aisha::net
