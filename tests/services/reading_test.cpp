// Reading part by part: the memory of what was answered.
#include "services/transcript/reading.hpp"

#include "services/transcript/prompts.hpp"
#include "tests/services/chat_model.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using note_content::Title;

TEST(Reading, remembers_by_instructions_and_text) {
    asio::io_context loop;
    tests::ChatModel model(
        [](std::string const&, json::Object const&) { return tests::says(json::Object{{"title", "T"}}); });
    ChatClient chat(model.transport, {"http://chat/v1", Secret(), "m"});
    Reading::Answers kept;
    Reading::Watch watch;
    watch.keep = [&kept](Reading::Answers const& all) -> awaitable<void> {
        kept = all;
        co_return;
    };
    {
        Reading reading(chat, {}, watch);
        EXPECT_EQ(tests::run(loop, reading.ask<Title>("make", prompts::data("", "a")))->title, "T");
        tests::run(loop, reading.ask<Title>("make", prompts::data("", "b")));
    }
    EXPECT_EQ(model.asked(), 2U);
    Reading again(chat, kept, {});
    EXPECT_EQ(tests::run(loop, again.ask<Title>("make", prompts::data("", "a")))->title, "T");
    EXPECT_EQ(again.model(), "test-model");
    EXPECT_EQ(model.asked(), 2U);
    tests::run(loop, again.ask<Title>("make", prompts::data("", "c")));
    EXPECT_EQ(model.asked(), 3U);
}

}  // namespace
}  // namespace aisha
