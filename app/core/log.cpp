// Rendering of log lines.
#include "core/log.hpp"

#include "core/utf.hpp"

#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>

namespace aisha {

namespace {

constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};

/// Quoted where a reader or a parser of key=value would stumble.
bool needs_quotes(std::string_view value) {
    if (value.empty()) return true;
    return std::ranges::any_of(
        value, [](char c) { return c < 0 || c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f; });
}

std::string quoted(std::string_view value) {
    // Words from outside may be no text; the line stays one.
    auto const text = utf::repaired(value);
    return boost::json::serialize(boost::json::string_view(text));
}

}  // namespace

LogSink::LogSink(Clock const& clock, LogFormat format, LogLevel level, int descriptor)
    : clock_(clock), format_(format), level_(level), descriptor_(descriptor) {}

void LogSink::write(LogLevel level, std::string_view event, std::string_view fields) const {
    auto const name = names[static_cast<std::size_t>(level)];
    std::string line;
    if (format_ == LogFormat::json)
        line = fmt::format("{{\"time\":\"{}\",\"level\":\"{}\",\"event\":{}{}}}\n", iso8601(clock_.now()),
                           name, quoted(event), fields);
    else line = fmt::format("{} {:<7} {}{}\n", iso8601(clock_.now()).substr(11, 12), name, event, fields);
    // One write a line keeps lines whole. A log that cannot be written has nowhere to complain to.
    [[maybe_unused]] auto const written = ::write(descriptor_, line.data(), line.size());
}

void Log::append_text(std::string& fields, std::string_view key, std::string_view value, bool number) const {
    if (sink_->format() == LogFormat::json)
        fields += fmt::format(",{}:{}", quoted(key), number ? std::string(value) : quoted(value));
    else fields += fmt::format(" {}={}", key, needs_quotes(value) ? quoted(value) : std::string(value));
}

}  // namespace aisha
