// What every Transport promises, tried on the real client against a real server and on the fake one.
#include "core/errors.hpp"
#include "net/form.hpp"
#include "net/url_policy.hpp"
#include "tests/net/loopback.hpp"
#include "tests/support/fake_transport.hpp"

#include <fstream>

namespace aisha::net::tests {
namespace {

using Sent = TransportError::Sent;

/// A transport and a host "there" that answers by `handler`.
class World {
public:
    virtual ~World() = default;
    virtual asio::io_context& loop() = 0;
    virtual Transport& transport() = 0;
    /// The address of the host that answers.
    virtual std::string base() = 0;
    /// The address of a host that is not there.
    virtual std::string nobody() = 0;

    Response send(Request request) { return run(loop(), transport().send(std::move(request))); }
};

class RealWorld : public World {
public:
    explicit RealWorld(RequestHandler handler) : loopback_(std::move(handler)) {}
    asio::io_context& loop() override { return loopback_.loop; }
    Transport& transport() override { return *loopback_.client; }
    std::string base() override { return loopback_.url(""); }
    std::string nobody() override { return "http://127.0.0.1:1"; }

private:
    Loopback loopback_;
};

class FakeWorld : public World {
public:
    explicit FakeWorld(RequestHandler handler) { fake_.serve("service.test:81", std::move(handler)); }
    asio::io_context& loop() override { return loop_; }
    Transport& transport() override { return fake_; }
    std::string base() override { return "http://service.test:81"; }
    std::string nobody() override { return "http://nobody.test"; }

private:
    asio::io_context loop_{1};
    SystemClock clock_;
    FakeTransport fake_{clock_};
};

class TransportContract : public testing::TestWithParam<std::string> {
protected:
    void serve(RequestHandler handler) {
        if (GetParam() == "real") world_ = std::make_unique<RealWorld>(std::move(handler));
        else world_ = std::make_unique<FakeWorld>(std::move(handler));
    }
    World& world() { return *world_; }
    Request request(std::string const& path, std::string method = "GET") {
        Request result;
        result.url = world_->base() + path;
        result.method = std::move(method);
        return result;
    }
    /// How the sending of `request` fails.
    std::optional<Sent> failure(Request to_send) {
        try {
            world().send(std::move(to_send));
        } catch (TransportError const& error) {
            return error.sent();
        }
        return std::nullopt;
    }
    TemporaryFolder folder;

private:
    std::unique_ptr<World> world_;
};

TEST_P(TransportContract, any_status_is_an_answer) {
    serve(plain([](IncomingRequest const& incoming) {
        return text(incoming.path, std::stoi(incoming.path.substr(1)));
    }));
    for (int const status : {200, 302, 404, 429, 500, 502}) {
        auto const response = world().send(request("/" + std::to_string(status)));
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.body, "/" + std::to_string(status));
        EXPECT_EQ(response.ok(), status == 200);
    }
}

TEST_P(TransportContract, method_path_query_headers_and_body_arrive) {
    IncomingRequest seen;
    serve(plain([&](IncomingRequest const& incoming) {
        seen = incoming;
        return text("");
    }));
    auto put = request("/a%2Bb/%D0%B6?q=x%20y+z&empty=", "PUT");
    put.headers = {{"X-Key", "value"}, {"Content-Type", "text/plain"}};
    put.body = std::string("a\0b", 3);
    world().send(put);
    EXPECT_EQ(seen.method, "PUT");
    EXPECT_EQ(seen.path, "/a+b/ж");
    EXPECT_EQ(seen.query_value("q"), "x y z");
    EXPECT_EQ(seen.query_value("empty"), "");
    EXPECT_EQ(seen.headers.find("x-key"), "value");
    EXPECT_EQ(std::get<std::string>(seen.body), std::string("a\0b", 3));
    for (std::string const method : {"GET", "POST", "DELETE"}) {
        world().send(request("/", method));
        EXPECT_EQ(seen.method, method);
        EXPECT_EQ(std::get<std::string>(seen.body), "");
        EXPECT_FALSE(seen.headers.find("Content-Type"));
    }
}

TEST_P(TransportContract, slices_of_a_file_arrive_as_bodies) {
    IncomingRequest seen;
    serve(plain([&](IncomingRequest const& incoming) {
        seen = incoming;
        return text("");
    }));
    std::string bytes;
    constexpr int longer_than_any_block = 100'000;
    for (int i = 0; i < longer_than_any_block; ++i) bytes += static_cast<char>(i * 7 + i / 256);
    auto const file = folder.write("source", bytes);
    for (auto const& [offset, length] :
         {std::pair(0U, 100'000U), std::pair(7U, 80'000U), std::pair(99'999U, 1U), std::pair(5U, 0U)}) {
        auto put = request("/", "PUT");
        put.body = FileSlice{.path = file, .offset = offset, .length = length};
        world().send(put);
        EXPECT_EQ(seen.method, "PUT");
        EXPECT_EQ(std::get<std::string>(seen.body), bytes.substr(offset, length));
        EXPECT_FALSE(seen.headers.find("Content-Type"));
        world().send(request("/", "GET"));
        EXPECT_EQ(std::get<std::string>(seen.body), "");
    }
}

TEST_P(TransportContract, parts_arrive_with_names_and_types) {
    std::optional<Form> form;
    serve(plain([&](IncomingRequest const& incoming) {
        form = read_form(incoming);
        return text("");
    }));
    auto post = request("/", "POST");
    post.body = Multipart{{"text", std::string("два\r\n--x"), "", ""},
                          {"file", folder.write("a", "bytes"), "запись.ogg", "audio/ogg"},
                          {"data", std::string("{}"), "data.json", "application/json"}};
    world().send(post);
    ASSERT_TRUE(form && form->find("text") && form->find("file") && form->find("data"));
    EXPECT_EQ(form->find("text")->value, "два\r\n--x");
    EXPECT_EQ(form->find("file")->filename, "запись.ogg");
    EXPECT_EQ(form->find("file")->content_type, "audio/ogg");
    EXPECT_EQ(form->find("file")->file_bytes(), "bytes");
    EXPECT_EQ(form->find("data")->filename, "data.json");
    EXPECT_EQ(form->find("data")->file_bytes(), "{}");
}

TEST_P(TransportContract, nothing_was_sent_to_a_host_that_is_not_there) {
    serve(plain([](IncomingRequest const&) { return text(""); }));
    Request post;
    post.method = "POST";
    post.url = world().nobody() + "/bot123:secret/sendMessage";
    post.body = std::string("{}");
    EXPECT_EQ(failure(post), Sent::no);
}

TEST_P(TransportContract, errors_name_the_host_and_never_the_path) {
    serve(plain([](IncomingRequest const&) { return text(std::string(100, 'x')); }));
    Request lost;
    lost.url = world().nobody() + "/bot123:secret/x?token=secret";
    auto long_answer = request("/bot123:secret/x?token=secret");
    long_answer.answer_max = 10;
    for (auto const& failing : {lost, long_answer}) {
        try {
            world().send(failing);
            FAIL();
        } catch (std::runtime_error const& error) {
            auto const host = split_url(failing.url).host;
            EXPECT_NE(std::string(error.what()).find(host), std::string::npos) << error.what();
            EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
        }
    }
}

TEST_P(TransportContract, a_connection_that_breaks_leaves_it_open_and_nothing_is_repeated) {
    int calls = 0;
    serve(plain([&](IncomingRequest const& incoming) {
        ++calls;
        auto response = text("0123456789");
        response.drop = incoming.path == "/drop";
        if (incoming.path == "/cut") response.truncate_after = 4;
        return response;
    }));
    world().send(request("/first"));  // so that a kept connection is there
    EXPECT_EQ(failure(request("/drop", "POST")), Sent::maybe);
    EXPECT_EQ(calls, 2);
    world().send(request("/second"));
    EXPECT_EQ(failure(request("/cut", "POST")), Sent::maybe);
    EXPECT_EQ(calls, 4);
}

TEST_P(TransportContract, a_longer_answer_than_allowed_is_refused) {
    serve(plain([](IncomingRequest const&) { return text(std::string(1000, 'x')); }));
    auto get = request("/");
    get.answer_max = 1000;
    EXPECT_EQ(world().send(get).body.size(), 1000U);
    get.answer_max = 999;
    EXPECT_THROW(world().send(get), RequestRefused);
}

TEST_P(TransportContract, an_endless_answer_is_refused_while_it_comes) {
    serve(plain([](IncomingRequest const&) {
        OutgoingResponse response;
        response.body =
            StreamBody([]() -> awaitable<std::optional<std::string>> { co_return std::string(1000, 'x'); });
        return response;
    }));
    auto get = request("/");
    get.answer_max = 100'000;
    EXPECT_THROW(world().send(get), RequestRefused);
}

TEST_P(TransportContract, a_good_body_goes_into_a_file_and_an_error_stays_in_memory) {
    serve(plain([](IncomingRequest const& incoming) {
        return text("body of " + incoming.path, incoming.path == "/missing" ? 404 : 200);
    }));
    auto const file = folder.path() / "answer";
    auto get = request("/found");
    get.answer_to = file;
    auto const found = world().send(get);
    EXPECT_EQ(found.body, "");
    EXPECT_EQ(read_file(file), "body of /found");
    get.url = world().base() + "/missing";
    get.answer_to = folder.path() / "other";
    auto const missing = world().send(get);
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.body, "body of /missing");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "other"));
}

