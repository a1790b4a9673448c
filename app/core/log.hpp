// Structured log lines: a constant event in snake_case, then key=value pairs. The context is a value that
// travels: `log.with("chat", id)` is handed down, nothing is thread-local.
#pragma once

#include "core/clock.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>

namespace aisha {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { human, json };

/// Where lines go: one per process. Writes whole lines to a file descriptor; safe from any thread.
class LogSink {
public:
    /// `descriptor` is not closed; standard error is 2.
    LogSink(Clock const& clock, LogFormat format, LogLevel level, int descriptor);

    bool wants(LogLevel level) const { return level >= level_; }
    LogFormat format() const { return format_; }
    /// `fields` is rendered already, in the sink's format.
    void write(LogLevel level, std::string_view event, std::string_view fields) const;

private:
    Clock const& clock_;
    LogFormat format_;
    LogLevel level_;
    int descriptor_;
};

/// A cheap value: the sink and the context so far.
class Log {
public:
    explicit Log(LogSink const& sink) : sink_(&sink) {}

    /// The same log with one more pair in every line.
    template <class Value>
    [[nodiscard]] Log with(std::string_view key, Value const& value) const {
        Log result = *this;
        append(result.context_, key, value);
        return result;
    }

    /// Each takes the event and then key, value, key, value…
    template <class... Pairs>
    void debug(std::string_view event, Pairs const&... pairs) const {
        line(LogLevel::debug, event, pairs...);
    }
    template <class... Pairs>
    void info(std::string_view event, Pairs const&... pairs) const {
        line(LogLevel::info, event, pairs...);
    }
    template <class... Pairs>
    void warning(std::string_view event, Pairs const&... pairs) const {
        line(LogLevel::warning, event, pairs...);
    }
    template <class... Pairs>
    void error(std::string_view event, Pairs const&... pairs) const {
        line(LogLevel::error, event, pairs...);
    }

private:
    template <class... Pairs>
    void line(LogLevel level, std::string_view event, Pairs const&... pairs) const {
        static_assert(sizeof...(pairs) % 2 == 0, "key, value, key, value…");
        if (!sink_->wants(level)) return;
        std::string fields = context_;
        append_all(fields, pairs...);
        sink_->write(level, event, fields);
    }

    void append_all(std::string&) const {}
    template <class Value, class... Rest>
    void append_all(std::string& fields, std::string_view key, Value const& value,
                    Rest const&... rest) const {
        append(fields, key, value);
        append_all(fields, rest...);
    }

    template <class Value>
    void append(std::string& fields, std::string_view key, Value const& value) const {
        bool const number = std::is_arithmetic_v<Value>;
        append_text(fields, key, fmt::format("{}", value), number);
    }
    void append_text(std::string& fields, std::string_view key, std::string_view value, bool number) const;

    LogSink const* sink_;
    std::string context_;
};

}  // namespace aisha
