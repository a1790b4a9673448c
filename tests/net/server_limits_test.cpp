// What the server refuses: malformed, too big, too slow, too many.
#include "core/errors.hpp"
#include "tests/net/raw_client.hpp"

#include <boost/asio/post.hpp>

namespace aisha::net::tests {
namespace {

using namespace std::chrono_literals;

RequestHandler echo() {
    return plain([](IncomingRequest const& request) {
        auto const* memory = std::get_if<std::string>(&request.body);
        return text(
            request.method + " " + request.path + " " +
            (memory ? *memory : read_file(std::get<std::shared_ptr<TemporaryFile>>(request.body)->path())));
    });
}

awaitable<OutgoingResponse> slow(IncomingRequest request, Wakeup& go) {
    if (request.path == "/slow") co_await go.wait();
    co_return text(request.path);
}

std::string filler(std::size_t size) { return std::string(size, 'x'); }

bool begins(std::string const& text, std::string_view prefix) { return text.starts_with(prefix); }

TEST(ServerLimits, malformed_requests_get_400_and_the_connection_ends) {
    Loopback world(echo());
    for (std::string const request : {
             "rubbish\r\n\r\n",
             "GET / HTTP/1.1\r\nHost\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: x\r\nBad Name: y\r\n\r\n",
             "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET /?a=%2 HTTP/1.1\r\nHost: x\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
             "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
             "\x16\x03\x01\x02 this is TLS\r\n\r\n",
         }) {
        auto const answer = RawClient(world).talk(request);
        EXPECT_TRUE(begins(answer, "HTTP/1.1 400 ")) << request << " -> " << answer;
        EXPECT_NE(answer.find("application/problem+json"), std::string::npos);
        EXPECT_NE(answer.find("Connection: close"), std::string::npos);
    }
    EXPECT_EQ(world.get("/still").body, "GET /still ");
}

TEST(ServerLimits, an_unknown_version_is_named) {
    Loopback world(echo());
    auto const answer = RawClient(world).talk("GET / HTTP/2.0\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(begins(answer, "HTTP/1.1 505 ") || begins(answer, "HTTP/1.1 400 ")) << answer;
}

TEST(ServerLimits, a_header_over_the_limit_gets_431) {
    Loopback world(echo());
    auto const field = "X-Long: " + std::string(20'000, 'x') + "\r\n";
    auto const answer = RawClient(world).talk("GET / HTTP/1.1\r\nHost: x\r\n" + field + "\r\n");
    EXPECT_TRUE(begins(answer, "HTTP/1.1 431 ")) << answer;
    auto const endless = RawClient(world).talk("GET /" + std::string(500'000, 'a'));
    EXPECT_TRUE(begins(endless, "HTTP/1.1 431 ")) << endless.substr(0, 200);
    std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int line = 0; line < 5000; ++line) many += "A: b\r\n";
    EXPECT_TRUE(begins(RawClient(world).talk(many + "\r\n"), "HTTP/1.1 431 "));
}

TEST(ServerLimits, a_body_over_the_limit_gets_413_although_it_is_still_being_sent) {
    ServerOptions options;
    options.body_max = 100'000;
    Loopback world(echo(), options);
    auto const announced = RawClient(world).talk(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n" + std::string(3'000'000, 'x'));
    EXPECT_TRUE(begins(announced, "HTTP/1.1 413 ")) << announced.substr(0, 200);
    std::string chunks;
    for (int chunk = 0; chunk < 100; ++chunk) chunks += "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
    auto const chunked =
        RawClient(world).talk("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
    EXPECT_TRUE(begins(chunked, "HTTP/1.1 413 ")) << chunked.substr(0, 200);
    EXPECT_TRUE(std::filesystem::is_empty(world.folder.path()));
    auto const most = RawClient(world).talk(
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n" +
        std::string(100'000, 'x'));
    EXPECT_TRUE(begins(most, "HTTP/1.1 200 ")) << most.substr(0, 200);
}

TEST(ServerLimits, a_client_of_ours_sees_the_413_too) {
    ServerOptions options;
    options.body_max = 1000;
    Loopback world(echo(), options);
    Request request;
    request.method = "POST";
    request.url = world.url("/");
    request.body = filler(10'000'000);
    EXPECT_EQ(world.send(request).status, 413);
}

TEST(ServerLimits, a_header_that_trickles_gets_408) {
    ServerOptions options;
    options.read_timeout = 50ms;
    Loopback world(echo(), options);
    RawClient client(world);
    client.write("GET / HTTP/1.1\r\nHo");
    auto const answer = client.read_to_end();
    EXPECT_TRUE(begins(answer, "HTTP/1.1 408 ")) << answer;
}

TEST(ServerLimits, the_header_as_a_whole_has_one_deadline) {
    ServerOptions options;
    options.read_timeout = 100ms;
    Loopback world(echo(), options);
    RawClient client(world);
    auto const start = std::chrono::steady_clock::now();
    asio::steady_timer pause(world.loop);
    for (char const letter : std::string("GET / HTTP/1.1\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaa")) {
        client.write(std::string(1, letter));
        bool over = false;
        pause.expires_after(10ms);
        pause.async_wait([&](auto) { over = true; });
        run_until(world.loop, [&] { return over; });
    }
    EXPECT_TRUE(begins(client.read_to_end(), "HTTP/1.1 408 "));
    EXPECT_GE(std::chrono::steady_clock::now() - start, 100ms);
}

TEST(ServerLimits, a_body_that_stops_coming_gets_408) {
    ServerOptions options;
    options.read_timeout = 50ms;
    Loopback world(echo(), options);
    auto const answer = RawClient(world).talk("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_TRUE(begins(answer, "HTTP/1.1 408 ")) << answer;
}

TEST(ServerLimits, an_idle_connection_is_closed_without_a_word) {
    ServerOptions options;
    options.idle_timeout = 50ms;
    Loopback world(echo(), options);
    EXPECT_TRUE(RawClient(world).closed_silently());
    RawClient client(world);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(begins(client.read_answer(), "HTTP/1.1 200 "));
    EXPECT_TRUE(client.closed_silently());
}

TEST(ServerLimits, an_answer_that_nobody_reads_does_not_hold_the_connection) {
    ServerOptions options;
    options.read_timeout = 50ms;
    std::optional<bool> delivered;
    Loopback world(plain([&](IncomingRequest const&) {
                       auto response = text(filler(50'000'000));
                       response.on_sent = [&](bool well) { delivered = well; };
                       return response;
                   }),
                   options);
    RawClient client(world);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(run_until(world.loop, [&] { return delivered.has_value(); }));
    EXPECT_FALSE(*delivered);
}

TEST(ServerLimits, with_all_connections_taken_the_idlest_makes_room) {
    ServerOptions options;
    options.connections_max = 2;
    Loopback world(echo(), options);
    RawClient first(world);
    first.write("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(begins(first.read_answer(), "HTTP/1.1 200 "));
    RawClient second(world);
    second.write("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(begins(second.read_answer(), "HTTP/1.1 200 "));
    RawClient third(world);
    third.write("GET /3 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(begins(third.read_answer(), "HTTP/1.1 200 "));
    EXPECT_TRUE(first.closed_silently());
    second.write("GET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(begins(second.read_answer(), "HTTP/1.1 200 "));
}

TEST(ServerLimits, with_all_connections_busy_the_next_waits_for_one_to_end) {
    ServerOptions options;
    options.connections_max = 1;
    Wakeup* gate = nullptr;
    Loopback world([&](IncomingRequest request) { return slow(std::move(request), *gate); }, options);
    Wakeup go(world.loop.get_executor());
    gate = &go;
    RawClient first(world);
    first.write("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    RawClient second(world);
    second.write("GET /second HTTP/1.1\r\nHost: x\r\n\r\n");
    go.notify();
    EXPECT_NE(first.read_to_end().find("/slow"), std::string::npos);
    EXPECT_NE(second.read_answer().find("/second"), std::string::npos);
}

TEST(ServerLimits, a_listening_address_that_is_wrong_or_taken_is_a_config_error) {
    Loopback world(echo());
    std::vector<std::string> const wrong = {
        "",        "127.0.0.1", "127.0.0.1:",     "127.0.0.1:x",          "127.0.0.1:70000",
        "name:80", "::1:80",    "[127.0.0.1]:80", world.server->address()};
    for (auto const& listen : wrong) {
        ServerOptions options;
        options.listen = listen;
        EXPECT_THROW(HttpServer(world.loop.get_executor(), world.clock, silent_log(), options, echo()),
                     ConfigError)
            << listen;
    }
}

TEST(ServerLimits, version_6_addresses_are_listened_on) {
    ServerOptions options;
    options.listen = "[::1]:0";
    Loopback world(echo(), options);
    EXPECT_EQ(world.server->address(), "[::1]:" + std::to_string(world.server->port()));
    EXPECT_EQ(world.get("/x").body, "GET /x ");
}

TEST(ServerLimits, a_body_that_cannot_be_stored_is_said_so) {
    ServerOptions options;
    options.body_in_memory = 10;
    Loopback world(echo(), options);
    std::filesystem::remove(world.folder.path());
    auto const answer = RawClient(world).talk("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n" +
                                              std::string(20, 'x'));
    EXPECT_TRUE(begins(answer, "HTTP/1.1 507 ")) << answer;
}

}  // namespace
}  // namespace aisha::net::tests
