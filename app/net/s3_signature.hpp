// Signing requests to S3: AWS Signature Version 4, in a header or in the address.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
#pragma once

#include "core/clock.hpp"
#include "core/secret.hpp"
#include "net/http.hpp"

#include <string>
#include <string_view>

namespace aisha::net {

/// Who signs, and for which region.
struct S3Credentials {
    std::string access_key;
    Secret secret_key;
    std::string region;
};

/// Adds x-amz-date, x-amz-content-sha256 and Authorization to `request`. Its address is already
/// percent-encoded, path and query; every header that it has is signed too. `payload_sha256` is the hash of
/// the body as 64 hexadecimal digits, also of an empty one. The server refuses it when `now` is more than 15
/// minutes wrong.
void sign_s3(Request& request, S3Credentials const& credentials, Time now, std::string_view payload_sha256);

/// `url`, percent-encoded and without a query, with one that lets whoever has it `method` it until `now` and
/// `lifetime`. Throws std::invalid_argument unless `lifetime` is between a second and
/// limits::s3_presigned_max.
std::string presigned_s3_url(std::string_view method, std::string const& url,
                             S3Credentials const& credentials, Time now, std::chrono::seconds lifetime);

}  // namespace aisha::net
