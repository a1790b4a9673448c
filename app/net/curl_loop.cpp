// libcurl's multi interface on an Asio loop. https://curl.se/libcurl/c/libcurl-multi.html
#include "net/curl_loop.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <new>

namespace aisha::net {

namespace {

constexpr long connections_kept = 64;
constexpr int turns_in_a_row = 16;
constexpr auto never = asio::steady_timer::time_point::max();
constexpr auto at_once = asio::steady_timer::time_point::min();

void initialise_curl() {
    [[maybe_unused]] static CURLcode const once = ::curl_global_init(CURL_GLOBAL_DEFAULT);
}

}  // namespace

/// One transfer that somebody waits for.
struct CurlLoop::Exchange {
    Exchange(CurlLoop& curl_loop, CURL* handle) : loop(curl_loop), alive(curl_loop.alive_), easy(handle) {}
    /// A coroutine that the loop never resumed is destroyed after everything else.
    ~Exchange() {
        if (*alive) loop.drop(*this);
    }
    Exchange(Exchange const&) = delete;
    Exchange& operator=(Exchange const&) = delete;

    void complete(CURLcode code) {
        result = code;
        if (auto waiting = std::exchange(resume, nullptr)) waiting();
    }

    CurlLoop& loop;
    std::shared_ptr<bool> alive;
    CURL* easy;
    std::move_only_function<void()> resume;
    CURLcode result = CURLE_ABORTED_BY_CALLBACK;
    bool cancelled = false;
};

/// A socket of curl's in the reactor. `kept` ones are registered once for their whole life; others (the pair
/// by which curl's resolver thread reports) only while curl watches them, because nobody tells when they are
/// closed.
struct CurlLoop::Watched {
    Watched(asio::any_io_executor const& executor, curl_socket_t socket, bool for_life)
        : descriptor(executor, socket), kept(for_life) {}

    asio::posix::stream_descriptor descriptor;
    bool kept;
    bool open = true;
    int wanted = CURL_POLL_NONE;
    int pending = 0;  ///< CURL_CSELECT_ bits that are being waited for
};

CurlLoop::CurlLoop(asio::any_io_executor executor)
    : executor_(std::move(executor)), multi_((initialise_curl(), ::curl_multi_init())), timer_(executor_) {
    if (!multi_) throw std::bad_alloc();
    ::curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
    ::curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    ::curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
    ::curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    ::curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, connections_kept);
}

CurlLoop::~CurlLoop() {
    *alive_ = false;
    // Destroying who waits destroys its coroutine, which takes its exchange out of the set.
    while (!exchanges_.empty()) {
        auto& exchange = **exchanges_.begin();
        auto const waiting = std::exchange(exchange.resume, nullptr);
        drop(exchange);
    }
    ::curl_multi_cleanup(multi_);
    for (auto& [socket, watched] : watched_) {
        watched->open = false;
        watched->descriptor.release();
    }
}

CURL* CurlLoop::make_easy() {
    CURL* const easy = ::curl_easy_init();
    if (!easy) throw std::bad_alloc();
    ::curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlLoop::on_close);
    ::curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
    return easy;
}

awaitable<CURLcode> CurlLoop::perform(CURL* easy) {
    Exchange exchange(*this, easy);
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void()>(
        [this, &exchange](auto handler) {
            auto slot = asio::get_associated_cancellation_slot(handler);
            if (slot.is_connected()) {
                slot.assign([this, &exchange](asio::cancellation_type) {
                    if (!exchange.resume) return;
                    exchange.cancelled = true;
                    drop(exchange);
                    exchange.complete(CURLE_ABORTED_BY_CALLBACK);
                    settle();
                });
            }
            exchange.resume = [waiting = std::move(handler),
                               work = asio::make_work_guard(executor_)]() mutable {
                asio::post(std::move(waiting));
            };
            start(exchange);
        },
        asio::use_awaitable);
    if (exchange.cancelled) throw boost::system::system_error(asio::error::operation_aborted);
    co_return exchange.result;
}

void CurlLoop::start(Exchange& exchange) {
    ::curl_easy_setopt(exchange.easy, CURLOPT_PRIVATE, &exchange);
    exchanges_.insert(&exchange);
    if (::curl_multi_add_handle(multi_, exchange.easy) != CURLM_OK) {
        exchanges_.erase(&exchange);
        exchange.complete(CURLE_FAILED_INIT);
        return;
    }
    settle();
}

void CurlLoop::drop(Exchange& exchange) {
    if (exchanges_.erase(&exchange) == 1) ::curl_multi_remove_handle(multi_, exchange.easy);
}

