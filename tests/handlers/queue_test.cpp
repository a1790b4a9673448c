// Who may bring one more recording, places in line, and chats that are lost and come back.
#include "core/limits/queue.hpp"

#include "database/repositories/job_repository.hpp"
#include "database/repositories/settings_repository.hpp"
#include "handlers/transcript/queue.hpp"
#include "tests/handlers/bench.hpp"
#include "texts/queue.hpp"

namespace aisha::tests {
namespace {

using handlers::transcript::TranscribeRecording;

json::Object voice() {
    return {{"voice",
             json::Object{{"file_id", "f"}, {"file_unique_id", "u"}, {"duration", 3}, {"file_size", 9}}}};
}

class Queue : public ::testing::Test, public HandlerBench {
protected:
    Queue() {
        transport.serve(
            "telegram.test", [this](net::IncomingRequest request) -> awaitable<net::OutgoingResponse> {
                auto const call = json::parse(std::get<std::string>(request.body));
                if (request.path.ends_with("/sendMessageDraft"))
                    drafts.emplace_back(call.at("chat_id").as_int64(), call.at("text").as_string().c_str());
                co_return net::json_response(200, R"({"ok":true,"result":true})");
            });
        jobs.when<TranscribeRecording>(
            [this](Transaction& tx, TranscribeRecording const& job) {
                handlers::transcript::cancelled(context, tx, job);
            },
            [this](Transaction& tx, TranscribeRecording const& job) {
                handlers::transcript::retried(context, tx, job);
            });
    }

    /// What is shown last is sent while `drafts` is still there.
    ~Queue() override { run(loop, progress.stop()); }

    std::int64_t number(std::string const& sql) {
        return transaction([&](Transaction& tx) { return tx.one<std::int64_t>(sql); });
    }
    std::string text(std::string const& sql) {
        return transaction([&](Transaction& tx) { return tx.one<std::string>(sql); });
    }
    /// In a group where recordings become text by themselves.
    void record_in_group() {
        transaction(
            [&](Transaction& tx) { settings_repository::set_automatic(tx, ChatId{-5}, true, clock.now()); });
        auto update = voice();
        update["message_id"] = 7;
        update["from"] =
            json::Object{{"id", alice}, {"is_bot", false}, {"first_name", "A"}, {"language_code", "en"}};
        update["chat"] = json::Object{{"id", -5}, {"type", "group"}};
        update["date"] = 1;
        handle(json::Object{{"update_id", 1}, {"message", update}});
    }
    /// Jobs of somebody else that wait.
    void fill(std::int64_t jobs_of_others) {
        transaction([&](Transaction& tx) {
            for (std::int64_t i = 0; i < jobs_of_others; ++i)
                jobs.enqueue(tx, TranscribeRecording{TranscriptId{1'000'000 + i}},
                             {.owner = UserId{1000 + i}});
        });
    }
    std::vector<Written> membership(std::string const& status, std::int64_t chat = alice,
                                    std::string const& type = "private") {
        json::Object const person{
            {"id", alice}, {"is_bot", false}, {"first_name", "A"}, {"language_code", "en"}};
        json::Object const member{{"status", status}, {"user", person}};
        return handle(
            json::Object{{"update_id", ++membership_},
                         {"my_chat_member", json::Object{{"chat", json::Object{{"id", chat}, {"type", type}}},
                                                         {"from", person},
                                                         {"date", 1},
                                                         {"old_chat_member", member},
                                                         {"new_chat_member", member}}}});
    }
    /// Lets time go on until `condition`.
    template <class Condition>
    bool eventually(Condition condition) {
        auto const give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > give_up) return false;
            if (loop.stopped()) loop.restart();
            if (loop.run_one_for(std::chrono::milliseconds(5)) == 0) clock.advance_to_next();
        }
        return true;
    }

    std::vector<std::pair<std::int64_t, std::string>> drafts;

private:
    std::int64_t membership_ = 100'000;
};

TEST_F(Queue, so_many_of_one_person_are_taken_and_no_more) {
    for (std::int64_t i = 0; i < limits::recordings_of_one_max; ++i) ASSERT_TRUE(message(voice()).empty());
    auto const answer = message(voice()).at(0);
    EXPECT_EQ(answer.text(), texts::too_many_of_yours(Language::en, limits::recordings_of_one_max));
    EXPECT_TRUE(answer.replies_to());
    EXPECT_EQ(number("SELECT count(*) FROM transcripts"), limits::recordings_of_one_max) << "before any work";
    EXPECT_TRUE(message(voice(), bob).empty()) << "others are not concerned";
    transaction([](Transaction& tx) { tx.execute("UPDATE jobs SET state = 'done' WHERE id = 1"); });
    EXPECT_TRUE(message(voice()).empty());
}

TEST_F(Queue, so_many_wait_in_all_and_no_more) {
    fill(limits::recordings_waiting_max);
    EXPECT_EQ(message(voice(), bob, "ru").at(0).text(), texts::queue(Language::ru).too_many_of_all);
    transaction([](Transaction& tx) { tx.execute("UPDATE jobs SET state = 'running' WHERE id = 1"); });
    EXPECT_TRUE(message(voice(), bob).empty());
}

