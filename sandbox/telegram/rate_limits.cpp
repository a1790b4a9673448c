// Counting messages.
#include "sandbox/telegram/rate_limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace aisha::sandbox::telegram {

namespace {

constexpr double chat_per_second = 1, chat_burst = 5;
constexpr double group_per_second = 20.0 / 60, group_burst = 20;
constexpr double all_per_second = 30, all_burst = 30;
constexpr std::int64_t penalty_max = 300;

}  // namespace

void RateLimits::set(LimitMode mode) {
    mode_ = mode;
    buckets_.clear();
    penalties_.clear();
}

bool RateLimits::counts(std::string_view method) {
    if (method == "sendChatAction" || method.ends_with("Draft")) return false;
    constexpr std::array<std::string_view, 4> verbs{"send", "edit", "copy", "forward"};
    return std::ranges::any_of(verbs, [&](auto verb) { return method.starts_with(verb); });
}

RateLimits::Bucket& RateLimits::filled(std::pair<std::int64_t, std::int64_t> key, Rule rule) {
    auto const now = clock_.monotonic();
    auto const [place, is_new] = buckets_.try_emplace(key, Bucket{.tokens = rule.burst, .filled = now});
    auto& bucket = place->second;
    auto const passed = std::chrono::duration<double>(now - bucket.filled).count();
    bucket.tokens = std::min(rule.burst, bucket.tokens + passed * rule.per_second);
    bucket.filled = now;
    return bucket;
}

std::optional<std::int64_t> RateLimits::check(std::int64_t bot, std::int64_t chat) {
    if (mode_ == LimitMode::off) return std::nullopt;
    bool const harsh = mode_ == LimitMode::harsh;
    auto const now = clock_.monotonic();
    auto& [until, penalty] = penalties_[{bot, chat}];
    if (harsh && now < until) {
        penalty = std::min(penalty_max, penalty * 2);
        until = now + std::chrono::seconds(penalty);
        return penalty;
    }
    Rule const chat_rule = chat < 0 ? Rule{group_per_second, harsh ? 1 : group_burst}
                                    : Rule{chat_per_second, harsh ? 1 : chat_burst};
    Rule const all_rule{all_per_second, all_burst};
    auto& in_chat = filled({bot, chat}, chat_rule);
    auto& in_all = filled({bot, 0}, all_rule);
    if (in_chat.tokens >= 1 && in_all.tokens >= 1) {
        in_chat.tokens -= 1;
        in_all.tokens -= 1;
        penalty = 0;
        return std::nullopt;
    }
    auto const wait =
        std::max((1 - in_chat.tokens) / chat_rule.per_second, (1 - in_all.tokens) / all_rule.per_second);
    penalty = std::max<std::int64_t>(1, std::llround(std::ceil(wait)));
    until = now + std::chrono::seconds(penalty);
    return penalty;
}

}  // namespace aisha::sandbox::telegram
