// Button data: packed, read back, and refused where it is not ours.
#include "bot/callback_data.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace aisha::bot {
namespace {

enum class Kind { summary, tasks };
BOOST_DESCRIBE_ENUM(Kind, summary, tasks)

struct Note {
    static constexpr std::string_view prefix = "note";
    TranscriptId id;
    Kind kind{};
    int page = 0;
};
BOOST_DESCRIBE_STRUCT(Note, (), (id, kind, page))

struct Bare {
    static constexpr std::string_view prefix = "bare";
};
BOOST_DESCRIBE_STRUCT(Bare, (), ())

struct Named {
    static constexpr std::string_view prefix = "n";
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (name))

TEST(CallbackData, ComesBackAsItWas) {
    EXPECT_EQ(pack(Note{TranscriptId{17}, Kind::tasks, -2}), "note:17:tasks:-2");
    auto const note = unpack<Note>("note:17:tasks:-2");
    ASSERT_TRUE(note);
    EXPECT_EQ(note->id, TranscriptId{17});
    EXPECT_EQ(note->kind, Kind::tasks);
    EXPECT_EQ(note->page, -2);
    EXPECT_EQ(pack(Bare{}), "bare");
    EXPECT_TRUE(unpack<Bare>("bare"));
    EXPECT_EQ(unpack<Named>("n:")->name, "");
}

TEST(CallbackData, RefusesWhatAClientMadeUp) {
    for (auto const* data : {"", ":", "note", "note:", "note:17", "note:17:tasks", "note:17:tasks:1:2",
                             "note:17:tasks:", "note:x:tasks:1", "note:17:other:1", "note:17:tasks:1x",
                             "note:17:tasks: 1", "note:99999999999999999999:tasks:1",
                             "note:17:tasks:99999999999", "notes:17:tasks:1", "Note:17:tasks:1", "bare"})
        EXPECT_FALSE(unpack<Note>(data)) << data;
    EXPECT_FALSE(unpack<Bare>("bare:"));
    EXPECT_FALSE(unpack<Bare>("barely"));
}

TEST(CallbackData, FitsInSixtyFourBytesOrFailsLoudly) {
    EXPECT_EQ(pack(Named{std::string(62, 'x')}).size(), 64U);
    EXPECT_THROW(pack(Named{std::string(63, 'x')}), std::length_error);
    EXPECT_LE(pack(Note{TranscriptId{std::numeric_limits<std::int64_t>::min()}, Kind::summary,
                        std::numeric_limits<int>::min()})
                  .size(),
              64U);
}

}  // namespace
}  // namespace aisha::bot
