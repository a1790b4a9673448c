// What OpenAI-compatible services say of their failures, and who must act.
#include "services/openai/service_error.hpp"

#include "core/errors.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

constexpr ServiceNames names{.service = "the service", .key = "KEY", .model = "MODEL", .address = "URL"};

std::string thrown(int status, std::string body, net::Headers headers = {}) {
    net::Response const response{.status = status, .headers = std::move(headers), .body = std::move(body)};
    try {
        throw_service_error(response, read_service_error(response.body), names);
    } catch (Unavailable const& error) {
        auto const wait = error.retry_after();
        return fmt::format("unavailable {} {}", wait ? wait->count() : -1, error.what());
    } catch (std::exception const& error) {
        return error.what();
    }
}

TEST(ServiceError, reads_every_shape) {
    auto const openai = read_service_error(
        R"({"error":{"message":"No such model","type":"invalid_request_error","param":"model","code":"x"}})");
    EXPECT_EQ(openai.message, "No such model");
    EXPECT_EQ(openai.code, "x");
    EXPECT_EQ(openai.param, "model");
    EXPECT_EQ(read_service_error(R"({"error":{"message":"m","type":"t","code":null}})").code, "t");
    EXPECT_EQ(read_service_error(R"({"error":"failed"})").message, "failed");
    EXPECT_EQ(read_service_error(R"({"detail":"not installed"})").message, "not installed");
    EXPECT_EQ(read_service_error("<html>\n <b>Bad  gateway").message, "<html> <b>Bad gateway");
    EXPECT_EQ(read_service_error(std::string(5000, 'x')).message.size(), 300U);
}

TEST(ServiceError, tells_who_must_act) {
    EXPECT_EQ(thrown(401, R"({"error":"no"})"), "the service answered 401: no (check KEY)");
    EXPECT_EQ(thrown(404, R"({"error":"no"})"),
              "the service answered 404: no (check MODEL, and that URL ends in /v1)");
    EXPECT_EQ(
        thrown(429, R"({"error":{"message":"slow","code":"rate_limit_exceeded"}})", {{"Retry-After", "7"}}),
        "unavailable 7 the service answered 429: slow");
    EXPECT_EQ(thrown(429, "{}", {{"retry-after-ms", "1500"}, {"Retry-After", "9"}}),
              "unavailable 2 the service answered 429: {}");
    EXPECT_TRUE(
        thrown(429, R"({"error":{"message":"no","code":"insufficient_quota"}})").ends_with("used up)"));
    EXPECT_EQ(thrown(503, "busy"), "unavailable -1 the service answered 503: busy");
    EXPECT_EQ(thrown(418, "tea"), "the service answered 418: tea");
}

TEST(ServiceError, adds_a_key_where_there_is_one) {
    net::Request request;
    authorize(request, Secret());
    EXPECT_FALSE(request.headers.find("Authorization"));
    authorize(request, Secret("sk-1"));
    EXPECT_EQ(request.headers.find("Authorization"), "Bearer sk-1");
}

}  // namespace
}  // namespace aisha