void CurlLoop::act(curl_socket_t socket, int events) {
    int running = 0;
    ::curl_multi_socket_action(multi_, socket, events, &running);
    settle();
}

/// Gives curl the turns it asked for, tells who is done, and arms the timer for the next turn.
void CurlLoop::settle() {
    auto const now = asio::steady_timer::clock_type::now();
    for (int turn = 0; turn < turns_in_a_row && due_ <= now; ++turn) {
        due_ = never;
        int running = 0;
        ::curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    collect();
    arm_timer();
}

void CurlLoop::collect() {
    int left = 0;
    while (CURLMsg const* const message = ::curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        auto const result = message->data.result;
        Exchange* exchange = nullptr;
        ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
        drop(*exchange);
        exchange->complete(result);
    }
}

/// The timer may be armed earlier than needed: then it only looks again. That spares a system call per
/// request.
void CurlLoop::arm_timer() {
    if (exchanges_.empty() && due_ == never) {
        if (armed_for_ != never) timer_.cancel();
        armed_for_ = never;
        return;
    }
    if (due_ >= armed_for_) return;
    armed_for_ = due_;
    timer_.expires_at(due_);
    timer_.async_wait([this, alive = alive_](boost::system::error_code const& error) {
        if (error || !*alive) return;
        armed_for_ = never;
        settle();
    });
}

int CurlLoop::on_timer(CURLM* /*multi*/, long timeout_ms, void* self) {
    auto& due = static_cast<CurlLoop*>(self)->due_;
    if (timeout_ms < 0) due = never;
    else if (timeout_ms == 0) due = at_once;
    else due = asio::steady_timer::clock_type::now() + std::chrono::milliseconds(timeout_ms);
    return 0;
}

curl_socket_t CurlLoop::open_socket(curl_sockaddr const& address) {
    auto const socket = ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
    if (socket < 0) return CURL_SOCKET_BAD;
    int wanted = CURL_POLL_NONE;
    if (auto const stale = watched_.find(socket); stale != watched_.end()) {
        // curl gave up an attempt to connect, and the system gave its number to this one. curl believes that
        // what it wanted to know of the number is still being watched.
        wanted = stale->second->wanted;
        forget(stale);
    }
    auto const watched = std::make_shared<Watched>(executor_, socket, true);
    watched->wanted = wanted;
    watched_.emplace(socket, watched);
    arm(watched);
    return socket;
}

int CurlLoop::on_close(void* self, curl_socket_t socket) {
    auto& loop = *static_cast<CurlLoop*>(self);
    if (auto const found = loop.watched_.find(socket); found != loop.watched_.end()) loop.forget(found);
    return ::close(socket);
}

void CurlLoop::forget(WatchedSockets::iterator found) {
    found->second->open = false;
    found->second->descriptor.release();
    watched_.erase(found);
}

int CurlLoop::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* /*watched*/) {
    static_cast<CurlLoop*>(self)->want(socket, what);
    return 0;
}

void CurlLoop::want(curl_socket_t socket, int what) {
    auto found = watched_.find(socket);
    if (what == CURL_POLL_REMOVE) {
        if (found == watched_.end()) return;
        auto& watched = *found->second;
        watched.wanted = CURL_POLL_NONE;
        // A socket that never got connected is closed without on_close (cf_socket_close of curl 7.88).
        bool const closed = ::fcntl(socket, F_GETFD) < 0;
        if (!watched.kept || closed) forget(found);
        else if (watched.pending != 0) watched.descriptor.cancel();
        return;
    }
    if (found == watched_.end())
        found = watched_.emplace(socket, std::make_shared<Watched>(executor_, socket, false)).first;
    found->second->wanted = what;
    arm(found->second);
}

void CurlLoop::arm(std::shared_ptr<Watched> const& watched) {
    if ((watched->wanted & CURL_POLL_IN) != 0) wait(watched, CURL_CSELECT_IN);
    if ((watched->wanted & CURL_POLL_OUT) != 0) wait(watched, CURL_CSELECT_OUT);
}

void CurlLoop::wait(std::shared_ptr<Watched> const& watched, int event) {
    if ((watched->pending & event) != 0) return;
    watched->pending |= event;
    auto const direction = event == CURL_CSELECT_IN ? asio::posix::descriptor_base::wait_read
                                                    : asio::posix::descriptor_base::wait_write;
    watched->descriptor.async_wait(
        direction, [this, watched, event, alive = alive_](boost::system::error_code const& error) {
            watched->pending &= ~event;
            if (!*alive || !watched->open) return;
            if (!error && (watched->wanted & event) != 0) act(watched->descriptor.native_handle(), event);
            if (watched->open) arm(watched);
        });
}

}  // namespace aisha::net
