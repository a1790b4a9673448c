// The photos of an avatar in the gallery, and everything of an avatar before somebody else.
#include "tests/handlers/avatar_bench.hpp"

#include <limits>

namespace aisha::tests {
namespace {

TEST_F(Avatars, the_gallery_shows_deletes_and_replaces) {
    auto const id = begun();
    for (unsigned seed = 1; seed <= 3; ++seed) sends(seed);
    judged(id);
    presses(data(AvatarAction::sheet, id));
    show_pictures();
    ASSERT_EQ(uploads_seen.size(), 1U);
    EXPECT_EQ(uploads_seen.back().first, "sendPhoto");
    auto const photos = valid(id);
    for (auto const& photo : photos)
        EXPECT_NE(uploads_seen.back().second.find(data(PhotoAction::show, photo.id)), std::string::npos);
    presses(data(PhotoAction::show, photos.at(1).id));
    show_pictures();
    EXPECT_NE(uploads_seen.back().second.find("Photo 2 of 3"), std::string::npos);
    presses(data(PhotoAction::remove, photos.at(1).id));
    show_pictures();
    remove_photos();
    EXPECT_EQ(valid(id).size(), 2U);
    EXPECT_EQ(store.objects.size(), 4U);
    EXPECT_EQ(presses(data(PhotoAction::replace, photos.at(0).id)).at(0).text(),
              texts::photo_ask_replacement(Language::en, 1));
    sends(7);
    judged(id);
    remove_photos();
    EXPECT_EQ(valid(id).size(), 2U);
    auto const left = valid(id);
    EXPECT_EQ(std::ranges::find(left, photos.at(0).id, &AvatarPhoto::id), left.end());
    EXPECT_EQ(store.objects.size(), 4U);
}

TEST_F(Avatars, photos_of_sizes_that_cannot_be_do_no_harm) {
    auto const id = begun();
    message({{"photo", json::Array{}}});
    constexpr auto huge = std::numeric_limits<std::int64_t>::max();
    message({{"photo",
              json::Array{json::Object{
                  {"file_id", "gone"}, {"file_unique_id", "gone"}, {"width", huge}, {"height", huge}}}}});
    EXPECT_EQ(transaction([&](Transaction& tx) { return avatar_photo_repository::count(tx, id).waiting; }),
              1);
}

TEST_F(Avatars, nobody_touches_the_avatars_and_photos_of_another) {
    auto const id = begun();
    sends(1);
    sends(2);
    judged(id);
    auto const photo = valid(id).at(0).id;
    auto const before = everything();
    auto const jobs_before = waiting_jobs<handlers::avatar::ShowPhotos>().size();
    std::vector<std::string> buttons;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<AvatarAction>>(
        [&](auto enumerator) { buttons.push_back(data(enumerator.value, id)); });
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<PhotoAction>>(
        [&](auto enumerator) { buttons.push_back(data(enumerator.value, photo)); });
    for (auto const& button : buttons) {
        EXPECT_TRUE(presses(button, bob).empty()) << button;
        EXPECT_EQ(notice(), texts::avatar_refusal(Language::en, AvatarRefusal::not_found)) << button;
    }
    says("Mine", bob);
    sends(3, bob);
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(waiting_jobs<handlers::avatar::ShowPhotos>().size(), jobs_before);
}

TEST_F(Avatars, a_made_up_state_names_no_avatar_of_another) {
    auto const id = begun();
    sends(1);
    judged(id);
    auto const photo = valid(id).at(0).id;
    auto const theirs = begun(bob);
    auto const before = everything();
    // What bob's state would say after a mistake of ours.
    auto const expects = [&](json::Object const& state) {
        transaction([&](Transaction& tx) {
            tx.execute("UPDATE conversations SET state = $2 WHERE user_id = $1", bob, json::Value(state));
        });
    };
    json::Object const photos{{"state", "uploading_photos"}, {"avatar", id.value}, {"replaces", nullptr}};
    auto const not_found = texts::avatar_refusal(Language::en, AvatarRefusal::not_found);
    expects(photos);
    EXPECT_EQ(sends(2, bob).at(0).text(), not_found);
    says("/avatars", bob);
    presses(data(AvatarAction::open, theirs), bob);
    expects(photos);
    EXPECT_EQ(says("words", bob).at(0).text(), texts::in(Language::en).hint);
    presses(data(AvatarAction::open, theirs), bob);
    expects({{"state", "naming_avatar"}, {"avatar", id.value}});
    EXPECT_EQ(says("Mine", bob).at(0).text(), not_found);
    EXPECT_EQ(everything(), before);
    presses(data(AvatarAction::open, theirs), bob);
    expects({{"state", "uploading_photos"}, {"avatar", theirs.value}, {"replaces", photo.value}});
    sends(3, bob);
    judged(theirs);
    EXPECT_EQ(valid(id).at(0).id, photo);
    EXPECT_EQ(valid(theirs).size(), 1U);
}

}  // namespace
}  // namespace aisha::tests
