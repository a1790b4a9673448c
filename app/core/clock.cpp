// The machine's clock.
#include "core/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace aisha {

double Clock::chance() {
    constexpr int mantissa_bits = 53;
    constexpr double steps = 9007199254740992.0;  // 2^53
    return static_cast<double>(random() >> (64 - mantissa_bits)) / steps;
}

std::string Clock::token(std::size_t characters) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string result;
    for (std::size_t i = 0; i < characters; ++i) result += alphabet[random() % alphabet.size()];
    return result;
}

Time SystemClock::now() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Monotonic SystemClock::monotonic() const {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
}

boost::asio::awaitable<void> SystemClock::sleep(Duration duration) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

std::uint64_t SystemClock::random() {
    // Drawn in blocks: OpenSSL takes a lock and a few microseconds a call.
    constexpr std::size_t block = 64;
    thread_local std::array<std::uint64_t, block> numbers;
    thread_local std::size_t left = 0;
    if (left == 0) {
        if (RAND_bytes(reinterpret_cast<unsigned char*>(numbers.data()), sizeof numbers) != 1)
            throw std::runtime_error("the system gives no random numbers");
        left = block;
    }
    return numbers[--left];
}

std::string iso8601(Time time) {
    using namespace std::chrono;
    auto const day = floor<days>(time);
    year_month_day const date(day);
    hh_mm_ss const clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

}  // namespace aisha
