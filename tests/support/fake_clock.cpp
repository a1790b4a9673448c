// Virtual time.
#include "tests/support/fake_clock.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace aisha::tests {

namespace asio = boost::asio;

asio::awaitable<void> FakeClock::sleep(Duration duration) {
    auto const until = elapsed_us_.load() + duration.count();
    auto const timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor,
                                                            asio::steady_timer::time_point::max());
    auto const place = sleepers_.emplace(until, timer);
    while (elapsed_us_.load() < until) {
        boost::system::error_code error;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, error));
        auto const state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) {
            sleepers_.erase(place);
            throw boost::system::system_error(asio::error::operation_aborted);
        }
    }
    sleepers_.erase(place);
}

std::uint64_t FakeClock::random() {
    // splitmix64: https://prng.di.unimi.it/splitmix64.c
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

void FakeClock::advance(Duration duration) {
    elapsed_us_ += duration.count();
    for (auto const& [until, timer] : sleepers_)
        if (until <= elapsed_us_.load()) timer->cancel();
}

bool FakeClock::advance_to_next() {
    for (auto const& [until, timer] : sleepers_) {
        if (until > elapsed_us_.load()) {
            advance(Duration(until - elapsed_us_.load()));
            return true;
        }
    }
    return false;
}

}  // namespace aisha::tests
