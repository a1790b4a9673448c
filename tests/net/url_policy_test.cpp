// Public addresses, URLs taken apart, proxies.
#include "net/url_policy.hpp"

#include "net/http.hpp"
#include "net/proxy.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <map>

namespace aisha::net {
namespace {

bool is_public_text(std::string const& text) {
    sockaddr_storage storage{};
    auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
    auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
    } else {
        if (::inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) != 1) throw std::invalid_argument(text);
        v6->sin6_family = AF_INET6;
    }
    return is_public(reinterpret_cast<sockaddr const&>(storage));
}

TEST(UrlPolicy, public_addresses_are_public) {
    for (std::string const address : {"1.1.1.1",
                                      "8.8.8.8",
                                      "9.255.255.255",
                                      "11.0.0.0",
                                      "100.63.255.255",
                                      "100.128.0.0",
                                      "126.255.255.255",
                                      "128.0.0.0",
                                      "149.154.167.220",
                                      "172.15.255.255",
                                      "172.32.0.0",
                                      "192.0.1.0",
                                      "192.167.255.255",
                                      "192.169.0.0",
                                      "198.17.255.255",
                                      "198.20.0.0",
                                      "223.255.255.255",
                                      "2001:4860:4860::8888",
                                      "2001:67c:4e8:f004::9",
                                      "2606:4700::1111",
                                      "2a00:1450::1",
                                      "::ffff:8.8.8.8",
                                      "64:ff9b::808:808",
                                      "2002:808:808::1",
                                      "2001:200::1"}) {
        EXPECT_TRUE(is_public_text(address)) << address;
    }
}

TEST(UrlPolicy, all_others_are_not) {
    for (std::string const address : {"0.0.0.0",
                                      "0.255.255.255",
                                      "10.0.0.0",
                                      "10.255.255.255",
                                      "100.64.0.0",
                                      "100.127.255.255",
                                      "127.0.0.1",
                                      "127.255.255.255",
                                      "169.254.0.1",
                                      "169.254.169.254",
                                      "172.16.0.0",
                                      "172.31.255.255",
                                      "192.0.0.1",
                                      "192.0.2.1",
                                      "192.88.99.1",
                                      "192.168.0.0",
                                      "192.168.255.255",
                                      "198.18.0.0",
                                      "198.19.255.255",
                                      "198.51.100.7",
                                      "203.0.113.255",
                                      "224.0.0.1",
                                      "239.255.255.255",
                                      "240.0.0.0",
                                      "255.255.255.255",
                                      "::",
                                      "::1",
                                      "::7f00:1",
                                      "::ffff:127.0.0.1",
                                      "::ffff:10.1.2.3",
                                      "64:ff9b::7f00:1",
                                      "64:ff9b::a00:1",
                                      "64:ff9b:1::808:808",
                                      "2002:7f00:1::1",
                                      "2002:c0a8:101::",
                                      "2001::1",
                                      "2001:0:53aa:64c:0:fbff:80ff:fffe",
                                      "2001:db8::1",
                                      "2001:10::1",
                                      "2001:2::1",
                                      "3fff::1",
                                      "100::1",
                                      "fc00::1",
                                      "fd12:3456::1",
                                      "fe80::1",
                                      "fec0::1",
                                      "ff02::1",
                                      "4000::1",
                                      "5f00::1"}) {
        EXPECT_FALSE(is_public_text(address)) << address;
    }
    sockaddr local{};
    local.sa_family = AF_UNIX;
    EXPECT_FALSE(is_public(local));
}

TEST(UrlPolicy, urls_are_taken_apart) {
    auto const url = split_url("HTTPS://Example.COM:8443/a/b?c=d&e=%2F#part");
    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.host, "example.com");
    EXPECT_EQ(url.port, "8443");
    EXPECT_EQ(url.path, "/a/b?c=d&e=%2F");
    EXPECT_EQ(split_url("http://[2001:DB8::1]/").host, "2001:db8::1");
    EXPECT_EQ(split_url("http://h").path, "/");
    EXPECT_EQ(split_url("http://h").port, "");
}

TEST(UrlPolicy, spellings_of_an_address_are_one_address) {
    for (std::string const spelling :
         {"127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1"})
        EXPECT_EQ(split_url("http://" + spelling + "/").host, "127.0.0.1") << spelling;
}