TEST_F(Queue, trying_again_needs_room_too) {
    message(voice());
    transaction([&](Transaction& tx) {
        transcripts.fail(tx, TranscriptId{1});
        tx.execute("UPDATE jobs SET state = 'failed'");
    });
    fill(limits::recordings_waiting_max);
    EXPECT_TRUE(presses("retry:1").empty());
    EXPECT_EQ(notice(), texts::queue(Language::en).too_many_of_all);
    EXPECT_EQ(text("SELECT status FROM transcripts"), "failed");
}

TEST_F(Queue, who_waits_is_told_their_place) {
    for (auto const person : {bob, bob, std::int64_t{300}, alice}) message(voice(), person);
    auto const told = [&](std::int64_t chat, std::size_t recordings, std::size_t place) {
        std::pair const draft(chat, texts::in_line(Language::en, recordings, place));
        return eventually([&] { return std::ranges::find(drafts, draft) != drafts.end(); });
    };
    EXPECT_TRUE(told(alice, 1, 3)) << "the people take turns";
    EXPECT_TRUE(told(300, 1, 2));
    EXPECT_TRUE(told(bob, 2, 1));
    transaction([](Transaction& tx) { tx.execute("UPDATE jobs SET state = 'running' WHERE id = 1"); });
    EXPECT_TRUE(told(alice, 1, 2));
    EXPECT_TRUE(told(bob, 1, 3));
    transaction([](Transaction& tx) { tx.execute("UPDATE jobs SET state = 'running'"); });
    // Nobody waits any more, so nobody looks any more.
    EXPECT_TRUE(eventually([&] { return clock.sleepers() == 0; }));
}

TEST_F(Queue, a_chat_that_is_lost_costs_nothing_more_and_goes_on_when_it_is_back) {
    for (int i = 0; i < 3; ++i) message(voice());
    message(voice(), bob);
    says("/help");
    transaction([](Transaction& tx) { tx.execute("UPDATE jobs SET state = 'running' WHERE id = 1"); });
    membership("kicked");
    EXPECT_EQ(number("SELECT count(*) FROM jobs WHERE state IN ('available', 'running')"), 1) << "of Bob";
    EXPECT_EQ(number("SELECT count(*) FROM transcripts WHERE status = 'failed'"), 3);
    EXPECT_EQ(text("SELECT state FROM outbox"), "failed");
    EXPECT_EQ(text("SELECT error FROM outbox"), "the bot was blocked or removed");
    EXPECT_EQ(number("SELECT count(*) FROM users WHERE unreachable_since IS NOT NULL"), 1);
    EXPECT_TRUE(membership("member").empty()) << "no words, the texts come";
    EXPECT_EQ(number("SELECT count(*) FROM jobs WHERE state = 'available'"), 4);
    EXPECT_EQ(number("SELECT count(*) FROM transcripts WHERE status = 'queued'"), 4);
    EXPECT_EQ(number("SELECT count(*) FROM users WHERE unreachable_since IS NOT NULL"), 0);
}

TEST_F(Queue, a_group_that_removes_the_bot_is_lost_like_a_person) {
    record_in_group();
    message(voice());
    membership("left", -5, "group");
    EXPECT_EQ(text("SELECT state FROM jobs WHERE id = 1"), "cancelled");
    EXPECT_EQ(text("SELECT state FROM jobs WHERE id = 2"), "available") << "the private chat is another";
    EXPECT_EQ(number("SELECT count(*) FROM users WHERE unreachable_since IS NOT NULL"), 0);
    membership("member", -5, "group");
    EXPECT_EQ(text("SELECT state FROM jobs WHERE id = 1"), "available");
}

/// Or it would outlive "delete everything".
TEST_F(Queue, what_a_group_is_told_about_somebodys_recording_is_theirs) {
    record_in_group();
    EXPECT_TRUE(transaction([&](Transaction& tx) { return jobs.cancel(tx, JobId{1}); }));
    auto const messages = "SELECT count(*) FROM outbox WHERE method = 'sendMessage' AND chat_id = -5";
    EXPECT_EQ(number(messages), 2) << "that it has arrived, and that it was stopped";
    EXPECT_EQ(number(fmt::format("{} AND user_id = {}", messages, alice)), 2);
}

TEST_F(Queue, what_failed_by_itself_does_not_come_back_with_the_chat) {
    message(voice());
    transaction([&](Transaction& tx) {
        transcripts.fail(tx, TranscriptId{1});
        tx.execute("UPDATE jobs SET state = 'failed'");
    });
    membership("kicked");
    membership("member");
    EXPECT_EQ(text("SELECT state FROM jobs"), "failed");
    EXPECT_EQ(text("SELECT status FROM transcripts"), "failed");
}

TEST_F(Queue, who_is_stopped_by_the_operator_is_told_and_can_try_again) {
    message(voice(), alice);
    EXPECT_TRUE(transaction([&](Transaction& tx) { return jobs.cancel(tx, JobId{1}); }));
    EXPECT_NE(text("SELECT payload FROM outbox").find("has stopped the work"), std::string::npos);
    EXPECT_NE(text("SELECT payload FROM outbox").find("retry:1"), std::string::npos);
    EXPECT_EQ(text("SELECT status FROM transcripts"), "failed");
    EXPECT_TRUE(transaction([&](Transaction& tx) { return jobs.retry(tx, JobId{1}); }));
    EXPECT_EQ(text("SELECT status FROM transcripts"), "queued");
    EXPECT_EQ(text("SELECT state FROM jobs"), "available");
}

}  // namespace
}  // namespace aisha::tests
