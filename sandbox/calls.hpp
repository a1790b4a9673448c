// The log of API calls of every service: what the inspector, tests and GET /sandbox/calls show.
#pragma once

#include "core/json.hpp"
#include "net/http_server.hpp"
#include "sandbox/signal.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace aisha::sandbox {

class CallLog;

/// One call in progress. It enters the log when its answer has left or could not leave, at the latest when
/// this is destroyed (then as not delivered), and gets its number there: who has seen number N missed nothing
/// below.
class CallRecord {
public:
    CallRecord(CallLog& log, std::string service, std::optional<std::int64_t> bot, std::string method);
    ~CallRecord();
    CallRecord(CallRecord const&) = delete;
    CallRecord& operator=(CallRecord const&) = delete;

    /// What was asked. Files are named, with type and size, never with their bytes.
    json::Object parameters;
    /// What the sandbox found odd but the real service passes over; shown where there is any.
    json::Array notes;
    /// The HTTP status and what was answered; 0 as long as there is no answer.
    int status = 0;
    json::Value answer;

    /// Enters the log. Only the first call counts.
    void finish(bool delivered);

private:
    CallLog& log_;
    std::string service_;
    std::optional<std::int64_t> bot_;
    std::string method_;
    Time started_;
    Monotonic began_;
    bool finished_ = false;
};

/// Bounded by number and by bytes; the oldest calls are forgotten first. Numbers begin at 1 and grow by one.
class CallLog {
public:
    explicit CallLog(Clock& clock) : clock_(clock) {}

    /// Begins a call; hand the record to `attach` with its answer. `bot` only where the service knows one.
    std::shared_ptr<CallRecord> begin(std::string service, std::optional<std::int64_t> bot,
                                      std::string method);

    /// {"calls":[…]} with all numbers above `after`, as JSON text.
    std::string list_after(std::uint64_t after) const;
    /// Waits up to `limit` for a number above `after`.
    awaitable<void> wait_after(std::uint64_t after, Duration limit);
    std::uint64_t last() const { return last_; }
    /// Forgets the calls; numbers go on.
    void clear();
    /// Ends all waits.
    void stop();
    /// Called with the number of each call that entered the log.
    std::function<void(std::uint64_t)> on_call;

private:
    friend class CallRecord;
    void add(json::Object call);

    struct Entry {
        std::uint64_t number;
        std::string text;  ///< JSON
    };

    Clock& clock_;
    std::deque<Entry> entries_;
    std::size_t bytes_ = 0;
    std::uint64_t last_ = 0;
    bool stopped_ = false;
    Signal changed_;
};

/// Puts the answer's status and body into the record (JSON as such, other texts as a string cut at 2,000
/// characters) and sees to it that the record is finished when the answer has left.
void attach(std::shared_ptr<CallRecord> record, net::OutgoingResponse& response);

}  // namespace aisha::sandbox
