// Signatures of requests to S3, against the examples that AWS publishes:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
#include "net/s3_signature.hpp"

#include "core/hash.hpp"

#include <gtest/gtest.h>

namespace aisha::net {
namespace {

S3Credentials const credentials{.access_key = "AKIAIOSFODNN7EXAMPLE",
                                .secret_key = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                                .region = "us-east-1"};
constexpr Time now = std::chrono::sys_days(std::chrono::year(2013) / 5 / 24);
std::string const empty_sha256 = sha256_hex("");
std::string const authorization_begin =
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=";

std::string authorization(Request request, std::string const& payload_sha256) {
    sign_s3(request, credentials, now, payload_sha256);
    return std::string(request.headers.find("Authorization").value_or(""));
}

Request request(std::string method, std::string const& path) {
    return {.method = std::move(method), .url = "https://examplebucket.s3.amazonaws.com" + path};
}

TEST(S3Signature, gets_a_range_of_an_object_as_published) {
    auto get = request("GET", "/test.txt");
    get.headers.add("Range", "bytes=0-9");
    EXPECT_EQ(authorization(get, empty_sha256),
              authorization_begin + "host;range;x-amz-content-sha256;x-amz-date,Signature="
                                    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(S3Signature, puts_an_object_as_published) {
    auto put = request("PUT", "/test%24file.text");
    put.headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
    EXPECT_EQ(authorization(put, sha256_hex("Welcome to Amazon S3.")),
              authorization_begin + "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature="
                                    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(S3Signature, a_query_without_a_value_is_signed_as_published) {
    EXPECT_EQ(authorization(request("GET", "/?lifecycle"), empty_sha256),
              authorization_begin + "host;x-amz-content-sha256;x-amz-date,Signature="
                                    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST(S3Signature, a_query_is_signed_as_published_in_any_order) {
    for (auto const* query : {"/?max-keys=2&prefix=J", "/?prefix=J&max-keys=2"})
        EXPECT_EQ(authorization(request("GET", query), empty_sha256),
                  authorization_begin + "host;x-amz-content-sha256;x-amz-date,Signature="
                                        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(S3Signature, an_address_is_presigned_as_published) {
    EXPECT_EQ(presigned_s3_url("GET", "https://examplebucket.s3.amazonaws.com/test.txt", credentials, now,
                               std::chrono::hours(24)),
              "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
              "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
              "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
              "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(S3Signature, a_presigned_address_lives_between_a_second_and_a_week) {
    auto const presign = [](std::chrono::seconds lifetime) {
        return presigned_s3_url("GET", "http://host/bucket/key", credentials, now, lifetime);
    };
    EXPECT_NO_THROW(presign(std::chrono::seconds(1)));
    EXPECT_NO_THROW(presign(std::chrono::days(7)));
    EXPECT_THROW(presign(std::chrono::seconds(0)), std::invalid_argument);
    EXPECT_THROW(presign(std::chrono::days(7) + std::chrono::seconds(1)), std::invalid_argument);
}

TEST(S3Signature, the_port_is_signed_only_where_a_client_names_it) {
    auto const signed_for = [](std::string url) {
        return authorization({.method = "GET", .url = std::move(url)}, empty_sha256);
    };
    EXPECT_EQ(signed_for("http://host/a"), signed_for("http://host:80/a"));
    EXPECT_EQ(signed_for("https://host/a"), signed_for("https://HOST:443/a"));
    EXPECT_NE(signed_for("http://host/a"), signed_for("http://host:9000/a"));
}

TEST(S3Signature, the_secret_is_not_in_what_is_sent) {
    auto get = request("GET", "/a");
    sign_s3(get, credentials, now, empty_sha256);
    for (auto const& [name, value] : get.headers)
        EXPECT_FALSE(value.contains(credentials.secret_key.reveal())) << name;
}

}  // namespace
}  // namespace aisha::net
