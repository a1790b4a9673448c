// A small world for handlers: the real router, services and database, a fake clock, and nothing outside.
#pragma once

#include "bot/outbox.hpp"
#include "handlers/context.hpp"
#include "handlers/routes.hpp"
#include "handlers/transcript/progress.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_media_runner.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/run.hpp"
#include "tests/support/test_database.hpp"

#include <boost/asio/thread_pool.hpp>

#include <string>
#include <vector>

namespace aisha::tests {

/// The fields of a message with a voice recording; each has a file of its own.
json::Object voice_message(std::int64_t size = 1000);

/// A message that the bot wrote to the outbox.
struct Written {
    std::string method;
    json::Value payload;
    ChatId chat_id;

    std::string text() const { return payload.at("text").as_string().c_str(); }
    /// The callback data of all its buttons.
    std::vector<std::string> buttons() const;
    /// The first whose data begins like this; throws where there is none.
    std::string button(std::string const& prefix) const;
    std::optional<std::int64_t> replies_to() const;
};

class HandlerBench {
public:
    explicit HandlerBench(AccessRules const& rules = {});
    ~HandlerBench();

    /// Handles an update as the dispatcher would, in one transaction; gives what was written to the outbox by
    /// it.
    std::vector<Written> handle(json::Value const& update);

    /// A private message of `person` with these fields.
    std::vector<Written> message(json::Object fields, std::int64_t person = alice,
                                 std::string language = "en");
    std::vector<Written> says(std::string const& text, std::int64_t person = alice,
                              std::string language = "en");
    /// A press under message 1, in the private chat or in a group.
    std::vector<Written> presses(std::string const& data, std::int64_t person = alice,
                                 std::optional<std::int64_t> group = {});

    /// Everything in the outbox so far.
    std::vector<Written> outbox_rows();

    /// The notice that the last press was answered with.
    std::string notice() const { return notice_; }

    /// A completed transcript of `person`, as if it had been recognised.
    TranscriptId completed(std::int64_t person, std::string const& text,
                           std::vector<TranscriptSegment> segments = {});

    template <class F>
    auto transaction(F work) {
        return run(loop, database->write(work));
    }

    static constexpr std::int64_t alice = 100;
    static constexpr std::int64_t bob = 200;

    asio::io_context loop;
    TemporaryFolder folder;
    asio::thread_pool files{1};
    FakeClock clock;
    FakeTransport transport{clock};
    FakeMediaRunner media;
    MemoryStore store;
    TestDatabase database{loop, clock};
    bot::Bot bot;
    bot::Outbox outbox;
    JobQueue jobs;
    TranscriptService transcripts;
    AvatarService avatars;
    PhotoUploadService uploads;
    TranscriptionClient speech;
    AudioProcessingService audio;
    ChatClient chat_model;
    TextProcessingService notes;
    handlers::Progress progress;
    AccessService access;
    QuotaService quotas;
    handlers::Context context;
    bot::Router router;

private:
    std::string notice_;
    std::int64_t next_id_ = 1;
};

}  // namespace aisha::tests
