// Log lines: whole, parseable, and without secrets.
#include "core/log.hpp"

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/secret.hpp"
#include "core/utf.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace aisha::tests {
namespace {

static_assert(!fmt::is_formattable<Secret>::value, "a secret must not be printable");

class LogTest : public ::testing::Test {
protected:
    ~LogTest() override { ::close(descriptor_); }

    LogSink sink(LogFormat format, LogLevel level = LogLevel::debug) const {
        return {clock_, format, level, descriptor_};
    }

    std::string written() const { return read_file(file_); }

    FakeClock clock_;
    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "log";
    int descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
};

TEST_F(LogTest, a_human_line_has_time_level_event_and_pairs) {
    auto const to = sink(LogFormat::human);
    Log(to).with("chat", ChatId{-100}).warning("send_failed", "attempt", 2, "error", "no route");
    EXPECT_EQ(written(), iso8601(clock_.now()).substr(11, 12) +
                             " warning send_failed chat=-100 attempt=2 error=\"no route\"\n");
}

TEST_F(LogTest, a_json_line_is_one_object_with_numbers_as_numbers) {
    auto const to = sink(LogFormat::json);
    Log(to).with("chat", 5).info("sent", "bytes", 1.5, "name", "x", "empty", "");
    auto const line = json::parse(written());
    EXPECT_EQ(json::read<std::string>(line.at("event")), "sent");
    EXPECT_EQ(json::read<std::string>(line.at("level")), "info");
    EXPECT_EQ(json::read<std::string>(line.at("time")), iso8601(clock_.now()));
    EXPECT_EQ(json::read<int>(line.at("chat")), 5);
    EXPECT_DOUBLE_EQ(json::read<double>(line.at("bytes")), 1.5);
    EXPECT_EQ(json::read<std::string>(line.at("empty")), "");
}

TEST_F(LogTest, hostile_values_stay_one_line_in_both_formats) {
    std::vector<std::string> const values{"a\nb level=error",
                                          "\"quoted\"",
                                          "back\\slash",
                                          std::string("nul\0byte", 8),
                                          "\x1b[31mred",
                                          "\xF0\x9F\x98\x80",
                                          "a=b",
                                          "\t",
                                          "{\"json\":1}",
                                          std::string(10'000, 'x')};
    auto const human = sink(LogFormat::human);
    for (auto const& value : values) Log(human).info("event", "value", value);
    auto text = written();
    EXPECT_EQ(std::ranges::count(text, '\n'), static_cast<std::ptrdiff_t>(values.size()));
    for (char const c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= ' ') << int(c);

    auto const as_json = sink(LogFormat::json);
    for (auto const& value : values) {
        auto const before = written().size();
        Log(as_json).info("event", "value", value);
        auto const line = written().substr(before);
        EXPECT_EQ(std::ranges::count(line, '\n'), 1);
        EXPECT_EQ(json::read<std::string>(json::parse(line).at("value")), value);
    }
}

TEST_F(LogTest, bytes_that_are_no_text_leave_the_line_well_formed) {
    auto const to = sink(LogFormat::json);
    Log(to).info("event", "value", std::string("\xFF\xFE broken \xC3"), "after", 1);
    auto const line = written();
    EXPECT_TRUE(utf::valid(line));
    EXPECT_EQ(json::read<int>(json::parse(line).at("after")), 1);
}

TEST_F(LogTest, what_is_below_the_level_is_not_written) {
    auto const to = sink(LogFormat::human, LogLevel::warning);
    Log(to).debug("one");
    Log(to).info("two");
    EXPECT_EQ(written(), "");
    Log(to).warning("three");
    Log(to).error("four");
    EXPECT_TRUE(written().contains("three") && written().contains("four"));
}

TEST_F(LogTest, context_is_a_value_that_does_not_leak_back) {
    auto const to = sink(LogFormat::human);
    Log const plain(to);
    auto const inner = plain.with("update", 7);
    plain.info("outer");
    inner.info("inner");
    auto const text = written();
    auto const outer_line = text.substr(0, text.find('\n'));
    EXPECT_FALSE(outer_line.contains("update")) << outer_line;
    EXPECT_TRUE(text.substr(outer_line.size()).contains("update=7")) << text;
}

}  // namespace
}  // namespace aisha::tests