TEST_P(TransportContract, no_file_is_left_of_an_answer_that_broke) {
    serve(plain([](IncomingRequest const& incoming) {
        auto response = text(std::string(1000, 'x'));
        if (incoming.path == "/cut") response.truncate_after = 500;
        return response;
    }));
    auto get = request("/cut");
    get.answer_to = folder.path() / "answer";
    EXPECT_EQ(failure(get), Sent::maybe);
    get.url = world().base() + "/long";
    get.answer_max = 900;
    EXPECT_THROW(world().send(get), RequestRefused);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_P(TransportContract, an_empty_good_body_makes_an_empty_file) {
    serve(plain([](IncomingRequest const&) { return text(""); }));
    auto get = request("/");
    get.answer_to = folder.path() / "answer";
    world().send(get);
    EXPECT_TRUE(std::filesystem::exists(*get.answer_to));
    EXPECT_EQ(std::filesystem::file_size(*get.answer_to), 0U);
}

TEST_P(TransportContract, a_host_that_does_not_answer_in_time_may_have_acted) {
    bool cancelled = false;
    auto const never = [&cancelled](IncomingRequest) -> awaitable<OutgoingResponse> {
        Wakeup wakeup(co_await asio::this_coro::executor);
        try {
            co_await wakeup.wait();
        } catch (boost::system::system_error const&) {
            cancelled = true;
            throw;
        }
        co_return OutgoingResponse{};
    };
    serve(never);
    auto get = request("/", "POST");
    get.timeout = std::chrono::milliseconds(30);
    EXPECT_EQ(failure(get), Sent::maybe);
    EXPECT_TRUE(run_until(world().loop(), [&] { return cancelled; }));
}

TEST_P(TransportContract, cancelling_the_caller_drops_the_request) {
    bool arrived = false;
    bool cancelled = false;
    auto const never = [&](IncomingRequest) -> awaitable<OutgoingResponse> {
        arrived = true;
        Wakeup wakeup(co_await asio::this_coro::executor);
        try {
            co_await wakeup.wait();
        } catch (boost::system::system_error const&) {
            cancelled = true;
            throw;
        }
        co_return OutgoingResponse{};
    };
    serve(never);
    TaskGroup tasks(world().loop().get_executor(), silent_log());
    std::exception_ptr error;
    auto const ask = [&]() -> awaitable<void> {
        try {
            co_await world().transport().send(request("/"));
        } catch (...) {
            error = std::current_exception();
            throw;
        }
    };
    tasks.spawn("ask", ask());
    ASSERT_TRUE(run_until(world().loop(), [&] { return arrived; }));
    tasks.cancel();
    run(world().loop(), tasks.join());
    ASSERT_TRUE(error);
    EXPECT_TRUE(is_cancelled(error));
    EXPECT_TRUE(run_until(world().loop(), [&] { return cancelled; }));
}

TEST_P(TransportContract, what_is_no_http_address_is_refused) {
    serve(plain([](IncomingRequest const&) { return text(""); }));
    for (std::string const url :
         {"", "example.com", "/path", "ftp://example.com/", "file:///etc/passwd", "http://",
          "http://user:password@127.0.0.1/", "http://a b/", "gopher://127.0.0.1:70/_x"}) {
        Request get;
        get.url = url;
        EXPECT_THROW(world().send(get), RequestRefused) << url;
        get.reach = Reach::public_only;
        EXPECT_THROW(world().send(get), RequestRefused) << url;
    }
}

TEST_P(TransportContract, addresses_from_outside_do_not_lead_inside) {
    bool reached = false;
    serve(plain([&](IncomingRequest const&) {
        reached = true;
        return text("secret");
    }));
    world().send(request("/"));  // a connection that was allowed is kept
    ASSERT_TRUE(std::exchange(reached, false));
    auto const port = split_url(world().base()).port;
    for (std::string const host :
         {"127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]",
          "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1",
          "169.254.169.254", "LOCALHOST", "a.localhost"}) {
        Request get;
        get.url = "http://" + host + ":" + port + "/";
        get.reach = Reach::public_only;
        get.timeout = std::chrono::seconds(5);
        EXPECT_THROW(world().send(get), RequestRefused) << host;
    }
    EXPECT_FALSE(reached);
}

INSTANTIATE_TEST_SUITE_P(Transports, TransportContract, testing::Values("real", "fake"),
                         [](auto const& parameter) { return parameter.param; });

}  // namespace
}  // namespace aisha::net::tests
