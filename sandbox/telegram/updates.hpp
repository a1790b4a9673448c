// The queue of updates of one bot, with the real service's rules of confirmation and age.
#pragma once

#include "core/json.hpp"
#include "sandbox/signal.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace aisha::sandbox::telegram {

/// An update that waits. `body` has update_id and the one field of its kind.
struct PendingUpdate {
    std::int64_t id = 0;
    std::string kind;
    Time created;
    json::Value body;
};
BOOST_DESCRIBE_STRUCT(PendingUpdate, (), (id, kind, created, body))

/// https://core.telegram.org/bots/api#getupdates
class UpdateQueue {
public:
    /// Whether a bot that asked for `allowed` (nothing: never asked) gets updates of this kind.
    static bool wanted(std::string_view kind, std::optional<std::vector<std::string>> const& allowed);

    void add(PendingUpdate update);
    /// Takes out what is confirmed by `offset` (negative: all but the last -offset); returns the ids that
    /// went.
    std::vector<std::int64_t> confirm(std::int64_t offset);
    /// Takes out what is too old to be delivered; returns the ids that went.
    std::vector<std::int64_t> expire(Time now);
    /// Takes out everything; returns the ids that went.
    std::vector<std::int64_t> clear();
    /// Up to `limit` updates from `offset` on, and no more than about 4 MB of them.
    json::Array batch(std::int64_t offset, std::size_t limit) const;
    /// The oldest `count`, where they lie until the queue changes.
    std::vector<PendingUpdate const*> first(std::size_t count) const;
    /// Takes out one that was delivered; false where it is gone already.
    bool remove(std::int64_t id);
    std::size_t size() const { return updates_.size(); }

    /// A new getUpdates call: ends the one that waits. The number tells whether it is still the newest.
    std::uint64_t begin_poll();
    bool is_newest_poll(std::uint64_t poll) const { return poll == polls_; }
    /// Notified when an update is added, when a poll begins, and when the sandbox stops.
    Signal changed;

private:
    std::deque<PendingUpdate> updates_;
    std::uint64_t polls_ = 0;
};

}  // namespace aisha::sandbox::telegram
