// Keeping, confirming and forgetting updates.
#include "sandbox/telegram/updates.hpp"

#include <algorithm>
#include <array>

namespace aisha::sandbox::telegram {

namespace {

using namespace std::chrono_literals;

/// "Incoming updates are stored on the server until the bot receives them either way, but they will not be
/// kept longer than 24 hours." Presses go stale sooner.
constexpr auto kept_for = 24h;
constexpr auto press_kept_for = 150s;
constexpr std::size_t batch_bytes_max = 4'000'000;

}  // namespace

bool UpdateQueue::wanted(std::string_view kind, std::optional<std::vector<std::string>> const& allowed) {
    constexpr std::array<std::string_view, 3> on_request{"message_reaction", "message_reaction_count",
                                                         "chat_member"};
    if (allowed && !allowed->empty()) return std::ranges::find(*allowed, kind) != allowed->end();
    return std::ranges::find(on_request, kind) == on_request.end();
}

void UpdateQueue::add(PendingUpdate update) {
    auto const place = std::ranges::upper_bound(updates_, update.id, {}, &PendingUpdate::id);
    updates_.insert(place, std::move(update));
    changed.notify_all();
}

std::vector<std::int64_t> UpdateQueue::confirm(std::int64_t offset) {
    std::vector<std::int64_t> gone;
    auto const confirmed = [&] {
        if (updates_.empty()) return false;
        if (offset < 0) return std::ssize(updates_) > -offset;
        return updates_.front().id < offset;
    };
    while (confirmed()) {
        gone.push_back(updates_.front().id);
        updates_.pop_front();
    }
    return gone;
}

std::vector<std::int64_t> UpdateQueue::expire(Time now) {
    std::vector<std::int64_t> gone;
    std::erase_if(updates_, [&](PendingUpdate const& update) {
        Duration const age_max =
            update.kind == "callback_query" ? Duration(press_kept_for) : Duration(kept_for);
        if (now - update.created <= age_max) return false;
        gone.push_back(update.id);
        return true;
    });
    return gone;
}

std::vector<std::int64_t> UpdateQueue::clear() {
    std::vector<std::int64_t> gone;
    for (auto const& update : updates_) gone.push_back(update.id);
    updates_.clear();
    return gone;
}

json::Array UpdateQueue::batch(std::int64_t offset, std::size_t limit) const {
    json::Array batch;
    std::size_t bytes = 0;
    for (auto const& update : updates_) {
        if (update.id < offset) continue;
        bytes += json::dump(update.body).size();
        if (batch.size() >= limit || (bytes > batch_bytes_max && !batch.empty())) break;
        batch.push_back(update.body);
    }
    return batch;
}

std::vector<PendingUpdate const*> UpdateQueue::first(std::size_t count) const {
    std::vector<PendingUpdate const*> oldest;
    for (std::size_t i = 0; i < std::min(count, updates_.size()); ++i) oldest.push_back(&updates_[i]);
    return oldest;
}

bool UpdateQueue::remove(std::int64_t id) {
    return std::erase_if(updates_, [id](PendingUpdate const& update) { return update.id == id; }) > 0;
}

std::uint64_t UpdateQueue::begin_poll() {
    ++polls_;
    changed.notify_all();
    return polls_;
}

}  // namespace aisha::sandbox::telegram
