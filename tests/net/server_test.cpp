// The server's ordinary work, seen from a bare socket: versions, kept connections, bodies, streams, files.
#include "net/response_writer.hpp"
#include "tests/net/raw_client.hpp"

namespace aisha::net::tests {
namespace {

std::string body_of(IncomingRequest const& request) {
    if (auto const* memory = std::get_if<std::string>(&request.body)) return *memory;
    return read_file(std::get<std::shared_ptr<TemporaryFile>>(request.body)->path());
}

RequestHandler echo() {
    return plain([](IncomingRequest const& request) { return text(request.path + " " + body_of(request)); });
}

std::string after_head(std::string const& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

OutgoingResponse pieces(std::vector<std::string> list) {
    OutgoingResponse response;
    response.headers.add("Content-Type", "text/event-stream");
    auto const left = std::make_shared<std::vector<std::string>>(list.rbegin(), list.rend());
    response.body = StreamBody([left]() -> awaitable<std::optional<std::string>> {
        if (left->empty()) co_return std::nullopt;
        auto piece = std::move(left->back());
        left->pop_back();
        co_return piece;
    });
    return response;
}

TEST(Server, requests_in_one_packet_are_answered_in_order) {
    Loopback world(echo());
    RawClient client(world);
    client.write(
        "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        "GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    auto const all = client.read_to_end();
    auto const one = all.find("/1 ");
    auto const two = all.find("/2 abc");
    auto const three = all.find("/3 ");
    ASSERT_NE(three, std::string::npos) << all;
    EXPECT_LT(one, two);
    EXPECT_LT(two, three);
}

TEST(Server, a_request_may_come_byte_by_byte) {
    Loopback world(echo());
    RawClient client(world);
    for (char const letter : std::string("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                         "3\r\nabc\r\n2;name=value\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"))
        client.write(std::string(1, letter));
    EXPECT_EQ(after_head(client.read_answer()), "/a abcde");
}

TEST(Server, what_follows_a_chunked_body_is_no_header) {
    std::optional<std::string> seen;
    Loopback world(plain([&](IncomingRequest const& request) {
        seen = std::string(request.headers.find("X-Admin").value_or("nothing"));
        return text("");
    }));
    RawClient client(world);
    client.write("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Admin: "
                 "yes\r\n\r\n");
    client.read_answer();
    EXPECT_EQ(seen, "nothing");
}

TEST(Server, the_old_version_is_spoken) {
    Loopback world(echo());
    auto const answer = RawClient(world).talk("GET /old HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(after_head(answer), "/old ");
    RawClient kept(world);
    kept.write("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_NE(kept.read_answer().find("Connection: keep-alive"), std::string::npos);
    kept.write("GET /2 HTTP/1.0\r\n\r\n");
    EXPECT_EQ(after_head(kept.read_to_end()), "/2 ");
}

TEST(Server, a_client_that_waits_for_100_is_told_to_go_on) {
    Loopback world(echo());
    RawClient client(world);
    client.write("POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(client.read_past("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.write("abc");
    EXPECT_EQ(after_head(client.read_answer()), "/x abc");
}

TEST(Server, a_client_that_waits_for_100_with_too_much_is_told_at_once) {
    ServerOptions options;
    options.body_max = 10;
    Loopback world(echo(), options);
    RawClient client(world);
    client.write("POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 300\r\n\r\n");
    EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 413 "));
}

TEST(Server, head_gives_the_length_and_no_body) {
    Loopback world(echo());
    RawClient client(world);
    client.write("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\n");
    auto const head = client.read_past("\r\n\r\n");
    EXPECT_NE(head.find("Content-Length: 5\r\n"), std::string::npos) << head;
    client.write("GET /next HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client.read_answer().starts_with("HTTP/1.1 200 "));
}

TEST(Server, answers_without_a_body_have_no_length) {
    Loopback world(plain([](IncomingRequest const&) { return text("", 204); }));
    RawClient client(world);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.read_past("\r\n\r\n").find("Content-Length"), std::string::npos);
}

TEST(Server, files_are_sent_whole_or_in_part) {
    TemporaryFolder folder;
    std::string bytes;
    for (int number = 0; number < 100'000; ++number) bytes += std::to_string(number);
    auto const file = folder.write("file", bytes);
    Loopback world(plain([&](IncomingRequest const& request) {
        OutgoingResponse response;
        response.headers.add("Accept-Ranges", "bytes");
        FileBody body{file, 0, {}, {}};
        if (request.path == "/part") body = {file, 1000, 70'000, {}};
        if (request.path == "/beyond") body = {file, bytes.size() + 1, 5, {}};
        response.body = body;
        return response;
    }));
    auto const get = [&](std::string const& path) {
        Request request;
        request.url = world.url(path);
        return world.send(request);
    };
    EXPECT_EQ(get("/").body, bytes);
    EXPECT_EQ(get("/").headers.find("Accept-Ranges"), "bytes");
    EXPECT_EQ(get("/part").body, bytes.substr(1000, 70'000));
    EXPECT_EQ(get("/beyond").body, "");
    std::filesystem::remove(file);
    EXPECT_EQ(get("/").status, 500);
}

TEST(Server, a_stream_goes_out_piece_by_piece) {
    Wakeup* gate = nullptr;
    int given = 0;
    Loopback world([&](IncomingRequest) -> awaitable<OutgoingResponse> {
        OutgoingResponse response;
        response.body = StreamBody([&]() -> awaitable<std::optional<std::string>> {
            if (given == 2) co_return std::nullopt;
            co_await gate->wait();
            co_return "piece " + std::to_string(++given);
        });
        co_return response;
    });
    Wakeup go(world.loop.get_executor());
    gate = &go;
    RawClient client(world);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(client.read_past("\r\n\r\n").find("Transfer-Encoding: chunked"), std::string::npos);
    go.notify();
    EXPECT_EQ(client.read_past("1\r\n"), "7\r\npiece 1\r\n");
    go.notify();
    EXPECT_EQ(client.read_past("0\r\n\r\n"), "7\r\npiece 2\r\n0\r\n\r\n");
    client.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(client.read_to_end().ends_with("0\r\n\r\n"));
}

TEST(Server, an_empty_piece_does_not_end_a_stream) {
    Loopback world(plain([](IncomingRequest const&) { return pieces({"a", "", "b"}); }));
    EXPECT_EQ(world.get("/").body, "ab");
}

TEST(Server, a_stream_in_the_old_version_ends_with_the_connection) {
    Loopback world(plain([](IncomingRequest const&) { return pieces({"a", "b"}); }));
    auto const answer = RawClient(world).talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(after_head(answer), "ab");
    EXPECT_EQ(answer.find("chunked"), std::string::npos);
}

TEST(Server, a_stream_that_breaks_is_not_ended_as_if_it_were_whole) {
    Loopback world(plain([](IncomingRequest const&) {
        OutgoingResponse response;
        auto const first = std::make_shared<bool>(true);
        response.body = StreamBody([first]() -> awaitable<std::optional<std::string>> {
            if (!std::exchange(*first, false)) throw std::runtime_error("broken");
            co_return "a";
        });
        return response;
    }));
    EXPECT_THROW(world.get("/"), TransportError);
}

TEST(Server, an_exception_becomes_500_with_a_reference) {
    Loopback world([](IncomingRequest) -> awaitable<OutgoingResponse> {
        throw std::runtime_error("secret detail");
        co_return OutgoingResponse{};
    });
    auto const response = world.get("/");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.headers.find("Content-Type"), "application/problem+json");
    EXPECT_NE(response.body.find("reference"), std::string::npos);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    EXPECT_EQ(world.get("/").status, 500);  // over the same connection
}

TEST(Server, a_header_that_would_split_the_answer_is_not_sent) {
    bool told = false;
    Loopback world(plain([&](IncomingRequest const&) {
        auto response = text("body");
        response.headers.add("X-Name", "a\r\nSet-Cookie: b");
        response.on_sent = [&](bool delivered) { told = !delivered; };
        return response;
    }));
    auto const response = world.get("/");
    EXPECT_EQ(response.status, 500);
    EXPECT_FALSE(response.headers.find("Set-Cookie"));
    EXPECT_TRUE(run_until(world.loop, [&] { return told; }));
}

TEST(Server, the_date_is_in_the_form_of_the_standard) {
    EXPECT_EQ(http_date(Time(std::chrono::seconds(784'111'777))), "Sun, 06 Nov 1994 08:49:37 GMT");
    Loopback world(echo());
    EXPECT_TRUE(world.get("/").headers.find("Date")->ends_with(" GMT"));
}

TEST(Server, a_thousand_requests_in_a_row_use_one_connection) {
    std::vector<std::string> peers;
    Loopback world(echo());
    auto const ask = [&]() -> awaitable<void> {
        for (int time = 0; time < 1000; ++time) {
            Request request;
            request.method = "POST";
            request.url = world.url("/");
            request.body = std::string("{}");
            auto const response = co_await world.client->send(request);
            if (response.body != "/ {}") throw std::runtime_error("wrong answer");
        }
    };
    run(world.loop, ask());
    EXPECT_EQ(world.server->accepted(), 1U);
}

TEST(Server, parallel_requests_have_connections_of_their_own) {
    int running = 0;
    Loopback world([&](IncomingRequest) -> awaitable<OutgoingResponse> {
        ++running;
        while (running < 20) {
            asio::steady_timer turn(co_await asio::this_coro::executor, std::chrono::milliseconds(1));
            co_await turn.async_wait(asio::use_awaitable);
        }
        co_return text("ok");
    });
    int answered = 0;
    auto const ask = [&]() -> awaitable<void> {
        Request request;
        request.url = world.url("/");
        if ((co_await world.client->send(request)).body == "ok") ++answered;
    };
    for (int time = 0; time < 20; ++time) world.start(ask());
    EXPECT_TRUE(run_until(world.loop, [&] { return answered == 20; }));
}

}  // namespace
}  // namespace aisha::net::tests
