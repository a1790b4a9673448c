// Avatars, as their owner meets them: the wizard, and photos on their way in.
#include "tests/handlers/avatar_bench.hpp"

namespace aisha::tests {
namespace {

TEST_F(Avatars, are_made_step_by_step) {
    auto const empty = says("/avatars").at(0);
    EXPECT_EQ(empty.text(), words.list_empty);
    EXPECT_EQ(empty.buttons(), std::vector<std::string>{"avatars:types"});
    EXPECT_EQ(presses("avatars:types").at(0).text(), words.ask_type);
    auto const gender = presses("avtype:portrait").at(0);
    EXPECT_EQ(gender.text(), words.ask_gender);
    auto const id = newest();
    EXPECT_EQ(presses(data(AvatarAction::female, id)).at(0).text(), texts::avatar_ask_name(Language::en));
    EXPECT_EQ(says("A").at(0).text(), texts::avatar_refusal(Language::en, AvatarRefusal::bad_name));
    EXPECT_EQ(says("Anna <3").at(0).text(),
              texts::avatar_consent(Language::en, AvatarTrainingType::portrait));
    auto const photos = presses(data(AvatarAction::agree, id)).at(0);
    EXPECT_NE(photos.text().find("Anna &lt;3"), std::string::npos);
    auto const consent = transaction([&](Transaction& tx) {
        return tx.one<std::int64_t>("SELECT wording FROM avatar_consents WHERE avatar_id = $1", id);
    });
    EXPECT_EQ(consent, texts::avatar_consent_wording);
}

TEST_F(Avatars, photos_become_an_avatar_that_is_ready) {
    auto const id = begun();
    auto const counter = sends(1);
    ASSERT_EQ(counter.size(), 1U) << "one message that counts";
    EXPECT_TRUE(sends(2, alice, true).empty());
    EXPECT_TRUE(sends(1).empty());
    presses(data(AvatarAction::finish, id));
    EXPECT_EQ(notice(), texts::avatar_refusal(Language::en, AvatarRefusal::photos_wait));
    auto const told = judged(id);
    ASSERT_GE(told.size(), 2U);
    EXPECT_EQ(told.at(0).text(), texts::photo_duplicate(Language::en, 1));
    EXPECT_TRUE(told.at(0).replies_to()) << "that says which";
    EXPECT_EQ(told.back().text(), texts::photo_progress(Language::en, {2, 4, 0}, 2, 0));
    EXPECT_EQ(valid(id).size(), 2U);
    auto const card = presses(data(AvatarAction::finish, id)).at(0);
    EXPECT_NE(card.text().find(words.summary), std::string::npos);
    EXPECT_EQ(status(id), AvatarStatus::ready);
    EXPECT_EQ(sends(3).at(0).text(), texts::avatar_photo(Language::en).no_draft) << "nothing is wanted now";
}

TEST_F(Avatars, too_few_photos_are_counted) {
    auto const id = begun();
    sends(1);
    judged(id);
    presses(data(AvatarAction::finish, id));
    EXPECT_EQ(notice(), texts::avatar_photos_first(Language::en, 1));
}

TEST_F(Avatars, what_telegram_no_longer_has_is_said) {
    auto const id = begun();
    sends(1);
    pictures.clear();
    auto const told = judged(id);
    EXPECT_EQ(told.at(0).text(), texts::photo_problem(Language::en, PhotoProblem::file_gone, {2, 4, 0}));
}

TEST_F(Avatars, while_the_store_is_away_photos_wait_and_then_arrive_once) {
    auto const id = begun();
    for (unsigned seed = 1; seed <= 3; ++seed) sends(seed);
    store.available = false;
    EXPECT_THROW(judged(id), Unavailable);
    EXPECT_TRUE(valid(id).empty());
    store.available = true;
    media.available = false;
    EXPECT_THROW(judged(id), Unavailable);
    media.available = true;
    EXPECT_EQ(judged(id).back().text(), texts::photo_progress(Language::en, {2, 4, 0}, 3, 0));
    EXPECT_EQ(valid(id).size(), 3U);
    EXPECT_EQ(store.objects.size(), 6U);
    EXPECT_TRUE(judged(id).empty()) << "nothing is left to do";
}

TEST_F(Avatars, while_something_is_away_the_counter_says_so) {
    auto const id = begun();
    sends(1);
    transaction([](Transaction& tx) {
        tx.execute("UPDATE outbox SET state = 'sent', message_id = 77, finished_at = 1");
    });
    store.available = false;
    EXPECT_THROW(judged(id), Unavailable);
    auto const& kept_waiting = texts::avatar_photo(Language::en).kept_waiting;
    EXPECT_TRUE(outbox_rows().back().text().ends_with(kept_waiting));
    EXPECT_EQ(outbox_rows().back().method, "editMessageText");
    store.available = true;
    EXPECT_EQ(judged(id).back().text(), texts::photo_progress(Language::en, {2, 4, 0}, 1, 0));
}

TEST_F(Avatars, a_photo_that_comes_while_the_job_ends_is_not_forgotten) {
    auto const id = begun();
    sends(1);
    auto const outcome = run(loop, handlers::avatar::judge_photos(context, {id}, job_run()));
    // The job is not over yet, so this one makes none of its own.
    sends(2);
    auto const jobs = [&] {
        return transaction([](Transaction& tx) {
            return tx.one<int>(
                "SELECT count(*) FROM jobs WHERE kind = 'judge_photos' AND state = 'available'");
        });
    };
    EXPECT_EQ(jobs(), 1);
    transaction([&](Transaction& tx) {
        tx.execute("UPDATE jobs SET state = 'done', finished_at = 1 WHERE kind = 'judge_photos'");
        std::get<Done>(outcome).commit(tx);
    });
    EXPECT_EQ(jobs(), 1);
    judged(id);
    EXPECT_EQ(valid(id).size(), 2U);
}

TEST_F(Avatars, work_that_failed_for_good_is_told_with_a_button) {
    auto const id = begun();
    sends(1);
    waiting_jobs<handlers::avatar::JudgePhotos>();
    transaction([&](Transaction& tx) {
        handlers::avatar::judge_photos_failed(context, tx, {id}, {JobFailure::Why::error, "abc"});
    });
    auto const message = outbox_rows().back();
    EXPECT_NE(message.text().find("abc"), std::string::npos);
    presses(message.buttons().at(0));
    EXPECT_EQ(notice(), texts::avatar_photo(Language::en).retrying);
    EXPECT_EQ(waiting_jobs<handlers::avatar::JudgePhotos>().size(), 1U);
}

TEST_F(Avatars, words_while_photos_are_wanted_bring_the_question_back) {
    auto const id = begun();
    EXPECT_NE(says("hello").at(0).text().find("Anna: the photos"), std::string::npos);
    EXPECT_EQ(sends(1).size(), 1U);
    presses(data(AvatarAction::cancel_sure, id));
    EXPECT_EQ(says("hello").at(0).text(), texts::in(Language::en).hint);
}

TEST_F(Avatars, a_long_text_while_photos_are_wanted_is_one_to_make_notes_of) {
    auto const id = begun();
    std::string const text = [] {
        std::string words;
        for (int i = 0; i < 200; ++i) words += "many words ";
        return words;
    }();
    EXPECT_NE(says(text).at(0).button("note:"), "");
    sends(1);
    judged(id);
    EXPECT_EQ(valid(id).size(), 1U) << "photos are still wanted";
}

TEST_F(Avatars, another_question_takes_the_place_of_this_one_and_an_old_one_does_not) {
    auto const id = begun();
    auto const cancel = presses("find").at(0).button("cancel");
    EXPECT_EQ(sends(1).at(0).text(), texts::avatar_photo(Language::en).no_draft);
    presses(data(AvatarAction::open, id));
    presses(cancel);
    EXPECT_EQ(transaction([](Transaction& tx) { return tx.one<int>("SELECT count(*) FROM conversations"); }),
              1);
    sends(1);
    judged(id);
    EXPECT_EQ(valid(id).size(), 1U);
}

TEST_F(Avatars, in_groups_there_are_none) {
    auto const written = handle(
        json::parse(R"({"update_id":1,"message":{"message_id":1,"date":1,"text":"/avatars","from":{"id":100,)"
                    R"("is_bot":false,"first_name":"A"},"chat":{"id":-5,"type":"group","title":"G"}}})"));
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written.at(0).text(), words.private_only);
}

TEST_F(Avatars, a_draft_waits_and_goes_on) {
    auto const id = begun();
    EXPECT_EQ(presses(data(AvatarAction::save, id)).at(0).text(), words.saved);
    EXPECT_EQ(sends(1).at(0).text(), texts::avatar_photo(Language::en).no_draft);
    auto const list = says("/avatars").at(0);
    EXPECT_EQ(list.buttons().at(0), data(AvatarAction::open, id));
    EXPECT_NE(presses(list.buttons().at(0)).at(0).text().find("Anna"), std::string::npos);
    EXPECT_EQ(sends(1).size(), 1U);
    EXPECT_EQ(judged(id).size(), 2U) << "the counter that was not sent yet is sent anew";
}

TEST_F(Avatars, back_takes_the_answers_back_one_by_one) {
    auto const id = begun();
    auto const back = [&] { return presses(data(AvatarAction::back, id)).at(0).text(); };
    EXPECT_EQ(back(), texts::avatar_consent(Language::en, AvatarTrainingType::portrait));
    EXPECT_EQ(back(), texts::avatar_ask_name(Language::en));
    EXPECT_EQ(back(), words.ask_gender);
    EXPECT_EQ(back(), words.ask_type);
    EXPECT_EQ(says("/avatars").at(0).text(), words.list_empty);
}

TEST_F(Avatars, cancelling_asks_first_and_leaves_nothing) {
    auto const id = begun();
    sends(1);
    judged(id);
    sends(2);
    EXPECT_EQ(presses(data(AvatarAction::cancel, id)).at(0).text(), words.confirm_cancel);
    EXPECT_EQ(valid(id).size(), 1U);
    EXPECT_EQ(presses(data(AvatarAction::cancel_sure, id)).at(0).text(), words.removed);
    remove_photos();
    EXPECT_TRUE(store.objects.empty());
    EXPECT_EQ(transaction([](Transaction& tx) { return tx.one<int>("SELECT count(*) FROM avatar_photos"); }),
              0);
    EXPECT_EQ(sends(3).at(0).text(), texts::avatar_photo(Language::en).no_draft);
}

}  // namespace
}  // namespace aisha::tests
