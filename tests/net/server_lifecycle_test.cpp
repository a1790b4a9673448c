// Who is told what when one side goes away or the server stops.
#include "tests/net/raw_client.hpp"

namespace aisha::net::tests {
namespace {

using namespace std::chrono_literals;

/// A handler that waits until it is let go, and tells what became of it and of its answer.
class Slow {
public:
    explicit Slow(ServerOptions options = {})
        : world([this](IncomingRequest request) { return handle(std::move(request)); }, std::move(options)),
          go(world.loop.get_executor()) {}

    bool until(std::function<bool()> condition) { return run_until(world.loop, std::move(condition)); }

    std::optional<bool> delivered;
    int told = 0;
    int running = 0;
    bool cancelled = false;
    bool stream = false;
    Loopback world;
    Wakeup go;

private:
    awaitable<OutgoingResponse> handle(IncomingRequest request) {
        ++running;
        auto response = text("answer to " + request.path);
        response.on_sent = [this](bool well) {
            delivered = well;
            ++told;
        };
        if (stream) {
            response.body = StreamBody([this]() -> awaitable<std::optional<std::string>> {
                co_await wait();
                co_return "piece";
            });
        } else if (request.path != "/quick") {
            co_await wait();
        }
        --running;
        co_return response;
    }

    awaitable<void> wait() {
        try {
            co_await go.wait();
        } catch (boost::system::system_error const&) {
            cancelled = true;
            throw;
        }
    }
};

std::string get(std::string const& path) { return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"; }

TEST(ServerLifecycle, an_answer_that_left_is_told_once) {
    Slow slow;
    RawClient client(slow.world);
    client.write(get("/quick"));
    client.read_answer();
    EXPECT_EQ(slow.delivered, true);
    client.close();
    slow.world.get("/quick");
    EXPECT_EQ(slow.told, 2);
}

TEST(ServerLifecycle, a_handler_is_cancelled_when_the_other_side_closes) {
    Slow slow;
    RawClient client(slow.world);
    client.write(get("/"));
    ASSERT_TRUE(slow.until([&] { return slow.running == 1; }));
    client.close();
    EXPECT_TRUE(slow.until([&] { return slow.cancelled; }));
}

TEST(ServerLifecycle, also_on_a_connection_that_served_before) {
    Slow slow;
    RawClient client(slow.world);
    client.write(get("/quick"));
    client.read_answer();
    client.write(get("/"));
    ASSERT_TRUE(slow.until([&] { return slow.running == 1; }));
    client.close();
    EXPECT_TRUE(slow.until([&] { return slow.cancelled; }));
}

TEST(ServerLifecycle, a_next_request_that_waits_does_not_look_like_the_end) {
    Slow slow;
    RawClient client(slow.world);
    client.write(get("/one"));
    ASSERT_TRUE(slow.until([&] { return slow.running == 1; }));
    client.write(get("/quick"));
    slow.world.get("/quick");  // lets the loop turn
    EXPECT_FALSE(slow.cancelled);
    slow.go.notify();
    EXPECT_TRUE(client.read_answer().ends_with("answer to /one"));
    EXPECT_TRUE(client.read_answer().ends_with("answer to /quick"));
}

TEST(ServerLifecycle, an_answer_for_someone_who_has_gone_is_told_as_lost) {
    std::optional<bool> delivered;
    std::unique_ptr<RawClient> client;
    Loopback world([&](IncomingRequest) -> awaitable<OutgoingResponse> {
        auto response = text("too late");
        response.on_sent = [&](bool well) { delivered = well; };
        client->close();
        co_return response;
    });
    client = std::make_unique<RawClient>(world);
    client->write(get("/"));
    ASSERT_TRUE(run_until(world.loop, [&] { return delivered.has_value(); }));
    EXPECT_FALSE(*delivered);
}

TEST(ServerLifecycle, dropped_and_cut_answers_are_told_as_lost) {
    int lost = 0;
    Loopback world(plain([&](IncomingRequest const& request) {
        auto response = text("0123456789");
        response.drop = request.path == "/drop";
        if (request.path == "/cut") response.truncate_after = 4;
        response.on_sent = [&](bool well) { lost += well ? 0 : 1; };
        return response;
    }));
    EXPECT_EQ(RawClient(world).talk(get("/drop")), "");
    auto const cut = RawClient(world).talk(get("/cut"));
    EXPECT_TRUE(cut.ends_with("\r\n\r\n0123")) << cut;
    EXPECT_NE(cut.find("Content-Length: 10"), std::string::npos);
    EXPECT_EQ(lost, 2);
}

TEST(ServerLifecycle, a_cut_stream_and_a_cut_file_end_early) {
    TemporaryFolder folder;
    auto const file = folder.write("file", std::string(1000, 'f'));
    Loopback world(plain([&](IncomingRequest const& request) {
        OutgoingResponse response;
        response.truncate_after = 10;
        if (request.path == "/file") response.body = FileBody{file, 0, {}, {}};
        else response.body = StreamBody([]() -> awaitable<std::optional<std::string>> { co_return "sss"; });
        return response;
    }));
    EXPECT_TRUE(RawClient(world).talk(get("/file")).ends_with("\r\n\r\n" + std::string(10, 'f')));
    EXPECT_TRUE(RawClient(world)
                    .talk(get("/stream"))
                    .ends_with("\r\n\r\n3\r\nsss\r\n3\r\nsss\r\n3\r\nsss\r\n1\r\ns\r\n"));
}

TEST(ServerLifecycle, a_stream_is_cancelled_when_the_other_side_closes) {
    Slow slow;
    slow.stream = true;
    RawClient client(slow.world);
    client.write(get("/"));
    client.read_past("\r\n\r\n");
    client.close();
    EXPECT_TRUE(slow.until([&] { return slow.cancelled && slow.told == 1; }));
    EXPECT_EQ(slow.delivered, false);
}

TEST(ServerLifecycle, stopping_lets_running_requests_finish_and_closes_idle_connections) {
    Slow slow;
    RawClient idle(slow.world);
    RawClient used(slow.world);
    used.write(get("/quick"));
    used.read_answer();
    RawClient busy(slow.world);
    busy.write(get("/busy"));
    ASSERT_TRUE(slow.until([&] { return slow.running == 1; }));
    slow.world.server->stop();
    EXPECT_TRUE(idle.closed_silently());
    EXPECT_TRUE(used.closed_silently());
    EXPECT_FALSE(slow.world.server_ended);
    slow.go.notify();
    auto const answer = busy.read_to_end();
    EXPECT_TRUE(answer.ends_with("answer to /busy")) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    EXPECT_EQ(slow.delivered, true);
    EXPECT_TRUE(slow.until([&] { return slow.world.server_ended; }));
    EXPECT_THROW(RawClient{slow.world}, boost::system::system_error);
}

TEST(ServerLifecycle, a_request_that_is_half_read_at_the_stop_is_still_answered) {
    Slow slow;
    RawClient client(slow.world);
    client.write("GET /quick HTTP/1.1\r\nHo");
    slow.world.get("/quick");
    slow.world.server->stop();
    client.write("st: x\r\n\r\n");
    EXPECT_TRUE(client.read_to_end().ends_with("answer to /quick"));
    EXPECT_TRUE(slow.until([&] { return slow.world.server_ended; }));
}

TEST(ServerLifecycle, cancelling_ends_what_stopping_left_running) {
    Slow slow;
    RawClient busy(slow.world);
    busy.write(get("/busy"));
    ASSERT_TRUE(slow.until([&] { return slow.running == 1; }));
    slow.world.server->stop();
    slow.world.server->cancel();
    EXPECT_TRUE(slow.until([&] { return slow.world.server_ended; }));
    EXPECT_TRUE(slow.cancelled);
    EXPECT_TRUE(busy.closed_silently());
}

TEST(ServerLifecycle, streams_are_ended_politely_when_the_server_stops) {
    Slow slow;
    slow.stream = true;
    RawClient client(slow.world);
    client.write(get("/events"));
    client.read_past("\r\n\r\n");
    slow.go.notify();
    EXPECT_EQ(client.read_past("piece\r\n"), "5\r\npiece\r\n");
    slow.world.server->stop();
    EXPECT_EQ(client.read_to_end(), "0\r\n\r\n");
    EXPECT_TRUE(slow.until([&] { return slow.world.server_ended; }));
    EXPECT_EQ(slow.told, 1);
}

TEST(ServerLifecycle, a_server_whose_run_is_cancelled_ends_everything) {
    Slow slow;
    RawClient busy(slow.world);
    busy.write(get("/busy"));
    ASSERT_TRUE(slow.until([&] { return slow.running == 1; }));
    slow.world.tasks.cancel();
    run(slow.world.loop, slow.world.tasks.join());
    EXPECT_TRUE(slow.cancelled);
    EXPECT_TRUE(busy.closed_silently());
}

TEST(ServerLifecycle, a_stop_while_waiting_for_room_ends) {
    ServerOptions options;
    options.connections_max = 1;
    Slow slow(options);
    RawClient busy(slow.world);
    busy.write(get("/busy"));
    ASSERT_TRUE(slow.until([&] { return slow.running == 1; }));
    slow.world.server->stop();
    slow.go.notify();
    busy.read_to_end();
    EXPECT_TRUE(slow.until([&] { return slow.world.server_ended; }));
}

TEST(ServerLifecycle, a_loop_that_ends_with_connections_open_harms_nobody) {
    auto told = std::make_shared<int>(0);
    auto loop = std::make_unique<asio::io_context>(1);
    SystemClock clock;
    TemporaryFolder folder;
    ServerOptions options;
    options.temporary_folder = folder.path();
    {
        TaskGroup tasks(loop->get_executor(), silent_log());
        bool running = false;
        HttpClient client(loop->get_executor());
        auto const handler = [&](IncomingRequest) -> awaitable<OutgoingResponse> {
            running = true;
            Wakeup never(co_await asio::this_coro::executor);
            co_await never.wait();
            co_return text("");
        };
        HttpServer server(loop->get_executor(), clock, silent_log(), options, handler);
        auto const ask = [&]() -> awaitable<void> {
            Request request;
            request.url = "http://" + server.address() + "/";
            co_await client.send(request);
            ++*told;
        };
        tasks.spawn("server", server.run());
        tasks.spawn("ask", ask());
        ASSERT_TRUE(run_until(*loop, [&] { return running; }));
    }
    loop.reset();  // what was suspended is destroyed only now
    EXPECT_EQ(*told, 0);
}

}  // namespace
}  // namespace aisha::net::tests
