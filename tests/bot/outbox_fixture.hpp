// An outbox on a scripted Telegram, which can end as a killed process does.
#pragma once

#include "bot/outbox.hpp"
#include "database/repositories/instance_repository.hpp"
#include "tests/bot/bot_fixture.hpp"

namespace aisha::bot {

class OutboxTest : public tests::DatabaseFixture {
protected:
    std::optional<Outbox> outbox;
    TaskGroup tasks{loop.get_executor(), tests::silent_log()};
    std::vector<std::int64_t> unreachable;
    bool unreachable_fails = false;
    bool ended = false;

    void make() { make(*database); }
    /// An outbox that works through another view of the same database.
    void make(Database& view) {
        auto const epoch =
            write([&](Transaction& tx) { return instance_repository::begin_epoch(tx, "test", clock.now()); });
        outbox.emplace(loop.get_executor(), view, clock, kept.log(), bot, Outbox::Options{.epoch = epoch},
                       [this](Transaction&, ChatId chat) {
                           if (unreachable_fails) throw std::runtime_error("no such person");
                           unreachable.push_back(chat.value);
                       });
    }
    void go() {
        ended = false;
        tasks.spawn("outbox", deliver());
    }
    void start() {
        make();
        go();
    }
    awaitable<void> deliver() {
        co_await outbox->run();
        ended = true;
    }
    void stop() {
        outbox->stop();
        ASSERT_TRUE(soon([&] { return ended; }));
    }
    /// Ends as a process that is killed: nothing more is recorded.
    void die() {
        outbox->cancel();
        ASSERT_TRUE(soon([&] { return ended; }));
    }
    ~OutboxTest() override {
        if (outbox && tasks.size() > 0) die();
        tests::run(loop, tasks.join());
    }

    SendMessage message(std::int64_t chat, std::string text) {
        SendMessage one;
        one.chat_id = ChatId{chat};
        one.text = std::move(text);
        return one;
    }
    OutboxId send(SendMessage const& one) {
        return write([&](Transaction& tx) { return outbox->send(tx, one); });
    }
    OutboxId send(std::int64_t chat, std::string text) { return send(message(chat, std::move(text))); }
    std::string state(OutboxId id) { return text(fmt::format("SELECT state FROM outbox WHERE id = {}", id)); }
    bool becomes(OutboxId id, std::string const& wanted) {
        return eventually([&] { return state(id) == wanted; });
    }
    std::int64_t attempts(OutboxId id) {
        return number(fmt::format("SELECT attempts FROM outbox WHERE id = {}", id));
    }
    std::optional<MessageId> message_of(OutboxId id) {
        return write([&](Transaction& tx) { return outbox->message_of(tx, id); });
    }
    void refuse(int code, std::string const& description, json::Value parameters = nullptr, int times = 1,
                std::string const& method = "sendMessage") {
        telegram.next(method, [=](auto&) { return tests::refused(code, description, parameters); }, times);
    }
};

}  // namespace aisha::bot
