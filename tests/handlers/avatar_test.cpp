// Avatars, as their owner meets them and as somebody else does: the wizard, photos, the gallery.
#include "keyboards/avatar.hpp"

#include "bot/callback_data.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "handlers/avatar/gallery.hpp"
#include "handlers/avatar/judge_photos.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "tests/handlers/bench.hpp"
#include "tests/support/pictures.hpp"
#include "texts/avatar.hpp"
#include "texts/avatar_photo.hpp"
#include "texts/texts.hpp"

#include <algorithm>
#include <map>

namespace aisha::tests {
namespace {

using keyboards::AvatarAction;
using keyboards::PhotoAction;

/// Two to four photos make an avatar here (tests/handlers/bench.cpp).
class Avatars : public ::testing::Test, public HandlerBench {
protected:
    Avatars() {
        // The pictures are small, to be quick.
        media.change_report = [](PhotoReport& report, std::string const& /*bytes*/) {
            report.width = 1200;
            report.height = 1600;
        };
        transport.serve("telegram.test",
                        [this](net::IncomingRequest request) -> awaitable<net::OutgoingResponse> {
                            co_return answer(request);
                        });
    }

    net::OutgoingResponse answer(net::IncomingRequest const& request) {
        auto const name = request.path.substr(request.path.rfind('/') + 1);
        auto const& body = std::get<std::string>(request.body);
        if (request.path.starts_with("/file/")) {
            auto const at = pictures.find(name);
            if (at == pictures.end()) return net::problem(404, "Not Found");
            return {.status = 200, .headers = {}, .body = at->second};
        }
        json::Value result = json::Object{};
        if (name == "getFile") {
            auto const id = json::parse(body).at("file_id");
            if (!pictures.contains(std::string(id.as_string())))
                return net::json_response(400, R"({"ok":false,"error_code":400,"description":)"
                                               R"("Bad Request: wrong file_id"})");
            result = json::Object{{"file_id", id}, {"file_unique_id", id}, {"file_path", id}};
        } else {
            uploads_seen.push_back({name, body});
        }
        return net::json_response(200, json::dump(json::Object{{"ok", true}, {"result", result}}));
    }

    static std::string data(AvatarAction action, AvatarId id) {
        return bot::pack(keyboards::AvatarButton{action, id});
    }
    static std::string data(PhotoAction action, AvatarPhotoId id) {
        return bot::pack(keyboards::PhotoButton{action, id});
    }

    AvatarId newest() {
        return transaction([](Transaction& tx) { return tx.one<AvatarId>("SELECT max(id) FROM avatars"); });
    }
    AvatarStatus status(AvatarId id) {
        return transaction([&](Transaction& tx) {
            return tx.one<AvatarStatus>("SELECT status FROM avatars WHERE id = $1", id);
        });
    }

    /// A portrait of Anna that waits for photos.
    AvatarId begun(std::int64_t person = alice) {
        presses("avtype:portrait", person);
        auto const id = newest();
        presses(data(AvatarAction::female, id), person);
        says("Anna", person);
        presses(data(AvatarAction::agree, id), person);
        return id;
    }

    /// A picture that differs from others where the seed does, as a photo or as a file.
    std::vector<Written> sends(unsigned seed, std::int64_t person = alice, bool as_file = false) {
        auto const file_id = "picture" + std::to_string(seed);
        pictures[file_id] = busy_png(16, 16, seed);
        json::Object size{{"file_id", file_id}, {"file_unique_id", file_id}, {"file_size", 1000}};
        if (as_file) return message({{"document", size}}, person);
        auto smaller = size;
        smaller["file_id"] = "thumbnail";
        for (auto* one : {&size, &smaller}) {
            (*one)["width"] = one == &size ? 1280 : 90;
            (*one)["height"] = one == &size ? 960 : 67;
        }
        return message({{"photo", json::Array{smaller, size}}}, person);
    }

    /// Runs the job that looks at photos, to its end in one transaction; what it wrote to the outbox.
    std::vector<Written> judged(AvatarId id) {
        auto const before = outbox_rows().size();
        auto outcome = run(loop, handlers::avatar::judge_photos(context, {id}, job_run()));
        transaction([&](Transaction& tx) {
            tx.execute("UPDATE jobs SET state = 'done', finished_at = 1 WHERE kind = 'judge_photos'");
            std::get<Done>(outcome).commit(tx);
        });
        auto rows = outbox_rows();
        rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(before));
        return rows;
    }

    /// Runs the jobs of a kind that wait, in order.
    template <class Job>
    std::vector<Job> waiting_jobs() {
        auto const payloads = transaction([](Transaction& tx) {
            auto found = tx.query<std::string>(
                "SELECT payload FROM jobs WHERE kind = $1 AND state = 'available' ORDER BY id", Job::kind);
            tx.execute("UPDATE jobs SET state = 'done', finished_at = 1 WHERE kind = $1", Job::kind);
            return found;
        });
        std::vector<Job> jobs;
        for (auto const& payload : payloads) jobs.push_back(json::read<Job>(json::parse(payload)));
        return jobs;
    }
    void remove_photos() {
        for (auto const& job : waiting_jobs<handlers::avatar::RemovePhotos>())
            run(loop, handlers::avatar::run_remove_photos(context, job, job_run()));
    }
    void show_pictures() {
        for (auto const& job : waiting_jobs<handlers::avatar::ShowPhotos>()) {
            auto const outcome = run(loop, handlers::avatar::show_photos(context, job, job_run()));
            if (auto const& commit = std::get<Done>(outcome).commit) transaction(commit);
        }
    }

    JobRun job_run() { return {JobId{next_job++}, 0, clock.now(), silent_log()}; }

    std::vector<AvatarPhoto> valid(AvatarId id) {
        return transaction([&](Transaction& tx) { return avatar_photo_repository::valid(tx, id); });
    }

    /// All rows about avatars.
    std::vector<std::vector<SqlValue>> everything() {
        return transaction([](Transaction& tx) {
            std::vector<std::vector<SqlValue>> rows;
            for (auto const* table : {"avatars", "avatar_photos", "avatar_consents"})
                for (auto& row : tx.run(fmt::format("SELECT * FROM {} ORDER BY 1", table), {}).rows)
                    rows.push_back(std::move(row));
            return rows;
        });
    }

    std::map<std::string, std::string> pictures;                    ///< bytes by file_id
    std::vector<std::pair<std::string, std::string>> uploads_seen;  ///< method and body
    std::int64_t next_job = 1;
    texts::AvatarTexts const& words = texts::avatar(Language::en);
};

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
    begun();
    std::string const text = [] {
        std::string words;
        for (int i = 0; i < 200; ++i) words += "many words ";
        return words;
    }();
    EXPECT_NE(says(text).at(0).button("note:"), "");
    EXPECT_EQ(sends(1).size(), 1U) << "photos are still wanted";
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
