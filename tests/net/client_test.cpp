// What only the real client can show: large files, deadlines while connecting, connections that were kept.
#include "net/form.hpp"
#include "tests/net/raw_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <sys/resource.h>

#include <fstream>

/// Freed memory goes back early under AddressSanitizer, or nothing could be said of memory in use.
extern "C" char const* __asan_default_options();
extern "C" char const* __asan_default_options() { return "quarantine_size_mb=4"; }

namespace aisha::net::tests {
namespace {

using asio::ip::tcp;
using Sent = TransportError::Sent;
using namespace std::chrono_literals;

std::size_t resident_kib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6));
    throw std::runtime_error("no VmRSS");
}

/// Writes a file of `blocks` MiB that says at every place where it is.
std::filesystem::path large_file(TemporaryFolder const& folder, int blocks) {
    auto const path = folder.path() / "large";
    std::ofstream out(path, std::ios::binary);
    for (int block = 0; block < blocks; ++block) {
        std::string bytes;
        while (bytes.size() < limits::mib)
            bytes += fmt::format("{:07} ", out.tellp() + std::streamoff(bytes.size()));
        bytes.resize(limits::mib);
        out << bytes;
    }
    return path;
}

TEST(Client, sixty_megabytes_go_up_and_come_down_with_flat_memory) {
    constexpr int size = 60;
    TemporaryFolder folder;
    auto const file = large_file(folder, size);
    std::size_t most = 0;
    std::optional<Form> form;
    Loopback world(plain([&](IncomingRequest const& request) {
        most = std::max(most, resident_kib());
        form = read_form(request);
        if (!form) return text("no form");
        most = std::max(most, resident_kib());
        OutgoingResponse response;
        response.body = std::get<FileBody>(form->find("file")->file);
        return response;
    }));
    world.get("/warm");
    auto const before = resident_kib();
    Request request;
    request.method = "POST";
    request.url = world.url("/");
    request.body =
        Multipart{{"kind", std::string("audio"), "", ""}, {"file", file, "large.bin", "audio/ogg"}};
    request.answer_to = folder.path() / "back";
    request.answer_max = 100 * limits::mib;
    EXPECT_EQ(world.send(request).status, 200);
    most = std::max(most, resident_kib());
    EXPECT_EQ(form->find("kind")->value, "audio");
    EXPECT_EQ(form->find("file")->file_size(), size * limits::mib);
    EXPECT_EQ(read_file(folder.path() / "back"), read_file(file));
    EXPECT_LT(most - before, 12 * 1024U) << "KiB more than before";
    form.reset();
    EXPECT_TRUE(std::filesystem::is_empty(world.folder.path()));
}

TEST(Client, a_name_that_does_not_resolve_was_not_asked) {
    Loopback world(plain([](IncomingRequest const&) { return text(""); }));
    Request request;
    request.method = "POST";
    request.url = "http://does-not-exist.invalid/secret";
    try {
        world.send(request);
        FAIL();
    } catch (TransportError const& error) {
        EXPECT_EQ(error.sent(), Sent::no);
        EXPECT_NE(std::string(error.what()).find("does-not-exist.invalid"), std::string::npos);
        EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
    }
}

TEST(Client, a_server_that_speaks_no_tls_was_not_asked) {
    bool called = false;
    Loopback world(plain([&](IncomingRequest const&) {
        called = true;
        return text("");
    }));
    Request request;
    request.method = "POST";
    request.url = "https://" + world.server->address() + "/";
    request.body = std::string("{}");
    try {
        world.send(request);
        FAIL();
    } catch (TransportError const& error) {
        EXPECT_EQ(error.sent(), Sent::no);
    }
    EXPECT_FALSE(called);
}

/// A server of one line: does with its next connections what it is told.
class Puppet {
public:
    explicit Puppet(asio::io_context& loop)
        : acceptor(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}
    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
    }

    awaitable<tcp::socket> accept() { co_return co_await acceptor.async_accept(asio::use_awaitable); }
    static awaitable<void> read_request(tcp::socket& socket) {
        std::string bytes;
        co_await asio::async_read_until(socket, asio::dynamic_buffer(bytes), "\r\n\r\n", asio::use_awaitable);
    }
    static awaitable<void> write(tcp::socket& socket, std::string bytes) {
        co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
    }

    tcp::acceptor acceptor;
};

class ClientAgainstPuppet : public testing::Test {
protected:
    std::variant<Response, Sent> send(std::string const& method, Duration timeout = 10s) {
        Request request;
        request.method = method;
        request.url = puppet.url();
        request.timeout = timeout;
        try {
            return run(loop, client.send(request));
        } catch (TransportError const& error) {
            return error.sent();
        }
    }

