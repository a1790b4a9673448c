// The sandbox behind a real socket.
#include "core/json.hpp"
#include "net/http_client.hpp"
#include "sandbox/sandbox.hpp"
#include "tests/support/fake_media_runner.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/io_context.hpp>

namespace aisha::sandbox::tests {

namespace {

using namespace std::chrono_literals;

struct Served {
    Served() {
        aisha::tests::run(loop, sandbox.open());
        tasks.spawn("server", server.run());
    }
    ~Served() {
        sandbox.stop();
        server.stop();
        aisha::tests::run(loop, tasks.join());
        aisha::tests::run(loop, sandbox.close());
    }

    net::Response send(net::Request request) {
        return aisha::tests::run(loop, client.send(std::move(request)));
    }
    net::Response get(std::string path) { return send({.url = "http://" + server.address() + path}); }
    net::Response post(std::string path, json::Object const& body) {
        net::Request request{.method = "POST", .url = "http://" + server.address() + path};
        request.headers.add("Content-Type", "application/json");
        request.body = json::dump(body);
        return send(std::move(request));
    }

    asio::io_context loop{1};
    SystemClock clock;
    aisha::tests::TemporaryFolder folder;
    aisha::tests::FakeMediaRunner media;
    net::HttpClient client{loop.get_executor()};
    Sandbox sandbox{
        loop.get_executor(), clock, aisha::tests::silent_log(), media, {.data = folder.path() / "world"}};
    net::HttpServer server{
        loop.get_executor(),
        clock,
        aisha::tests::silent_log(),
        {.temporary_folder = folder.path()},
        [this](net::IncomingRequest request) { return sandbox.handle(std::move(request)); }};
    TaskGroup tasks{loop.get_executor(), aisha::tests::silent_log()};
};

}  // namespace

TEST(Socket, a_recording_comes_and_goes_over_http) {
    Served served;
    EXPECT_EQ(served.get("/bot9:x/getMe").status, 200);
    auto const person =
        json::parse(served.post("/sandbox/people", {{"first_name", "Mia"}}).body).at("id").as_int64();
    std::string const bytes(3 * limits::mib, 'v');
    auto const file = served.folder.write("v.ogg", "OggS" + bytes);
    net::Request upload{
        .method = "POST",
        .url = fmt::format("http://{}/sandbox/bots/9/chats/{}/messages", served.server.address(), person)};
    upload.body =
        net::Multipart{{.name = "from", .content = std::to_string(person)},
                       {.name = "kind", .content = std::string("voice")},
                       {.name = "file", .content = file, .filename = "v.ogg", .content_type = "audio/ogg"}};
    auto const said = served.send(std::move(upload));
    ASSERT_EQ(said.status, 200) << said.body;
    auto const updates = json::parse(served.get("/bot9:x/getUpdates?timeout=5").body).at("result");
    auto const id = std::string(updates.at(0).at("message").at("voice").at("file_id").as_string());
    auto const found = json::parse(served.post("/bot9:x/getFile", {{"file_id", id}}).body).at("result");
    net::Request download{.url = fmt::format("http://{}/file/bot9:x/{}", served.server.address(),
                                             std::string_view(found.at("file_path").as_string()))};
    download.answer_max = 8 * limits::mib;
    EXPECT_TRUE(served.send(std::move(download)).body == "OggS" + bytes);
}

TEST(Socket, a_caller_who_goes_away_is_in_the_log_as_not_delivered) {
    Served served;
    EXPECT_THROW(served.send({.url = "http://" + served.server.address() + "/bot9:x/getUpdates?timeout=30",
                              .timeout = 200ms}),
                 net::TransportError);
    auto const calls = json::parse(served.get("/sandbox/calls?wait=10").body).at("calls").as_array();
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_FALSE(calls[0].at("delivered").as_bool());
}

TEST(Socket, dropped_connections_are_dropped) {
    Served served;
    served.post("/sandbox/faults", {{"service", "telegram"}, {"action", "drop_after"}});
    EXPECT_THROW(served.post("/bot9:x/getMe", {}), net::TransportError);
    EXPECT_EQ(served.post("/bot9:x/getMe", {}).status, 200);
    auto const calls = json::parse(served.get("/sandbox/calls").body).at("calls").as_array();
    EXPECT_EQ(calls.size(), 2U) << "a client that repeats by itself would have called three times";
}

TEST(Socket, long_polls_do_not_hold_up_the_end) {
    auto const begin = std::chrono::steady_clock::now();
    {
        Served served;
        served.tasks.spawn("poll", [](Served& in) -> awaitable<void> {
            co_await in.client.send(
                {.url = "http://" + in.server.address() + "/bot9:x/getUpdates?timeout=50"});
        }(served));
        auto const polls = [&] { return served.get("/sandbox").body.find("\"id\":9,") != std::string::npos; };
        for (int tries = 0; tries < 1000 && !polls(); ++tries) {}
        ASSERT_TRUE(polls());
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s);
}

}  // namespace aisha::sandbox::tests
