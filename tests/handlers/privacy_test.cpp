// People's data: what is said of it, its copy, its end.
#include "texts/privacy.hpp"

#include "core/limits/avatar.hpp"
#include "core/limits/history.hpp"
#include "database/repositories/avatar_photo_repository.hpp"
#include "database/repositories/personal_data_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "handlers/avatar/remove_photos.hpp"
#include "handlers/privacy/data_jobs.hpp"
#include "handlers/privacy/facts.hpp"
#include "handlers/privacy/housekeeping.hpp"
#include "handlers/transcript/removal.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/texts.hpp"

#include <set>

namespace aisha::tests {
namespace {

class Privacy : public ::testing::Test, public HandlerBench {
protected:
    texts::PrivacyTexts const& words = texts::privacy(Language::en);

    JobRun run_of(std::string const& kind) {
        auto const id = transaction([&](Transaction& tx) {
            tx.execute("UPDATE jobs SET state = 'running' WHERE kind = $1", kind);
            return tx.one<JobId>("SELECT max(id) FROM jobs WHERE kind = $1", kind);
        });
        return {.id = id, .log = silent_log()};
    }
    void conclude(Outcome const& outcome) {
        transaction([&](Transaction& tx) { std::get<Done>(outcome).commit(tx); });
    }
    std::int64_t count(std::string const& table) {
        return transaction(
            [&](Transaction& tx) { return tx.one<std::int64_t>("SELECT count(*) FROM " + table); });
    }
    /// An avatar of this person with a photo that is valid and one that waits; their rows.
    std::pair<AvatarPhoto, AvatarPhoto> photos(std::int64_t person, std::string const& name) {
        says("/start", person);
        auto rows = transaction([&](Transaction& tx) {
            UserId const user{person};
            auto const avatar = avatars.create(tx, user, AvatarTrainingType::object).id;
            avatars.rename(tx, user, avatar, name);
            avatars.agree(tx, user, avatar, 1, Language::en);
            auto const add = [&](std::int64_t message) {
                SentPhoto const sent{.chat_id = ChatId{person},
                                     .message_id = MessageId{message},
                                     .file_id = name,
                                     .file_unique_id = name};
                auto const id = avatar_photo_repository::insert(tx, user, avatar, sent, clock.now());
                return avatar_photo_repository::find(tx, user, id.value()).value();
            };
            auto valid = add(1);
            avatar_photo_repository::judge(tx, valid.id,
                                           {.object_key = AvatarService::object_key(valid),
                                            .preview_key = AvatarService::preview_key(valid),
                                            .sha256 = "sha " + name},
                                           clock.now());
            return std::pair(std::move(valid), add(2));
        });
        auto const picture = folder.write("picture", "a picture of " + name);
        for (auto const& key :
             {AvatarService::object_key(rows.first), AvatarService::preview_key(rows.first)})
            run(loop, store.put(key, picture));
        return rows;
    }
    /// Every value of every row of every table, as one text.
    std::string everything() {
        std::string all;
        transaction([&](Transaction& tx) {
            for (auto const& rule : personal_data_repository::rules())
                for (auto const& row : tx.run(fmt::format("SELECT * FROM {}", rule.table), {}).rows)
                    for (auto const& value : row)
                        if (auto const* text = std::get_if<std::string>(&value)) all += *text + "\n";
        });
        return all;
    }
};

TEST_F(Privacy, the_screen_says_where_things_are) {
    context.privacy = {.database = "db.example", .has_speech = true, .keep_days = 90};
    auto const shown = says("/privacy").at(0);
    EXPECT_NE(shown.text().find("db.example"), std::string::npos);
    EXPECT_NE(shown.text().find(words.speech_here), std::string::npos);
    EXPECT_NE(shown.text().find("90 days"), std::string::npos);
    presses("keep:7");
    EXPECT_NE(says("/privacy").at(0).text().find("7 days"), std::string::npos);
}

TEST_F(Privacy, hosts_of_others_are_told_from_this_machine) {
    using handlers::other_host;
    EXPECT_EQ(other_host("https://api.openai.com/v1"), "api.openai.com");
    EXPECT_EQ(other_host("postgresql://me:secret@db.example:5432/aisha"), "db.example");
    for (auto const* here :
         {"", "http://127.0.0.1:8080/v1", "http://localhost", "http://[::1]:9/", "postgresql:///aisha"})
        EXPECT_EQ(other_host(here), std::nullopt) << here;
}

TEST_F(Privacy, deleting_everything_asks_twice) {
    auto const first = presses("data:erase").at(0);
    EXPECT_EQ(first.text(), words.erase_question);
    auto const second = presses(first.button("data:sure")).at(0);
    EXPECT_EQ(second.text(), words.erase_sure);
    EXPECT_EQ(count("jobs"), 0);
    EXPECT_NE(presses(second.button("data:keep")).at(0).text(), words.erase_sure);
    EXPECT_EQ(presses(second.button("data:really")).at(0).text(), words.erase_begun);
    EXPECT_EQ(count("jobs"), 1);
}

TEST_F(Privacy, deleting_everything_leaves_nothing_of_this_person_and_all_of_others) {
    completed(alice, "canary words", {{0, 1, "canary words"}});
    completed(bob, "bob's words");
    says("/search canary");
    presses("type:vocabulary");
    says("canary names");
    presses("type:zone");
    store.objects["transcripts/100/1/original"] = "canary sound";
    store.objects["transcripts/200/2/original"] = "bob's sound";
    store.objects["exports/100/1-1.zip"] = "canary archive";
    transaction([&](Transaction& tx) {
        handlers::transcript::remove_objects(context, tx, UserId{alice}, {"exports/100/1-1.zip"},
                                             std::chrono::hours(24));
        tx.execute("INSERT INTO inbox (bot_id, update_id, chat_id, payload, state, received_at, user_id) "
                   "VALUES (1, 1, -5, 'canary update', 'handled', 1, $1)",
                   alice);
        tx.execute("INSERT INTO outbox (chat_id, method, payload, state, run_at, created_at, user_id) "
                   "VALUES (-5, 'sendMessage', 'canary message', 'sent', 1, 1, $1)",
                   alice);
    });
    presses("data:really");
    ASSERT_NE(everything().find("canary"), std::string::npos);
    auto const job = run_of("erase_data");
    run(loop, handlers::privacy::run_erase(context, {UserId{alice}, ChatId{alice}, Language::en}, job));
    EXPECT_EQ(everything().find("canary"), std::string::npos) << everything();
    EXPECT_NE(everything().find("bob's words"), std::string::npos);
    EXPECT_EQ(store.objects.size(), 1U);
    transaction([&](Transaction& tx) {
        for (auto const& rule : personal_data_repository::rules()) {
            if (rule.table == "outbox") continue;  // the last words, which are forgotten once they are sent
            auto const rows = tx.one<int>(
                fmt::format("SELECT count(*) FROM {} WHERE {}", rule.table, rule.rows), UserId{alice});
            EXPECT_EQ(rows, 0) << rule.table;
        }
        auto const payload = tx.one<std::string>("SELECT payload FROM jobs WHERE id = $1", job.id);
        EXPECT_EQ(payload.find("100"), std::string::npos) << payload;
    });
    EXPECT_EQ(count("transcripts"), 1);
}

TEST_F(Privacy, deleting_everything_deletes_avatars_and_photos_that_come_late) {
    auto const late = photos(alice, "canary").second;
    photos(bob, "teapot");
    auto const removed = photos(alice, "canary").first;
    // What waits to be removed belongs to the person, too.
    transaction([&](Transaction& tx) {
        auto keys = avatars.remove(tx, UserId{alice}, removed.avatar_id);
        handlers::avatar::remove_photos(context, tx, UserId{alice}, std::move(keys));
    });
    presses("data:really");
    auto const job = run_of("erase_data");
    run(loop, handlers::privacy::run_erase(context, {UserId{alice}, ChatId{alice}, Language::en}, job));
    EXPECT_EQ(store.objects.size(), 2U) << "bob's";
    EXPECT_EQ(everything().find("canary"), std::string::npos) << everything();
    EXPECT_EQ(count("avatars"), 1);
    // Somebody was looking at it meanwhile.
    store.objects[AvatarService::object_key(late)] = "a picture of canary";
    auto const removal = transaction([&](Transaction& tx) {
        EXPECT_EQ(tx.one<int>("SELECT count(*) FROM jobs WHERE kind = 'remove_photos' AND owner IS NOT NULL"),
                  0);
        return tx.one<std::string>(
            "SELECT payload FROM jobs WHERE kind = 'remove_photos' AND state = 'available' AND run_at = $1",
            clock.now() + limits::avatar_late_objects_after);
    });
    EXPECT_EQ(removal.find("100"), std::string::npos) << removal;
    run(loop, handlers::avatar::run_remove_photos(
                  context, json::read<handlers::avatar::RemovePhotos>(json::parse(removal)), job));
    EXPECT_EQ(store.objects.size(), 2U);
}

TEST_F(Privacy, a_copy_has_avatars_with_their_photos) {
    auto const photo = photos(alice, "teapot").first;
    photos(bob, "bob's");
    presses("data:copy");
    auto const job = run_of("export_data");
    conclude(
        run(loop, handlers::privacy::run_export(context, {UserId{alice}, ChatId{alice}, Language::en}, job)));
    auto const& archive = store.objects.at(fmt::format("exports/100/{}-1.zip", job.id));
    EXPECT_NE(archive.find(fmt::format("avatars/{}/{}.jpg", photo.avatar_id, photo.id)), std::string::npos);
    EXPECT_NE(archive.find("a picture of teapot"), std::string::npos);
    EXPECT_EQ(archive.find("a picture of bob"), std::string::npos);
    auto const rows = transaction([](Transaction& tx) {
        json::Object all;
        for (auto const& rule : personal_data_repository::rules())
            all[rule.table] = personal_data_repository::exported_rows(tx, UserId{alice}, rule);
        return all;
    });
    EXPECT_EQ(rows.at("avatars").at(0).at("name").as_string(), "teapot");
    EXPECT_EQ(rows.at("avatar_photos").as_array().size(), 2U);
    EXPECT_EQ(rows.at("avatar_consents").at(0).at("wording").as_int64(), 1);
}

TEST_F(Privacy, every_table_has_a_rule) {
    std::set<std::string> known;
    for (auto const& rule : personal_data_repository::rules()) known.emplace(rule.table);
    for (auto const table : personal_data_repository::impersonal_tables()) known.emplace(table);
    auto const tables = transaction([&](Transaction& tx) {
        return tx.query<std::string>(database->dialect() == Dialect::sqlite
                                         ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT "
                                           "LIKE 'sqlite_%'"
                                         : "SELECT table_name::text FROM information_schema.tables WHERE "
                                           "table_schema = current_schema()");
    });
    EXPECT_EQ(std::set(tables.begin(), tables.end()), known)
        << "a table needs a rule in personal_data_repository: whose its rows are, or that they are nobody's";
}

TEST_F(Privacy, a_copy_has_texts_recordings_and_rows_in_parts_that_telegram_takes) {
    auto const id = completed(alice, "canary words", {{0, 1, "canary words"}});
    completed(bob, "bob's words");
    std::string sound;
    sound.resize(30'000'000, 's');
    for (auto const text : {id, completed(alice, "second")}) {
        auto const at = "transcripts/100/" + std::to_string(text.value) + "/original";
        run(loop, store.put(at, folder.write("sound", sound)));
        transaction([&](Transaction& tx) { transcript_repository::set_audio(tx, text, at, "sha"); });
    }
    presses("data:copy");
    EXPECT_EQ(notice(), words.export_begun);
    presses("data:copy");
    EXPECT_EQ(transaction([](Transaction& tx) {
                  return tx.one<int>("SELECT count(*) FROM jobs WHERE kind = 'export_data'");
              }),
              1)
        << "one at a time";
    auto const job = run_of("export_data");
    auto const outcome =
        run(loop, handlers::privacy::run_export(context, {UserId{alice}, ChatId{alice}, Language::en}, job),
            std::chrono::seconds(120));
    transaction([&](Transaction& tx) { tx.execute("DELETE FROM outbox"); });
    conclude(outcome);
    auto const sent = transaction([](Transaction& tx) {
        return tx.query<std::string>("SELECT payload FROM outbox WHERE method = 'sendDocument' ORDER BY id");
    });
    ASSERT_EQ(sent.size(), 2U) << "two archives";
    for (auto const& payload : sent) {
        auto const object = json::parse(payload).at("extra").at("file").at("source").at("object");
        auto const& archive = store.objects.at(std::string(object.as_string()));
        EXPECT_LT(archive.size(), limits::upload_max);
        EXPECT_EQ(archive.substr(0, 2), "PK");
    }
    EXPECT_NE(store.objects.at(fmt::format("exports/100/{}-1.zip", job.id)).find("data.json"),
              std::string::npos);
    EXPECT_EQ(transaction([](Transaction& tx) {
                  return tx.one<int>("SELECT count(*) FROM jobs WHERE kind = 'remove_objects'");
              }),
              1)
        << "and they go again";
}

TEST_F(Privacy, what_has_expired_is_deleted_by_the_persons_and_the_operators_choice) {
    completed(alice, "short-lived");
    presses("keep:1");
    completed(bob, "long-lived");
    auto const tidy = [&] {
        auto const outcome =
            run(loop, handlers::privacy::run_housekeeping(context, {}, {.id = {}, .log = silent_log()}));
        EXPECT_EQ(std::get<Later>(outcome).delay, Duration(limits::housekeeping_every));
    };
    tidy();
    EXPECT_EQ(count("transcripts"), 2);
    clock.advance(std::chrono::hours(25));
    tidy();
    EXPECT_EQ(count("transcripts"), 1);
    EXPECT_EQ(count("jobs WHERE kind = 'remove_objects'"), 1);
    context.privacy.keep_days = 30;
    tidy();
    EXPECT_EQ(count("transcripts"), 1);
    clock.advance(std::chrono::days(30));
    tidy();
    EXPECT_EQ(count("transcripts"), 0);
}

}  // namespace
}  // namespace aisha::tests