    asio::io_context loop{1};
    Puppet puppet{loop};
    HttpClient client{loop.get_executor()};
    TaskGroup tasks{loop.get_executor(), silent_log()};
};

TEST_F(ClientAgainstPuppet, a_kept_connection_that_the_server_closed_meanwhile_is_replaced) {
    auto const serve = [](Puppet& server, int& served) -> awaitable<void> {
        for (int time = 0; time < 2; ++time) {
            auto socket = co_await server.accept();
            co_await Puppet::read_request(socket);
            co_await Puppet::write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            ++served;
        }
    };
    int served = 0;
    tasks.spawn("puppet", serve(puppet, served));
    EXPECT_EQ(std::get<Response>(send("POST")).body, "ok");
    ASSERT_TRUE(run_until(loop, [&] { return served == 1; }));
    EXPECT_EQ(std::get<Response>(send("POST")).body, "ok");
    EXPECT_EQ(served, 2);
}

/// Answers once on a connection, reads the next request there and closes; then would answer on a new
/// connection.
awaitable<void> fail_second(Puppet& server, int& requests) {
    auto socket = co_await server.accept();
    co_await Puppet::read_request(socket);
    ++requests;
    co_await Puppet::write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    co_await Puppet::read_request(socket);
    ++requests;
    socket.close();
    auto other = co_await server.accept();
    co_await Puppet::read_request(other);
    ++requests;
    co_await Puppet::write(other, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain");
}

TEST_F(ClientAgainstPuppet, what_may_have_been_acted_upon_is_not_repeated) {
    int requests = 0;
    tasks.spawn("puppet", fail_second(puppet, requests));
    EXPECT_TRUE(std::holds_alternative<Response>(send("POST")));
    EXPECT_EQ(std::get<Sent>(send("POST")), Sent::maybe);
    EXPECT_EQ(requests, 2);
    tasks.cancel();
    run(loop, tasks.join());
}

TEST_F(ClientAgainstPuppet, what_only_reads_is_repeated) {
    int requests = 0;
    tasks.spawn("puppet", fail_second(puppet, requests));
    EXPECT_TRUE(std::holds_alternative<Response>(send("GET")));
    EXPECT_EQ(std::get<Response>(send("GET")).body, "again");
    EXPECT_EQ(requests, 3);
}

TEST_F(ClientAgainstPuppet, rubbish_and_half_answers_are_errors) {
    std::vector<std::string> const answers = {
        "rubbish\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", ""};
    auto const serve = [](Puppet& server, std::vector<std::string> const& all) -> awaitable<void> {
        for (auto const& answer : all) {
            auto socket = co_await server.accept();
            co_await Puppet::read_request(socket);
            co_await Puppet::write(socket, answer);
        }
    };
    tasks.spawn("puppet", serve(puppet, answers));
    for (auto const& answer : answers) {
        auto const result = send("POST");
        ASSERT_TRUE(std::holds_alternative<Sent>(result)) << answer;
        EXPECT_EQ(std::get<Sent>(result), Sent::maybe) << answer;
    }
}

TEST_F(ClientAgainstPuppet, an_endless_header_is_refused) {
    auto const serve = [](Puppet& server) -> awaitable<void> {
        auto socket = co_await server.accept();
        co_await Puppet::read_request(socket);
        std::string lines = "HTTP/1.1 200 OK\r\n";
        for (int line = 0; line < 1000; ++line) lines += "X-Line: " + std::string(500, 'x') + "\r\n";
        co_await asio::async_write(socket, asio::buffer(lines), asio::as_tuple(asio::use_awaitable));
    };
    tasks.spawn("puppet", serve(puppet));
    EXPECT_ANY_THROW(std::get<Response>(send("GET")));
}

TEST_F(ClientAgainstPuppet, interim_answers_are_not_the_answer) {
    auto const serve = [](Puppet& server) -> awaitable<void> {
        auto socket = co_await server.accept();
        co_await Puppet::read_request(socket);
        co_await Puppet::write(socket, "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
                                       "HTTP/1.1 201 Created\r\nX-Late: 1\r\nContent-Length: 0\r\n\r\n");
    };
    tasks.spawn("puppet", serve(puppet));
    auto const response = std::get<Response>(send("POST"));
    EXPECT_EQ(response.status, 201);
    EXPECT_FALSE(response.headers.find("X-Early"));
    EXPECT_TRUE(response.headers.find("X-Late"));
}

TEST_F(ClientAgainstPuppet, a_connection_that_trickles_ends_with_the_time_of_the_whole) {
    auto const serve = [](Puppet& server) -> awaitable<void> {
        auto socket = co_await server.accept();
        co_await Puppet::read_request(socket);
        co_await Puppet::write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
        asio::steady_timer pause(co_await asio::this_coro::executor);
        for (;;) {
            co_await Puppet::write(socket, "x");
            pause.expires_after(10ms);
            co_await pause.async_wait(asio::use_awaitable);
        }
    };
    tasks.spawn("puppet", serve(puppet));
    auto const start = std::chrono::steady_clock::now();
    EXPECT_EQ(std::get<Sent>(send("GET", 100ms)), Sent::maybe);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
    tasks.cancel();
    run(loop, tasks.join());
}

TEST(Client, what_cannot_be_read_or_written_is_no_fault_of_the_network) {
    Loopback world(plain([](IncomingRequest const&) { return text("x"); }));
    Request upload;
    upload.method = "POST";
    upload.url = world.url("/");
    upload.body = Multipart{{"file", world.folder.path() / "missing", "a", ""}};
    EXPECT_THROW(world.send(upload), std::runtime_error);
    Request download;
    download.url = world.url("/");
    download.answer_to = world.folder.path() / "no" / "such" / "folder";
    try {
        world.send(download);
        FAIL();
    } catch (Unavailable const&) {
        FAIL() << "the disk is not the network";
    } catch (std::runtime_error const&) {
        SUCCEED();
    }
    EXPECT_EQ(world.get("/").body, "x");
}

TEST(Client, header_fields_cannot_split_a_request) {
    Loopback world(plain([](IncomingRequest const&) { return text("x"); }));
    for (auto const& [name, value] : std::vector<std::pair<std::string, std::string>>{
             {"X", "a\r\nEvil: 1"}, {"X\r\nEvil", "1"}, {"", "1"}, {"A B", "1"}, {"A:", "1"}}) {
        Request request;
        request.url = world.url("/");
        request.headers.add(name, value);
        EXPECT_THROW(world.send(request), std::invalid_argument);
    }
}

TEST(Client, a_request_without_time_is_not_sent) {
    bool called = false;
    Loopback world(plain([&](IncomingRequest const&) {
        called = true;
        return text("");
    }));
    Request request;
    request.url = world.url("/");
    request.timeout = Duration::zero();
    EXPECT_THROW(world.send(request), TransportError);
    EXPECT_FALSE(called);
}

TEST(Client, many_cancelled_requests_leave_the_client_whole) {
    int arrived = 0;
    Loopback world([&](IncomingRequest request) -> awaitable<OutgoingResponse> {
        if (request.path == "/quick") co_return text("quick");
        ++arrived;
        Wakeup never(co_await asio::this_coro::executor);
        co_await never.wait();
        co_return text("");
    });
    auto const ask = [&]() -> awaitable<void> {
        Request request;
        request.url = world.url("/");
        co_await world.client->send(request);
    };
    for (int round = 0; round < 5; ++round) {
        TaskGroup group(world.loop.get_executor(), silent_log());
        arrived = 0;
        for (int time = 0; time < 20; ++time) group.spawn("ask", ask());
        if (round % 2 == 0) {
            ASSERT_TRUE(run_until(world.loop, [&] { return arrived == 20; }));
        }
        group.cancel();
        run(world.loop, group.join());
        EXPECT_EQ(world.get("/quick").body, "quick");
    }
}

TEST(Client, redirects_are_the_callers_where_the_address_is_configured) {
    Loopback world(plain([](IncomingRequest const& request) {
        auto response = text(request.path, request.path == "/a" ? 302 : 200);
        if (request.path == "/a") response.headers.add("Location", "/b");
        return response;
    }));
    auto const response = world.get("/a");
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(response.headers.find("Location"), "/b");
}

TEST(HttpClient, a_file_that_ends_too_early_or_is_not_there_is_an_error_of_ours) {
    Loopback loopback(plain([](IncomingRequest const&) { return text(""); }));
    auto const put = [&](std::filesystem::path const& file) {
        return loopback.send({.method = "PUT",
                              .url = loopback.url("/"),
                              .body = FileSlice{.path = file, .offset = 0, .length = 10}});
    };
    auto const file = loopback.folder.write("file", "short");
    for (auto const& wrong : {file, loopback.folder.path() / "nothing"}) {
        try {
            put(wrong);
            ADD_FAILURE() << wrong;
        } catch (TransportError const& e) {
            ADD_FAILURE() << "trying again does not help: " << e.what();
        } catch (std::runtime_error const& e) {
            EXPECT_TRUE(std::string(e.what()).contains("cannot read")) << e.what();
        }
    }
    loopback.folder.write("file", "long enough");
    EXPECT_TRUE(put(file).ok());
}

}  // namespace
}  // namespace aisha::net::tests
