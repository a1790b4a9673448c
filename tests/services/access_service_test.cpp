// Who may use the bot, on a real database.
#include "services/access/access_service.hpp"

#include "core/limits/access.hpp"
#include "database/repositories/user_repository.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/support/test_database.hpp"

#include <map>

namespace aisha {
namespace {

using namespace tests;
using enum AccessService::Redeemed;
using enum AccessService::Standing;

class AccessServiceTest : public ::testing::Test {
protected:
    template <class F>
    auto transaction(F work) {
        return tests::run(loop, database->write(work));
    }

    User seen(UserId id) {
        return transaction(
            [&](Transaction& tx) { return user_repository::touch(tx, {id, "P", {}, {}, {}}, clock.now()); });
    }

    AccessService service(AccessMode mode) {
        return {clock, {.mode = mode, .admins = {admin}, .allowed = {bob}}};
    }

    static constexpr UserId admin{1};
    static constexpr UserId alice{2};
    static constexpr UserId bob{3};
    asio::io_context loop;
    FakeClock clock;
    TestDatabase database{loop, clock};
};

TEST_F(AccessServiceTest, the_mode_decides_about_strangers) {
    EXPECT_EQ(service(AccessMode::open).standing(seen(alice)), welcome);
    for (auto const mode : {AccessMode::invite, AccessMode::list}) {
        EXPECT_EQ(service(mode).standing(seen(alice)), stranger);
        EXPECT_EQ(service(mode).standing(seen(bob)), welcome);
        EXPECT_EQ(service(mode).standing(seen(admin)), welcome);
    }
    transaction([&](Transaction& tx) { service(AccessMode::list).admit(tx, alice); });
    EXPECT_EQ(service(AccessMode::list).standing(seen(alice)), welcome);
}

TEST_F(AccessServiceTest, a_ban_holds_in_every_mode_but_not_for_admins) {
    for (auto const id : {admin, alice}) seen(id);
    auto const open = service(AccessMode::open);
    transaction([&](Transaction& tx) {
        EXPECT_TRUE(open.ban(tx, alice));
        EXPECT_FALSE(open.ban(tx, admin));
    });
    EXPECT_EQ(open.standing(seen(alice)), banned);
    EXPECT_EQ(open.standing(seen(admin)), welcome);
    transaction([&](Transaction& tx) { open.unban(tx, alice); });
    EXPECT_EQ(open.standing(seen(alice)), welcome);
}

TEST_F(AccessServiceTest, an_invitation_lets_in_as_many_as_it_says) {
    auto const invites = service(AccessMode::invite);
    auto const invite = transaction([&](Transaction& tx) { return invites.invite(tx, admin, {2, 7}); });
    std::map<AccessService::Redeemed, int> outcomes;
    for (std::int64_t id = 100; id < 150; ++id) {
        seen(UserId{id});
        ++outcomes[transaction([&](Transaction& tx) { return invites.redeem(tx, UserId{id}, invite.code); })];
    }
    EXPECT_EQ(outcomes[admitted], 2);
    EXPECT_EQ(outcomes[used_up], 48);
    EXPECT_EQ(invites.standing(seen(UserId{101})), welcome);
    EXPECT_EQ(invites.standing(seen(UserId{102})), stranger);
}

TEST_F(AccessServiceTest, invitations_end) {
    auto const invites = service(AccessMode::invite);
    seen(alice);
    auto const redeem = [&](std::string const& code) {
        return transaction([&](Transaction& tx) { return invites.redeem(tx, alice, code); });
    };
    auto const make = [&] {
        return transaction([&](Transaction& tx) { return invites.invite(tx, admin, {5, 1}); });
    };
    EXPECT_EQ(redeem("nonsense"), unknown);
    EXPECT_EQ(redeem(std::string(5000, 'x')), unknown);
    auto const withdrawn = make();
    EXPECT_TRUE(transaction([&](Transaction& tx) { return invites.withdraw(tx, withdrawn.id); }));
    EXPECT_FALSE(transaction([&](Transaction& tx) { return invites.withdraw(tx, withdrawn.id); }));
    EXPECT_EQ(redeem(withdrawn.code), expired);
    auto const old = make();
    clock.advance(std::chrono::hours(24));
    EXPECT_EQ(redeem(old.code), expired);
    EXPECT_TRUE(transaction([&](Transaction& tx) { return invites.invites(tx); }).empty());
    EXPECT_EQ(transaction([&](Transaction& tx) {
                  auto const code = invites.invite(tx, admin, {}).code;
                  return service(AccessMode::list).redeem(tx, alice, code);
              }),
              unknown);
}

TEST_F(AccessServiceTest, who_is_turned_away_is_told_once_a_day) {
    auto const closed = service(AccessMode::list);
    auto const told = [&] {
        auto const user = seen(alice);
        return transaction([&](Transaction& tx) { return closed.tell_now(tx, user); });
    };
    EXPECT_TRUE(told());
    EXPECT_FALSE(told());
    clock.advance(limits::turned_away_every - std::chrono::seconds(1));
    EXPECT_FALSE(told());
    clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(told());
}

}  // namespace
}  // namespace aisha
