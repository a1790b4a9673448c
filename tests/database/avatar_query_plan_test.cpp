// No query about avatars reads a whole table, at 10⁵ rows in each.
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/avatar_repository.hpp"
#include "tests/database/query_plan_world.hpp"

namespace aisha::tests {
namespace {

TEST_F(QueryPlanTest, avatars) {
    expect_no_scan([&](Transaction& tx) {
        UserId const user{5};
        auto const id = avatar_repository::insert(tx, user, AvatarTrainingType::portrait, now_);
        avatar_repository::find(tx, user, id);
        avatar_repository::find_for_job(tx, id);
        avatar_repository::of_user(tx, user);
        avatar_repository::lock(tx, id, now_);
        avatar_repository::set_name(tx, id, "name", now_);
        avatar_repository::set_gender(tx, id, AvatarGender::male, now_);
        avatar_repository::set_progress(tx, id, OutboxId{5});
        avatar_repository::change_status(tx, id, AvatarStatus::draft, AvatarStatus::uploading, now_);
        avatar_repository::set_main(tx, user, id, now_);
        avatar_repository::training(tx, user, id);
        avatar_repository::set_training(tx, id, {}, now_);
        avatar_repository::agree(tx, {id, user, 1, Language::en, now_});
        avatar_repository::consent(tx, user, id);
        avatar_repository::withdraw_consent(tx, user, id);
        avatar_repository::remove(tx, user, id);
    });
}

TEST_F(QueryPlanTest, photos_of_avatars) {
    expect_no_scan([&](Transaction& tx) {
        UserId const user{5};
        AvatarId const avatar{5};
        auto const id = avatar_photo_repository::insert(
            tx, user, avatar, {.chat_id = ChatId{5}, .message_id = MessageId{200'000}}, now_);
        avatar_photo_repository::find(tx, user, *id);
        avatar_photo_repository::waiting(tx, avatar, 8);
        avatar_photo_repository::valid(tx, avatar);
        avatar_photo_repository::all(tx, avatar);
        avatar_photo_repository::all_of_user(tx, user);
        avatar_photo_repository::count(tx, avatar);
        avatar_photo_repository::judge(tx, *id, {.verdict = PhotoVerdict::invalid}, now_);
        avatar_photo_repository::remove(tx, user, *id);
    });
}

}  // namespace
}  // namespace aisha::tests