TEST(UrlPolicy, what_is_no_http_url_is_refused) {
    for (std::string const url :
         {"", "/", "example.com", "//example.com", "ftp://example.com/", "javascript:alert(1)", "http://",
          "http://user@example.com/", "http://a:b@example.com/", "http://exa mple.com/",
          "http://example.com:99999/", "file:///etc/passwd", "http://[::1/"})
        EXPECT_THROW(split_url(url), RequestRefused) << url;
    EXPECT_THROW(split_url(std::string("http://a\0.example.com/", 22)), RequestRefused);
    EXPECT_THROW(split_url("http://a\r\nb/"), RequestRefused);
}

TEST(UrlPolicy, references_are_resolved) {
    std::string const base = "https://a.example/dir/page?x=1";
    EXPECT_EQ(join_url(base, "other"), "https://a.example/dir/other");
    EXPECT_EQ(join_url(base, "/root?q=1"), "https://a.example/root?q=1");
    EXPECT_EQ(join_url(base, "//b.example/x"), "https://b.example/x");
    EXPECT_EQ(join_url(base, "http://c.example/"), "http://c.example/");
    EXPECT_THROW(join_url(base, "file:///etc/passwd"), RequestRefused);
    EXPECT_THROW(join_url(base, "http://user@c.example/"), RequestRefused);
}

TEST(UrlPolicy, percent_encoding_goes_both_ways) {
    std::string every;
    for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
    EXPECT_EQ(percent_decode(percent_encode(every)), every);
    EXPECT_EQ(percent_encode("a-Z_0.9~ /ж"), "a-Z_0.9~%20%2F%D0%B6");
    for (std::string const wrong : {"%", "%2", "%zz", "a%1"}) EXPECT_FALSE(percent_decode(wrong)) << wrong;
}

TEST(Headers, retry_after_is_read_in_digits_only) {
    auto const seconds = [](std::string value) {
        Response response;
        response.headers.add("retry-after", std::move(value));
        return response.retry_after();
    };
    EXPECT_EQ(seconds("7"), std::chrono::seconds(7));
    EXPECT_EQ(seconds(" 0 "), std::chrono::seconds(0));
    EXPECT_EQ(seconds("99999999999999999999"), std::chrono::weeks(1));
    for (std::string const wrong : {"", "-1", "1.5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"})
        EXPECT_FALSE(seconds(wrong)) << wrong;
    EXPECT_FALSE(Response().retry_after());
}

std::string proxy(std::map<std::string, std::string> const& environment, std::string const& url) {
    ProxySettings const settings([&](char const* name) {
        auto const found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
    });
    return settings.proxy_for(split_url(url));
}

TEST(Proxy, the_usual_variables_are_honoured) {
    EXPECT_EQ(proxy({}, "https://a.example/"), "");
    EXPECT_EQ(proxy({{"HTTPS_PROXY", "http://p:1"}}, "https://a.example/"), "http://p:1");
    EXPECT_EQ(proxy({{"HTTPS_PROXY", "http://p:1"}}, "http://a.example/"), "");
    EXPECT_EQ(proxy({{"HTTP_PROXY", "http://p:1"}}, "http://a.example/"), "http://p:1");
    EXPECT_EQ(proxy({{"ALL_PROXY", "socks5://p:1"}}, "https://a.example/"), "socks5://p:1");
    EXPECT_EQ(proxy({{"ALL_PROXY", "x"}, {"https_proxy", "y"}, {"HTTPS_PROXY", "z"}}, "https://a.example/"),
              "y");
}

TEST(Proxy, exceptions_and_the_machine_itself_are_reached_directly) {
    auto const direct = [](std::string const& exceptions, std::string const& url) {
        return proxy({{"ALL_PROXY", "p"}, {"NO_PROXY", exceptions}}, url).empty();
    };
    EXPECT_TRUE(direct("a.example, .b.example", "https://a.example/"));
    EXPECT_TRUE(direct("a.example, .b.example", "https://x.b.example/"));
    EXPECT_TRUE(direct("a.example", "https://deep.a.example/"));
    EXPECT_FALSE(direct("a.example", "https://bada.example/"));
    EXPECT_TRUE(direct("*", "https://a.example/"));
    EXPECT_TRUE(direct("10.0.0.0/8,fd00::/8", "http://10.1.2.3/"));
    EXPECT_TRUE(direct("10.0.0.0/8,fd00::/8", "http://[fd00::1]/"));
    EXPECT_FALSE(direct("10.0.0.0/8", "http://11.1.2.3/"));
    EXPECT_TRUE(direct("192.168.1.1", "http://192.168.1.1/"));
    for (std::string const own :
         {"http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/", "http://127.9.9.9/"})
        EXPECT_TRUE(direct("", own)) << own;
}

}  // namespace
}  // namespace aisha::net
