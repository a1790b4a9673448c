// The real Transport: takes a handle, sends, follows redirects where that is wanted.
#include "net/http_client.hpp"

#include "net/curl_loop.hpp"
#include "net/curl_transfer.hpp"
#include "net/proxy.hpp"

#include <cstdlib>

namespace aisha::net {

namespace {

constexpr std::size_t idle_handles_max = 32;

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool same_origin(UrlParts const& a, UrlParts const& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port;
}

}  // namespace

/// Easy handles between two requests; kept as long as somebody has one on loan.
struct HttpClient::Idle {
    ~Idle() {
        for (void* const easy : handles) ::curl_easy_cleanup(easy);
    }
    std::vector<void*> handles;
};

/// A curl handle on loan: the set-up of a handle costs more than a request over a kept connection.
class HttpClient::Lease {
public:
    explicit Lease(HttpClient& client) : idle_(client.idle_) {
        if (idle_->handles.empty()) {
            easy_ = client.loop_->make_easy();
            prepare_for_life(easy_);
        } else {
            easy_ = idle_->handles.back();
            idle_->handles.pop_back();
        }
    }
    ~Lease() {
        if (idle_->handles.size() < idle_handles_max) idle_->handles.push_back(easy_);
        else ::curl_easy_cleanup(easy_);
    }
    Lease(Lease const&) = delete;
    Lease& operator=(Lease const&) = delete;
    CURL* get() const { return easy_; }

private:
    std::shared_ptr<Idle> idle_;
    CURL* easy_ = nullptr;
};

HttpClient::HttpClient(asio::any_io_executor executor)
    : proxies_(std::make_unique<ProxySettings>([](char const* name) { return std::getenv(name); })),
      loop_(std::make_unique<CurlLoop>(std::move(executor))),
      idle_(std::make_shared<Idle>()) {
    idle_->handles.reserve(idle_handles_max);
}

HttpClient::~HttpClient() = default;

awaitable<Response> HttpClient::send(Request request) {
    if (request.reach == Reach::public_only) co_return co_await send_public(std::move(request));
    co_return co_await exchange(request);
}

awaitable<Response> HttpClient::exchange(Request const& request) {
    auto const proxy = proxies_->none() ? std::string() : proxies_->proxy_for(split_url(request.url));
    Lease const lease(*this);
    Transfer transfer(*loop_, lease.get(), request, proxy);
    auto const result = co_await loop_->perform(lease.get());
    co_return transfer.finish(result);
}

awaitable<Response> HttpClient::send_public(Request request) {
    auto const deadline = std::chrono::steady_clock::now() + request.timeout;
    bool const follows = request.method == "GET" || request.method == "HEAD";
    for (int redirects = 0;; ++redirects) {
        auto const here = split_url(request.url);
        if (!may_be_public(here.host)) throw RequestRefused(here.host + " is not a public address");
        auto response = co_await exchange(request);
        auto const location = response.headers.find("Location");
        if (!follows || !is_redirect(response.status) || !location) co_return response;
        if (redirects == limits::redirects_max) throw RequestRefused(here.host + " leads on too often");
        request.url = join_url(request.url, *location);
        // What is in the headers was meant for the first host, keys above all.
        if (!same_origin(here, split_url(request.url))) request.headers = {};
        request.timeout = std::chrono::duration_cast<Duration>(deadline - std::chrono::steady_clock::now());
    }
}

}  // namespace aisha::net
