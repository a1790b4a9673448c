// Whose job is next: turns of people, caps and rates.
#include "tests/jobs/jobs_bench.hpp"

namespace aisha::tests {
namespace {

using namespace std::chrono_literals;

constexpr UserId ann{1};
constexpr UserId bob{2};

class TurnsTest : public JobsTest {
protected:
    JobId enqueue_for(UserId owner, std::string const& what, int priority = 0) {
        return enqueue(what, {.priority = priority, .owner = owner});
    }
    std::vector<std::string> in_line() {
        return transaction([](Transaction& tx) {
            std::vector<std::string> whats;
            for (auto const id : job_repository::in_line(tx, Errand::kind, 100))
                whats.push_back(
                    json::read<Errand>(tx.one<json::Value>("SELECT payload FROM jobs WHERE id = $1", id))
                        .what);
            return whats;
        });
    }
};

TEST_F(TurnsTest, people_take_turns) {
    for (auto const* what : {"ann 1", "ann 2", "ann 3"}) enqueue_for(ann, what);
    for (auto const* what : {"bob 1", "bob 2"}) enqueue_for(bob, what);
    std::vector<std::string> const order{"ann 1", "bob 1", "ann 2", "bob 2", "ann 3"};
    EXPECT_EQ(in_line(), order);
    start(at_once(mark));
    ASSERT_TRUE(soon([&] { return effects().size() == 5; }));
    EXPECT_EQ(effects(), order);
}

TEST_F(TurnsTest, who_comes_late_waits_for_one_job_and_owes_nothing_for_the_past) {
    Gate gate(loop);
    start(gate.run(mark));
    for (int number = 1; number <= 4; ++number) enqueue_for(ann, fmt::format("ann {}", number));
    for (int ended = 1; ended <= 2; ++ended) {
        ASSERT_TRUE(soon([&] { return gate.waiting() == ended; }));
        gate.open();
    }
    ASSERT_TRUE(soon([&] { return gate.waiting() == 3; }));  // ann 3 runs
    enqueue_for(bob, "bob 1");
    enqueue_for(bob, "bob 2");
    enqueue_for(ann, "ann 5");
    EXPECT_EQ(in_line(), (std::vector<std::string>{"bob 1", "ann 4", "bob 2", "ann 5"}));
    gate.open();
}

TEST_F(TurnsTest, what_is_urgent_comes_first_all_the_same) {
    for (auto const* what : {"ann 1", "ann 2"}) enqueue_for(ann, what);
    enqueue_for(ann, "ann urgent", 1);
    enqueue_for(bob, "bob 1");
    EXPECT_EQ(in_line().front(), "ann urgent");
}

TEST_F(TurnsTest, one_person_does_not_take_all_places) {
    Gate gate(loop);
    auto& workers = start(gate.run(mark), {.at_once = 3, .of_one_owner = 2});
    for (int number = 1; number <= 5; ++number) enqueue_for(ann, fmt::format("ann {}", number));
    ASSERT_TRUE(soon([&] { return gate.waiting() == 2; }));
    settle();
    EXPECT_EQ(workers.running(), 2U);
    enqueue_for(bob, "bob 1");
    ASSERT_TRUE(soon([&] { return gate.waiting() == 3; }));
    gate.open();  // one of those that wait
    ASSERT_TRUE(soon([&] { return gate.waiting() == 4; }));
    EXPECT_EQ(workers.running(), 3U);
}

TEST_F(TurnsTest, one_place_left_by_the_same_person_is_taken_by_the_next_of_theirs) {
    start(at_once(mark), {.at_once = 2, .of_one_owner = 1});
    for (int number = 1; number <= 5; ++number) enqueue_for(ann, fmt::format("{}", number));
    ASSERT_TRUE(soon([&] { return effects().size() == 5; }));
    EXPECT_EQ(effects(), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
}

TEST_F(TurnsTest, no_more_starts_in_any_stretch_of_time_than_the_rate_allows) {
    start(at_once(mark), {.at_once = 10, .rate = JobRate{.starts = 2, .per = 4s}});
    enqueue("1");
    ASSERT_TRUE(soon([&] { return effects().size() == 1; }));
    clock.advance(3s);
    for (auto const* what : {"2", "3", "4"}) enqueue(what);
    ASSERT_TRUE(soon([&] { return effects().size() == 2; }));
    settle();
    clock.advance(999ms);
    settle();
    EXPECT_EQ(effects().size(), 2U);
    clock.advance(1ms);  // the first start is 4 s old
    ASSERT_TRUE(soon([&] { return effects().size() == 3; }));
    settle();
    EXPECT_EQ(effects().size(), 3U);
    clock.advance(3s);
    ASSERT_TRUE(soon([&] { return effects().size() == 4; }));
}

TEST_F(TurnsTest, a_rate_holds_for_all_instances_together) {
    JobPolicy const policy{.at_once = 10, .rate = JobRate{.starts = 3, .per = 1min}};
    start(at_once(mark), policy);
    start(at_once(mark), policy, {.instance = "two"});
    for (int number = 1; number <= 8; ++number) enqueue(fmt::format("{}", number));
    ASSERT_TRUE(soon([&] { return effects().size() == 3; }));
    for (int second = 0; second < 59; ++second) {
        clock.advance(1s);
        settle();
    }
    EXPECT_EQ(effects().size(), 3U);
    clock.advance(1s);
    EXPECT_TRUE(soon([&] {
        clock.advance_to_next();
        return effects().size() >= 6;
    }));
}

}  // namespace
}  // namespace aisha::tests
