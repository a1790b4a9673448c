// Addresses from outside: checked when connecting, on kept connections, and at every redirect.
#include "net/url_policy.hpp"
#include "tests/net/loopback.hpp"

#include <netdb.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>

namespace aisha::net::tests {
namespace {

/// A name other than localhost that leads to this machine; empty where there is none.
std::string name_of_this_machine() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(name.data(), nullptr, &hints, &found) != 0) return {};
    bool const inside = !is_public(*found->ai_addr);
    ::freeaddrinfo(found);
    return inside ? std::string(name.data()) : std::string();
}

Request outside(std::string url) {
    Request request;
    request.url = std::move(url);
    request.reach = Reach::public_only;
    return request;
}

TEST(ClientReach, a_name_is_judged_by_the_address_it_leads_to) {
    auto const name = name_of_this_machine();
    if (name.empty()) GTEST_SKIP() << "this machine has no name of its own that leads to it";
    bool reached = false;
    ServerOptions options;
    options.listen = "0.0.0.0:0";
    Loopback world(plain([&](IncomingRequest const&) {
                       reached = true;
                       return text("inside");
                   }),
                   options);
    auto const url = "http://" + name + ":" + std::to_string(world.server->port()) + "/";
    EXPECT_THROW(world.send(outside(url)), RequestRefused);
    Request configured;
    configured.url = url;
    EXPECT_EQ(world.send(configured).body, "inside");
    reached = false;
    EXPECT_THROW(world.send(outside(url)), RequestRefused);  // over the connection that is kept now
    EXPECT_FALSE(reached);
    EXPECT_EQ(world.send(configured).body, "inside");
}

/// Redirects need hosts that count as public: a proxy of ours plays them all.
class BehindProxy : public testing::Test {
protected:
    BehindProxy() {
        ::setenv("http_proxy", ("http://" + world.server->address()).c_str(), 1);
        client = std::make_unique<HttpClient>(world.loop.get_executor());
        ::unsetenv("http_proxy");
    }
    ~BehindProxy() override { client.reset(); }

    Response send(Request request) { return run(world.loop, client->send(std::move(request))); }

    OutgoingResponse answer(IncomingRequest const& request) {
        auto const host = std::string(request.headers.find("Host").value_or(""));
        seen.push_back(request.method + " " + host + request.path);
        keys.push_back(std::string(request.headers.find("Authorization").value_or("")));
        auto const to = targets.find(host + request.path);
        if (to == targets.end()) return text("end");
        auto response = text("elsewhere", status);
        response.headers.add("Location", to->second);
        return response;
    }

    int status = 302;
    std::map<std::string, std::string> targets;
    std::vector<std::string> seen;
    std::vector<std::string> keys;
    Loopback world{plain([this](IncomingRequest const& request) { return answer(request); })};
    std::unique_ptr<HttpClient> client;
};

TEST_F(BehindProxy, redirects_are_followed_and_keys_stay_with_the_first_host) {
    targets = {{"a.example/1", "/2"}, {"a.example/2", "http://b.example/3?x=1"}};
    auto request = outside("http://a.example/1");
    request.headers.add("Authorization", "Key secret");
    EXPECT_EQ(send(request).body, "end");
    EXPECT_EQ(seen, (std::vector<std::string>{"GET a.example/1", "GET a.example/2", "GET b.example/3"}));
    EXPECT_EQ(keys, (std::vector<std::string>{"Key secret", "Key secret", ""}));
}

TEST_F(BehindProxy, redirects_to_the_inside_are_refused) {
    for (std::string const target :
         {"http://127.0.0.1/", "http://localhost:8080/", "http://2130706433/", "http://[::1]/",
          "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd",
          "http://user:password@b.example/"}) {
        seen.clear();
        targets = {{"a.example/", target}};
        EXPECT_THROW(send(outside("http://a.example/")), RequestRefused) << target;
        EXPECT_EQ(seen.size(), 1U) << target;
    }
}

TEST_F(BehindProxy, redirects_have_an_end) {
    targets = {{"a.example/", "/"}};
    EXPECT_THROW(send(outside("http://a.example/")), RequestRefused);
    EXPECT_EQ(seen.size(), 4U);
}

TEST_F(BehindProxy, what_is_not_only_read_is_not_sent_elsewhere) {
    targets = {{"a.example/", "http://b.example/"}};
    status = 307;
    auto request = outside("http://a.example/");
    request.method = "POST";
    request.body = std::string("{}");
    EXPECT_EQ(send(request).status, 307);
    EXPECT_EQ(seen.size(), 1U);
}

TEST_F(BehindProxy, only_the_last_answer_goes_into_the_file) {
    TemporaryFolder folder;
    targets = {{"a.example/", "http://b.example/"}};
    auto request = outside("http://a.example/");
    request.answer_to = folder.path() / "file";
    EXPECT_EQ(send(request).status, 200);
    EXPECT_EQ(read_file(*request.answer_to), "end");
}

TEST_F(BehindProxy, the_machine_itself_is_not_asked_through_the_proxy) {
    Request request;
    request.url = world.url("/direct");
    EXPECT_EQ(send(request).body, "end");
    EXPECT_EQ(seen, (std::vector<std::string>{"GET " + world.server->address() + "/direct"}));
}

}  // namespace
}  // namespace aisha::net::tests
