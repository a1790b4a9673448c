// The mapper between described structs and JSON.
#include "core/json.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
    std::string name;
    std::optional<int> size;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (name, size))

struct Outer {
    UserId id;
    Colour colour = Colour::red;
    std::vector<Inner> inners;
    std::optional<Inner> maybe;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (id, colour, inners, maybe))

TEST(Json, round_trip_leaves_out_empty_optionals) {
    Outer const outer{UserId{7}, Colour::green, {{"a", 1}, {"b", {}}}, {}};
    auto const text = json::dump(json::write(outer));
    EXPECT_EQ(text, R"({"id":7,"colour":"green","inners":[{"name":"a","size":1},{"name":"b"}]})");
    auto const again = json::read<Outer>(json::parse(text));
    EXPECT_EQ(again.id, outer.id);
    EXPECT_EQ(again.inners.at(1).name, "b");
}

TEST(Json, unknown_keys_are_ignored_and_null_is_an_empty_optional) {
    auto const outer = json::read<Outer>(
        json::parse(R"({"id":1,"colour":"red","inners":[],"maybe":null,"new_field":{"x":[1]}})"));
    EXPECT_FALSE(outer.maybe);
}

TEST(Json, errors_name_the_path) {
    try {
        (void)json::read<Outer>(json::parse(R"({"id":1,"colour":"red","inners":[],"maybe":{"size":3}})"));
        FAIL();
    } catch (json::Error const& e) {
        EXPECT_STREQ(e.what(), "maybe: name: missing");
    }
}

TEST(Json, an_unknown_enumerator_is_an_error) {
    EXPECT_THROW((void)json::read<Colour>(json::parse(R"("blue")")), json::Error);
}

TEST(Json, numbers_that_do_not_fit_are_refused) {
    EXPECT_THROW((void)json::read<int>(json::parse("3000000000")), json::Error);
    EXPECT_THROW((void)json::read<std::int64_t>(json::parse("1.5")), json::Error);
}

TEST(Json, hostile_depth_is_an_error_not_a_crash) {
    EXPECT_THROW((void)json::parse(std::string(100'000, '[')), json::Error);
}

}  // namespace
}  // namespace aisha
