// Ids that grow and do not come again, also when the world begins anew.
#pragma once

#include "core/clock.hpp"

#include <cstdint>

namespace aisha::sandbox::telegram {

/// Where the ids of messages and updates begin: many client libraries keep them in 32 bits, so this is a
/// fiftieth of a second since 2026, which comes round after more than a year.
std::int64_t small_ids_from(Time now);

/// Where the ids of people, groups and files begin: milliseconds since 2026, within the 52 bits of a Telegram
/// id.
std::int64_t large_ids_from(Time now);

/// A number that only grows.
class Counter {
public:
    explicit Counter(std::int64_t first) : next_(first) {}
    std::int64_t take() { return next_++; }
    std::int64_t next() const { return next_; }
    /// Goes on no lower than after `used`.
    void seen(std::int64_t used) { next_ = used >= next_ ? used + 1 : next_; }

private:
    std::int64_t next_;
};

}  // namespace aisha::sandbox::telegram
