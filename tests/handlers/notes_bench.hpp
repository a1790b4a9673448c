// Notes as people meet them, for tests: a person with a text, a chat model whose answers the test writes, and
// jobs that are run.
#pragma once

#include "core/limits/notes.hpp"
#include "database/repositories/note_repository.hpp"
#include "handlers/jobs.hpp"
#include "jobs/worker.hpp"
#include "tests/handlers/bench.hpp"

#include <gtest/gtest.h>

namespace aisha::tests {

using namespace std::chrono_literals;

inline std::string const long_text = [] {
    std::string text;
    for (int i = 0; i < 30; ++i) text += "A sentence number " + std::to_string(i) + ". ";
    return text + "Anna will prepare the report by Friday.";
}();

struct Sent {
    std::string method;
    json::Value payload;
};
BOOST_DESCRIBE_STRUCT(Sent, (), (method, payload))

class NotesBench : public ::testing::Test, public HandlerBench {
protected:
    explicit NotesBench(AccessRules const& rules = {}) : HandlerBench(rules) {
        // So that the queue knows what becomes of a note whose job is cancelled.
        Workers workers(loop.get_executor(), *database, clock, silent_log(), {.instance = "one", .epoch = 1});
        handlers::add_jobs(workers, context, 0);
    }

    /// The newest transcript of `person`, made of a typed text.
    TranscriptId typed(std::string const& text = long_text, std::int64_t person = alice) {
        says(text, person);
        return transaction([&](Transaction& tx) {
            return tx.one<TranscriptId>("SELECT max(id) FROM transcripts WHERE user_id = $1", person);
        });
    }
    std::string note_of(TranscriptId id, std::string const& kind = "summary") {
        return "note:" + std::to_string(id.value) + ":" + kind;
    }
    Note only_note() {
        return transaction([](Transaction& tx) {
            return *note_repository::find_for_job(tx, tx.one<NoteId>("SELECT max(id) FROM transcript_notes"));
        });
    }
    /// Runs jobs until none is left to be run now; what they wrote to the outbox.
    std::vector<Written> work() {
        auto const last = transaction(
            [](Transaction& tx) { return tx.one<std::int64_t>("SELECT coalesce(max(id), 0) FROM outbox"); });
        Workers workers(loop.get_executor(), *database, clock, silent_log(), {.instance = "one", .epoch = 1});
        handlers::add_jobs(workers, context, 0);
        auto running = asio::co_spawn(loop, workers.run(), asio::use_future);
        auto const idle = [&] {
            return workers.running() == 0 && transaction([&](Transaction& tx) {
                       return tx.one<std::int64_t>("SELECT count(*) FROM jobs WHERE state = 'running' OR "
                                                   "(state = 'available' AND run_at <= $1)",
                                                   clock.now()) == 0;
                   });
        };
        EXPECT_TRUE(run_until(loop, idle));
        workers.stop();
        EXPECT_TRUE(run_until(loop, [&] { return running.wait_for(0s) == std::future_status::ready; }));
        std::vector<Written> written;
        for (auto& row : transaction([&](Transaction& tx) {
                 return tx.query<Sent>("SELECT method, payload FROM outbox WHERE id > $1 ORDER BY id", last);
             }))
            written.push_back({std::move(row.method), std::move(row.payload)});
        return written;
    }
    void model_says(json::Value const& value) {
        json::Object const message{{"content", json::write(json::dump(value))}};
        json::Object const answer{{"model", "test-model"},
                                  {"choices", json::Array{json::Object{{"message", message}}}}};
        transport.answer_once("chat.test", {.status = 200, .headers = {}, .body = json::dump(answer)});
    }
    void model_fails(int status, std::string body = "no") {
        transport.answer_once("chat.test", {.status = status, .headers = {}, .body = std::move(body)});
    }
    std::size_t asked() {
        return static_cast<std::size_t>(std::ranges::count_if(
            transport.requests(), [](auto const& request) { return request.url.contains("chat.test"); }));
    }
    /// Titles are not what these tests are about.
    void no_titles() {
        transaction([](Transaction& tx) { tx.execute("DELETE FROM jobs WHERE kind = 'write_title'"); });
    }
};

inline json::Value const a_summary =
    json::Object{{"overview", "About reports."}, {"points", json::Array{"A report."}}};

}  // namespace aisha::tests
