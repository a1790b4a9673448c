// Requests that two servers in a row would understand differently, and clients that take their time.
#include "tests/net/raw_client.hpp"

namespace aisha::net::tests {
namespace {

using namespace std::chrono_literals;

/// Keeps every path that it was asked for.
struct Listener {
    std::vector<std::string> paths;
    Loopback world{plain([this](IncomingRequest const& request) {
        auto const* memory = std::get_if<std::string>(&request.body);
        paths.push_back(request.method + " " + request.path + " " + (memory ? *memory : std::string()));
        return text("ok");
    })};
};

TEST(Smuggling, a_body_whose_length_is_said_in_two_ways_is_not_read) {
    std::string const inner = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
    std::string const post = "POST / HTTP/1.1\r\nHost: x\r\n";
    auto const length = [](std::size_t bytes) { return "Content-Length: " + std::to_string(bytes) + "\r\n"; };
    for (std::string const& request : {
             post + length(5 + inner.size()) + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner,
             post + "Transfer-Encoding: chunked\r\n" + length(5 + inner.size()) + "\r\n0\r\n\r\n" + inner,
             post + length(inner.size()) + "Transfer-Encoding : chunked\r\n\r\n" + inner,
             post + length(inner.size()) + "Transfer-Encoding: xchunked\r\n\r\n" + inner,
             post + length(inner.size()) + "Transfer-Encoding: chunked, identity\r\n\r\n" + inner,
             post + length(inner.size()) + "Transfer-Encoding:\r\n chunked\r\n\r\n" + inner,
             post + length(inner.size()) +
                 "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n" + inner,
             post + length(0) + length(inner.size()) + "\r\n" + inner,
             post + "Content-Length: 0, " + std::to_string(inner.size()) + "\r\n\r\n" + inner,
             post + "Content-Length: +0\r\n\r\n" + inner,
             post + "Content-Length: 0x0\r\n\r\n" + inner,
             post + "Content-Length : 0\r\n\r\n" + inner,
             post + "Content-Length: 99999999999999999999999\r\n\r\n" + inner,
             post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" + inner,
             post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n" + inner,
         }) {
        Listener listener;
        auto const answer = RawClient(listener.world).talk(request);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 4") || answer.starts_with("HTTP/1.1 501"))
            << request << answer;
        EXPECT_EQ(listener.paths, std::vector<std::string>()) << request;
    }
}

TEST(Smuggling, a_line_that_ends_in_another_way_starts_no_other_request) {
    for (std::string const& request : {
             std::string("GET /a HTTP/1.1\nHost: x\n\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"),
             std::string("GET /a HTTP/1.1\r\nHost: x\r\nX: a\nGET /smuggled HTTP/1.1\r\n\r\n"),
             std::string("GET /a HTTP/1.1\r\nHost: x\r\nX: a\rGET /smuggled HTTP/1.1\r\n\r\n"),
             std::string("GET /a\r\nHTTP/1.1\r\nHost: x\r\n\r\n"),
         }) {
        Listener listener;
        auto const answer = RawClient(listener.world).talk(request);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ") || answer.starts_with("HTTP/1.1 505 "))
            << request << answer;
        for (auto const& path : listener.paths)
            EXPECT_EQ(path.find("smuggled"), std::string::npos) << request;
    }
}

TEST(Smuggling, zero_bytes_are_refused_wherever_they_stand) {
    using namespace std::string_literals;
    for (std::string const& request :
         {"GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n"s, "GE\0T / HTTP/1.1\r\nHost: x\r\n\r\n"s,
          "GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n"s, "GET / HTTP/1.1\r\nHo\0st: x\r\n\r\n"s,
          "\0\0\0\0\r\n\r\n"s}) {
        Listener listener;
        auto const answer = RawClient(listener.world).talk(request);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << request << answer;
        EXPECT_TRUE(listener.paths.empty());
    }
}

TEST(Smuggling, another_protocol_is_answered_with_400) {
    Listener listener;
    EXPECT_TRUE(RawClient(listener.world).talk("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").starts_with("HTTP/1.1 "));
    EXPECT_TRUE(RawClient(listener.world)
                    .talk("CONNECT inside.example:22 HTTP/1.1\r\nHost: inside.example\r\n\r\n")
                    .starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(listener.paths.empty());
}

TEST(Smuggling, of_an_absolute_address_the_path_counts) {
    Listener listener;
    RawClient client(listener.world);
    client.write("GET http://other.example:99/path?x=1 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 200 "));
    client.write("GET http://other.example HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 200 "));
    EXPECT_EQ(listener.paths, (std::vector<std::string>{"GET /path ", "GET / "}));
}

TEST(Smuggling, requests_in_a_row_are_answered_in_their_order) {
    Listener listener;
    std::string all;
    for (int i = 0; i < 50; ++i)
        all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
    RawClient client(listener.world);
    client.write(all);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 200 "));
    ASSERT_EQ(listener.paths.size(), 50U);
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(listener.paths[static_cast<std::size_t>(i)], "POST /" + std::to_string(i) + " ab");
}

TEST(SlowClients, do_not_keep_others_from_being_answered) {
    ServerOptions options;
    options.connections_max = 100;
    options.read_timeout = 200ms;
    Loopback world(plain([](IncomingRequest const&) { return text("ok"); }), options);
    // As many as there may be, each in the middle of its header.
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 100; ++i) {
        slow.push_back(std::make_unique<RawClient>(world));
        slow.back()->write("GET / HTTP/1.1\r\nX-" + std::to_string(i));
    }
    EXPECT_EQ(world.get("/").body, "ok");
    for (auto const& client : slow) {
        auto const answer = client->read_to_end();
        EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 408 ")) << answer;
    }
}

}  // namespace
}  // namespace aisha::net::tests
