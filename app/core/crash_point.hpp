// Moments between two durable steps, at which a test may have the process die.
#pragma once

#include "core/json.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

namespace aisha {

/// Each stands right behind the step that names it, before the next one.
enum class CrashPoint {
    migration_run,      ///< a migration's statements ran, its transaction is open
    migration_applied,  ///< it is committed
    epoch_begun,        ///< the instance has its new epoch
    updates_kept,       ///< updates are in the inbox; Telegram does not know yet
    change_committed,   ///< a transaction with something to do after it is committed; nothing of that is done
    job_claimed,        ///< a job is leased; its run has not begun
    file_downloaded,    ///< a recording has come from Telegram
    object_written,     ///< an object is durable, not yet under its key
    object_stored,      ///< it is under its key; the row does not say so
    speech_heard,       ///< the speech service has answered
    job_concluded,      ///< a job's end is committed
    send_marked,        ///< an outbox row is marked as being sent; the call has not begun
    send_answered,      ///< Telegram has taken the message; the row does not say so
    send_recorded,      ///< the row says so
    stopping,           ///< SIGTERM came
    drained             ///< nothing is in work any more; the process has not ended
};
BOOST_DESCRIBE_ENUM(CrashPoint, migration_run, migration_applied, epoch_begun, updates_kept, change_committed,
                    job_claimed, file_downloaded, object_written, object_stored, speech_heard, job_concluded,
                    send_marked, send_answered, send_recorded, stopping, drained)

/// Has the process die, as by kill -9, when a point is reached for the COUNT-th time: `order` is POINT:COUNT.
/// Throws ConfigError where it is something else, with the names of all points. Once, before any thread.
void arm_crash_point(std::string const& order);

/// The point that is armed.
std::optional<CrashPoint> armed_crash_point();

namespace detail {
inline constexpr int no_crash_point = -1;
extern std::atomic<int> crash_point_armed;
/// Counts, and dies at the last.
void reach_armed_crash_point(CrashPoint point);
}  // namespace detail

/// The process is at `point`. Costs one comparison unless it is the one that is armed. From any thread.
inline void reach(CrashPoint point) {
    if (detail::crash_point_armed.load(std::memory_order_relaxed) == static_cast<int>(point)) [[unlikely]]
        detail::reach_armed_crash_point(point);
}

}  // namespace aisha
