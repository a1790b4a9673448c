// The rules of avatars, on a real database.
#include "services/avatar/avatar_service.hpp"

#include "core/limits/avatar.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/avatar_repository.hpp"
#include "tests/services/avatar/avatar_world.hpp"

#include <map>

namespace aisha {
namespace {

using namespace tests;
using enum AvatarStatus;

class AvatarServiceTest : public AvatarWorld {
protected:
    AvatarStatus status(AvatarId id) {
        return transaction([&](Transaction& tx) { return avatar_repository::find_for_job(tx, id)->status; });
    }
    void put(AvatarId id, AvatarStatus status) {
        transaction(
            [&](Transaction& tx) { tx.execute("UPDATE avatars SET status = $2 WHERE id = $1", id, status); });
    }
    /// A photo that was found valid.
    AvatarPhotoId valid_photo(AvatarId avatar, UserId user = alice) {
        auto const sent = photo();
        return transaction([&](Transaction& tx) {
            auto const id = avatar_photo_repository::insert(tx, user, avatar, sent, clock.now()).value();
            avatar_photo_repository::judge(tx, id,
                                           {.verdict = PhotoVerdict::valid,
                                            .object_key = "a",
                                            .preview_key = "b",
                                            .sha256 = std::to_string(id.value)},
                                           clock.now());
            return id;
        });
    }
};

TEST_F(AvatarServiceTest, only_legal_changes_of_status_are_made) {
    std::map<AvatarStatus, std::vector<AvatarStatus>> const legal{{draft, {uploading}},
                                                                  {uploading, {ready}},
                                                                  {ready, {uploading, training}},
                                                                  {training, {completed, error, cancelled}},
                                                                  {completed, {}},
                                                                  {error, {uploading, training}},
                                                                  {cancelled, {uploading, training}}};
    auto const id = portrait();
    for (auto const& [from, followers] : legal)
        for (auto const& [to, unused] : legal) {
            bool const may = std::ranges::find(followers, to) != followers.end();
            EXPECT_EQ(AvatarService::may_follow(from, to), may) << json::name_of(from) << json::name_of(to);
            put(id, from);
            auto const change = [&, from, to](Transaction& tx) {
                return avatars.change_status(tx, id, from, to);
            };
            if (may) EXPECT_TRUE(transaction(change));
            else EXPECT_THROW(transaction(change), std::logic_error);
            EXPECT_EQ(status(id), may ? to : from);
        }
    put(id, error);
    EXPECT_FALSE(transaction([&](Transaction& tx) {
        return avatars.change_status(tx, id, draft, uploading);
    })) << "somebody was faster";
}

TEST_F(AvatarServiceTest, the_wizard_asks_one_thing_after_the_other_and_goes_back_the_same_way) {
    auto const step = [&](AvatarId id) {
        return transaction([&](Transaction& tx) { return avatars.step(tx, avatars.open(tx, alice, id)); });
    };
    auto const back = [&](AvatarId id) {
        return transaction([&](Transaction& tx) { return avatars.step_back(tx, alice, id); });
    };
    auto const id = portrait();
    EXPECT_EQ(step(id), AvatarStep::photos);
    EXPECT_TRUE(back(id));
    EXPECT_EQ(step(id), AvatarStep::consent);
    EXPECT_FALSE(transaction([&](Transaction& tx) { return avatars.has_agreed(tx, alice, id); }));
    EXPECT_TRUE(back(id));
    EXPECT_EQ(step(id), AvatarStep::name);
    EXPECT_TRUE(back(id));
    EXPECT_EQ(step(id), AvatarStep::gender);
    EXPECT_FALSE(back(id));
    auto const style =
        transaction([&](Transaction& tx) { return avatars.create(tx, alice, AvatarTrainingType::style).id; });
    EXPECT_EQ(step(style), AvatarStep::name);
    EXPECT_EQ(refusal([&](Transaction& tx) {
                  avatars.set_gender(tx, alice, style, AvatarGender::male);
                  return 0;
              }),
              AvatarRefusal::wrong_status);
}

TEST_F(AvatarServiceTest, names_are_tidied_and_have_two_to_fifty_characters) {
    auto const id = portrait();
    auto const named = [&](std::string const& name) -> std::string {
        auto const why = refusal([&](Transaction& tx) {
            avatars.rename(tx, alice, id, name);
            return 0;
        });
        if (why) return std::string(json::name_of(*why));
        return transaction([&](Transaction& tx) { return avatars.open(tx, alice, id).name; });
    };
    EXPECT_EQ(named("  Анна \n\t Мария\x01 "), "Анна Мария");
    EXPECT_EQ(named("a"), "bad_name");
    EXPECT_EQ(named("  a  "), "bad_name");
    EXPECT_EQ(named("яя"), "яя");
    std::string fifty;
    for (int i = 0; i < 50; ++i) fifty += "я";
    EXPECT_EQ(named(fifty), fifty);
    EXPECT_EQ(named(fifty + "я"), "bad_name");
}

TEST_F(AvatarServiceTest, a_person_has_so_many_drafts_and_avatars) {
    std::vector<AvatarId> drafts;
    for (std::size_t i = 0; i < limits::avatar_drafts_of_one; ++i) drafts.push_back(portrait());
    auto const one_more = [&](Transaction& tx) {
        return avatars.create(tx, alice, AvatarTrainingType::object);
    };
    EXPECT_EQ(refusal(one_more), AvatarRefusal::too_many_drafts);
    EXPECT_NO_THROW(portrait(bob));
    while (drafts.size() < limits::avatars_of_one) {
        put(drafts.back(), completed);
        drafts.push_back(portrait());
    }
    put(drafts.back(), completed);
    EXPECT_EQ(refusal(one_more), AvatarRefusal::too_many_avatars);
    auto const counters = transaction([&](Transaction& tx) { return avatars.counters(tx, alice); });
    EXPECT_EQ(counters.all, limits::avatars_of_one);
    EXPECT_EQ(counters.drafts, limits::avatar_drafts_of_one - 1);
    EXPECT_EQ(counters.completed, limits::avatars_of_one - limits::avatar_drafts_of_one + 1);
}

TEST_F(AvatarServiceTest, photos_are_finished_when_there_are_enough_and_none_wait) {
    auto const id = portrait();
    auto const finish = [&](Transaction& tx) {
        avatars.finish_photos(tx, alice, id);
        return 0;
    };
    EXPECT_EQ(refusal(finish), AvatarRefusal::too_few_photos);
    put(id, uploading);
    valid_photo(id);
    EXPECT_EQ(refusal(finish), AvatarRefusal::too_few_photos);
    auto const second = valid_photo(id);
    auto const sent = photo();
    transaction([&](Transaction& tx) { avatar_photo_repository::insert(tx, alice, id, sent, clock.now()); });
    EXPECT_EQ(refusal(finish), AvatarRefusal::photos_wait);
    transaction([&](Transaction& tx) { tx.execute("DELETE FROM avatar_photos WHERE verdict IS NULL"); });
    EXPECT_EQ(refusal(finish), std::nullopt);
    EXPECT_EQ(status(id), ready);
    // One is deleted: not enough any more.
    auto const removed =
        transaction([&](Transaction& tx) { return avatars.remove_photo(tx, alice, second); });
    EXPECT_EQ(removed.keys.size(), 2U);
    EXPECT_EQ(status(id), uploading);
}

TEST_F(AvatarServiceTest, there_is_one_main_avatar) {
    auto const first = portrait(), second = portrait();
    auto const set = [&](AvatarId id) {
        return refusal([&](Transaction& tx) {
            avatars.set_main(tx, alice, id);
            return 0;
        });
    };
    EXPECT_EQ(set(first), AvatarRefusal::wrong_status);
    put(first, ready);
    put(second, completed);
    EXPECT_EQ(set(first), std::nullopt);
    EXPECT_EQ(set(second), std::nullopt);
    EXPECT_EQ(transaction([](Transaction& tx) {
                  return tx.query<AvatarId>("SELECT id FROM avatars WHERE is_main = 1");
              }),
              std::vector{second});
    EXPECT_THROW(transaction([&](Transaction& tx) {
                     tx.execute("UPDATE avatars SET is_main = 1 WHERE id = $1", first);
                 }),
                 ConstraintError);
}

TEST_F(AvatarServiceTest, deleting_leaves_no_row_and_names_every_object) {
    auto const id = portrait();
    auto const judged = valid_photo(id);
    auto const sent = photo();
    auto const waiting = *transaction(
        [&](Transaction& tx) { return avatar_photo_repository::insert(tx, alice, id, sent, clock.now()); });
    put(id, training);
    EXPECT_EQ(refusal([&](Transaction& tx) { return avatars.remove(tx, alice, id); }),
              AvatarRefusal::wrong_status);
    put(id, uploading);
    auto const removed = transaction([&](Transaction& tx) { return avatars.remove(tx, alice, id); });
    auto const key = [&](AvatarPhotoId photo_id, std::string const& end) {
        return fmt::format("avatars/{}/{}{}.jpg", id, photo_id, end);
    };
    EXPECT_EQ(removed.keys, (std::vector{key(judged, ""), key(judged, "-small")}));
    EXPECT_EQ(removed.late_keys, (std::vector{key(waiting, ""), key(waiting, "-small")}));
    for (auto const* table : {"avatars", "avatar_photos", "avatar_consents"})
        EXPECT_EQ(transaction([&](Transaction& tx) {
                      return tx.one<int>(std::string("SELECT count(*) FROM ") + table);
                  }),
                  0)
            << table;
    EXPECT_NE(portrait(), id) << "an id is never given again";
}

TEST_F(AvatarServiceTest, nobody_touches_what_is_not_theirs) {
    auto const id = portrait();
    auto const theirs = valid_photo(id);
    auto const before = transaction([](Transaction& tx) { return tx.run("SELECT * FROM avatars", {}).rows; });
    std::vector<std::function<void(Transaction&)>> const tries{
        [&](Transaction& tx) { avatars.open(tx, bob, id); },
        [&](Transaction& tx) { avatars.set_gender(tx, bob, id, AvatarGender::male); },
        [&](Transaction& tx) { avatars.rename(tx, bob, id, "Mine"); },
        [&](Transaction& tx) { avatars.step_back(tx, bob, id); },
        [&](Transaction& tx) { avatars.agree(tx, bob, id, 1, Language::en); },
        [&](Transaction& tx) { avatars.finish_photos(tx, bob, id); },
        [&](Transaction& tx) { avatars.reopen_photos(tx, bob, id); },
        [&](Transaction& tx) { avatars.set_main(tx, bob, id); },
        [&](Transaction& tx) { avatars.remove(tx, bob, id); },
        [&](Transaction& tx) { avatars.open_photo(tx, bob, theirs); },
        [&](Transaction& tx) { avatars.remove_photo(tx, bob, theirs); }};
    for (auto const& attempt : tries)
        EXPECT_EQ(refusal([&](Transaction& tx) {
                      attempt(tx);
                      return 0;
                  }),
                  AvatarRefusal::not_found);
    EXPECT_FALSE(transaction([&](Transaction& tx) { return avatars.has_agreed(tx, bob, id); }));
    EXPECT_TRUE(transaction([&](Transaction& tx) { return avatars.list(tx, bob); }).empty());
    EXPECT_EQ(transaction([](Transaction& tx) { return tx.run("SELECT * FROM avatars", {}).rows; }), before);
}

}  // namespace
}  // namespace aisha
