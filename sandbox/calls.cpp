// Keeping and listing API calls.
#include "sandbox/calls.hpp"

#include "core/utf.hpp"

#include <utility>

namespace aisha::sandbox {

namespace {

constexpr std::size_t calls_max = 10'000;
constexpr std::size_t bytes_max = 64 * limits::mib;
constexpr std::size_t text_units_max = 2000;

}  // namespace

CallRecord::CallRecord(CallLog& log, std::string service, std::optional<std::int64_t> bot, std::string method)
    : log_(log),
      service_(std::move(service)),
      bot_(bot),
      method_(std::move(method)),
      started_(log.clock_.now()),
      began_(log.clock_.monotonic()) {}

CallRecord::~CallRecord() { finish(false); }

void CallRecord::finish(bool delivered) {
    if (std::exchange(finished_, true)) return;
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(log_.clock_.monotonic() - began_);
    json::Object call;
    call["service"] = service_;
    call["bot"] = bot_ ? json::Value(*bot_) : json::Value(nullptr);
    call["method"] = method_;
    call["parameters"] = std::move(parameters);
    call["status"] = status;
    call["answer"] = std::move(answer);
    call["started_us"] = started_.time_since_epoch().count();
    call["ms"] = took.count();
    call["delivered"] = delivered;
    if (!notes.empty()) call["notes"] = std::move(notes);
    log_.add(std::move(call));
}

std::shared_ptr<CallRecord> CallLog::begin(std::string service, std::optional<std::int64_t> bot,
                                           std::string method) {
    return std::make_shared<CallRecord>(*this, std::move(service), bot, std::move(method));
}

void CallLog::add(json::Object call) {
    json::Object numbered{{"number", ++last_}};
    for (auto& [name, value] : call) numbered.emplace(name, std::move(value));
    auto& entry = entries_.emplace_back(last_, json::dump(numbered));
    bytes_ += entry.text.size();
    while (entries_.size() > calls_max || (bytes_ > bytes_max && entries_.size() > 1)) {
        bytes_ -= entries_.front().text.size();
        entries_.pop_front();
    }
    changed_.notify_all();
    if (on_call) on_call(last_);
}

std::string CallLog::list_after(std::uint64_t after) const {
    std::string list = "{\"calls\":[";
    auto const first = std::ranges::upper_bound(entries_, after, {}, &Entry::number);
    for (auto at = first; at != entries_.end(); ++at) {
        if (at != first) list += ',';
        list += at->text;
    }
    return list + "]}";
}

awaitable<void> CallLog::wait_after(std::uint64_t after, Duration limit) {
    auto const until = clock_.monotonic() + limit;
    while (last_ <= after && !stopped_) {
        auto const left = until - clock_.monotonic();
        if (left <= Duration(0) || !co_await changed_.wait(clock_, left)) co_return;
    }
}

void CallLog::clear() {
    entries_.clear();
    bytes_ = 0;
}

void CallLog::stop() {
    stopped_ = true;
    changed_.notify_all();
}

void attach(std::shared_ptr<CallRecord> record, net::OutgoingResponse& response) {
    record->status = response.status;
    if (auto const* text = std::get_if<std::string>(&response.body)) {
        auto const type = response.headers.find("Content-Type").value_or("");
        if (type.starts_with("application/json") || type.starts_with("application/problem+json"))
            record->answer = json::parse(*text);
        else
            record->answer =
                json::write(std::string(utf::utf16_prefix(utf::repaired(*text), text_units_max)));
    }
    response.on_sent = [record = std::move(record), before = std::move(response.on_sent)](bool delivered) {
        record->finish(delivered);
        if (before) before(delivered);
    };
}

}  // namespace aisha::sandbox
