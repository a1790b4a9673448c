// Addresses from outside that lead inside by another spelling or by a name: none is connected to.
#include "net/url_policy.hpp"
#include "tests/net/loopback.hpp"

#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <cstring>
#include <map>
#include <mutex>

namespace aisha::net::tests {
namespace {

/// Names that only this test knows: what each answer of the resolver is, one after the other, the last again
/// and again. An answer is several addresses with spaces between. Asked from curl's threads.
struct Names {
    std::mutex mutex;
    std::map<std::string, std::vector<std::string>> answers;
};
Names& names() {
    static Names all;
    return all;
}

std::optional<std::string> next_answer(std::string const& name) {
    std::scoped_lock const lock(names().mutex);
    auto const found = names().answers.find(name);
    if (found == names().answers.end()) return std::nullopt;
    auto answer = found->second.front();
    if (found->second.size() > 1) found->second.erase(found->second.begin());
    return answer;
}

/// Connections to anywhere that were begun while a test looks, other than to this machine's loopback.
std::atomic<int> connections_outside = 0;

template <class Function>
Function* real(char const* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace
}  // namespace aisha::net::tests

// In place of the C library's, for curl too, which finds them in the program first.
extern "C" int getaddrinfo(char const* node, char const* service, addrinfo const* hints, addrinfo** result) {
    using namespace aisha::net::tests;
    auto* const resolve = real<decltype(getaddrinfo)>("getaddrinfo");
    auto const answer = node ? next_answer(node) : std::nullopt;
    if (!answer) return resolve(node, service, hints, result);
    addrinfo numeric = hints ? *hints : addrinfo{};
    numeric.ai_family = AF_UNSPEC;
    numeric.ai_flags = AI_NUMERICHOST;
    addrinfo* first = nullptr;
    addrinfo** end = &first;
    for (std::size_t at = 0; at < answer->size();) {
        auto const space = std::min(answer->find(' ', at), answer->size());
        if (auto const code = resolve(answer->substr(at, space - at).c_str(), service, &numeric, end))
            return code;
        while (*end) end = &(*end)->ai_next;
        at = space + 1;
    }
    *result = first;
    return 0;
}

extern "C" int connect(int socket, sockaddr const* address, socklen_t length) {
    using namespace aisha::net::tests;
    if (aisha::net::is_public(*address)) {  // never from a test
        ++connections_outside;
        errno = ECONNREFUSED;
        return -1;
    }
    return real<decltype(connect)>("connect")(socket, address, length);
}

namespace aisha::net::tests {
namespace {

/// A server on all addresses of this machine, and whether anybody reached it.
class Inside : public testing::Test {
protected:
    static ServerOptions everywhere() {
        ServerOptions options;
        options.listen = "[::]:0";
        return options;
    }
    void SetUp() override { connections_outside = 0; }
    void TearDown() override { names().answers.clear(); }

    void expect_unreached(std::string const& host) {
        Request request;
        request.url = "http://" + host + ":" + std::to_string(world.server->port()) + "/";
        request.reach = Reach::public_only;
        request.timeout = std::chrono::seconds(20);
        EXPECT_ANY_THROW(world.send(request)) << host;
        EXPECT_EQ(reached, 0) << host;
    }

    void name_leads_to(std::string const& name, std::vector<std::string> answers) {
        std::scoped_lock const lock(names().mutex);
        names().answers[name] = std::move(answers);
    }

    int reached = 0;
    Loopback world{plain([this](IncomingRequest const&) {
                       ++reached;
                       return text("inside");
                   }),
                   everywhere()};
};

TEST_F(Inside, is_there_for_those_who_may) {
    for (auto const* host : {"127.0.0.1", "[::1]", "0x7f000001"}) {
        Request request;
        request.url = std::string("http://") + host + ":" + std::to_string(world.server->port()) + "/";
        EXPECT_EQ(world.send(request).body, "inside") << host;
    }
}

TEST_F(Inside, no_spelling_of_an_address_reaches_it) {
    for (auto const* host :
         {// decimal, octal, hexadecimal, mixed, short, long
          "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1",
          "0177.1", "017700000001", "0x7F.0x0.0x0.0x1", "0x7f.0.1", "127.0x1", "127.255.255.254",
          "127.0.0.01", "0", "0.0.0.0", "0x0", "00.0.0.0",
          // IPv6, with an IPv4 address in it, with a zone
          "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000:0000:0000:0000:0000:0000:0000:0001]",
          "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]",
          "[::1%25lo]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]",
          // dots and digits of other scripts, trailing dots, names
          "127\u30020\u30020\u30021", "127\uff0e0\uff0e0\uff0e1", "127\uff610\uff610\uff611",
          "\uff11\uff12\uff17.0.0.1", "\u2460\u2461\u2466.0.0.1", "127.0.0.1.", "localhost", "localhost.",
          "LOCALHOST", "l\u2134calhost", "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
          "sub.localhost", "%6cocalhost", "%31%32%37.0.0.1",
          // what stands before an @ is no host
          "example.com@127.0.0.1", "127.0.0.1%23@127.0.0.1", "example.com%40127.0.0.1",
          "example.com\\@127.0.0.1", "user:password@127.0.0.1"})
        expect_unreached(host);
    EXPECT_EQ(connections_outside, 0);
}

TEST_F(Inside, names_are_judged_by_every_address_they_lead_to) {
    name_leads_to("inside.test", {"127.0.0.1"});
    name_leads_to("inside6.test", {"::1"});
    name_leads_to("cloud.test", {"169.254.169.254"});
    name_leads_to("mapped.test", {"::ffff:127.0.0.1"});
    for (auto const* host : {"inside.test", "inside6.test", "cloud.test", "mapped.test", "inside.test."})
        expect_unreached(host);
    EXPECT_EQ(connections_outside, 0);
    // Where the first address does not answer, the second is tried, and judged as well.
    name_leads_to("both.test", {"93.184.216.34 127.0.0.1"});
    expect_unreached("both.test");
    EXPECT_EQ(connections_outside.exchange(0), 1);
}

TEST_F(Inside, a_name_that_leads_elsewhere_the_second_time_is_judged_again) {
    name_leads_to("rebound.test", {"93.184.216.34", "127.0.0.1"});
    for (int i = 0; i < 3; ++i) {
        expect_unreached("rebound.test");
        world.client = std::make_unique<HttpClient>(world.loop.get_executor());  // which remembers no name
    }
    EXPECT_EQ(connections_outside, 1) << "the first address is a public one";
}

}  // namespace
}  // namespace aisha::net::tests
