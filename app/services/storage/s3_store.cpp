// Objects in a bucket: signed requests, uploads in parts, and what the answers mean.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
#include "services/storage/s3_store.hpp"

#include "core/hash.hpp"
#include "core/limits.hpp"
#include "net/url_policy.hpp"

#include <boost/asio/this_coro.hpp>

#include <fstream>

namespace aisha {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view sha256_field = "x-amz-meta-sha256";
/// What check() writes, percent-encoded: names with `=` cannot be keys.
constexpr std::string_view sample_key = "%3Dcheck";
constexpr std::size_t read_block = 1 << 16;
static_assert(limits::s3_part_bytes % read_block == 0);

/// The text of the first element of that name in an answer's XML; empty where there is none.
std::string element(std::string const& xml, std::string const& name) {
    auto const begin = xml.find('<' + name + '>');
    if (begin == std::string::npos) return {};
    auto const text = begin + name.size() + 2;
    auto const end = xml.find("</" + name + '>', text);
    return end == std::string::npos ? std::string() : xml.substr(text, end - text);
}

std::string error_code(net::Response const& response) { return element(response.body, "Code"); }

bool lacks_bucket(net::Response const& response) {
    return response.status == 404 && error_code(response) == "NoSuchBucket";
}

/// True for an answer that may be another one in a moment.
bool will_pass(net::Response const& response) {
    if (response.status == 501) return false;  // "not implemented"
    auto const code = error_code(response);
    return response.status >= 500 || response.status == 429 || code == "RequestTimeout" ||
           code == "OperationAborted";
}

/// A file that is fetched beside its place, removed unless it is moved there.
class Fetched {
public:
    explicit Fetched(fs::path const& to) : to_(to), path_(to.string() + ".fetched") {}
    ~Fetched() {
        std::error_code ignored;
        if (!kept_) fs::remove(path_, ignored);
    }
    Fetched(Fetched const&) = delete;
    Fetched& operator=(Fetched const&) = delete;

    fs::path const& path() const { return path_; }
    void keep() {
        std::error_code error;
        fs::rename(path_, to_, error);
        if (error) throw Unavailable("storage: cannot write " + to_.string() + ": " + error.message());
        kept_ = true;
    }

private:
    fs::path to_;
    fs::path path_;
    bool kept_ = false;
};

}  // namespace

/// A file to be put, and its hashes.
struct S3Store::Source {
    fs::path file;
    StoredObject whole;
    std::vector<std::string> parts;  ///< hashes of its parts; empty where it goes up whole

    net::FileSlice part(std::size_t index) const {
        auto const offset = index * limits::s3_part_bytes;
        return {.path = file,
                .offset = offset,
                .length = std::min<std::uint64_t>(limits::s3_part_bytes, whole.size - offset)};
    }
};

/// An upload in parts that has begun.
struct S3Store::Upload {
    std::string key;
    std::string id;  ///< percent-encoded
    Source const& source;
};

S3Store::S3Store(net::Transport& transport, asio::thread_pool& pool, Clock& clock, Log log, S3Options options)
    : transport_(transport), pool_(pool), clock_(clock), log_(std::move(log)), options_(std::move(options)) {}

/// Reads the file once. Blocking.
S3Store::Source S3Store::hashed(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in || !fs::is_regular_file(file))
        throw std::runtime_error("storage: no file to put: " + file.string());
    Source source{.file = file};
    std::vector<char> block(read_block);
    Sha256 whole;
    std::optional<Sha256> part;
    while (in.read(block.data(), read_block) || in.gcount() > 0) {
        std::string_view const bytes(block.data(), static_cast<std::size_t>(in.gcount()));
        if (source.whole.size % limits::s3_part_bytes == 0) {
            if (part) source.parts.push_back(part->hex());
            part.emplace();
        }
        whole.add(bytes);
        part->add(bytes);
        source.whole.size += bytes.size();
    }
    if (in.bad()) throw Unavailable("storage: cannot read " + file.string());
    if (part) source.parts.push_back(part->hex());
    source.whole.sha256 = whole.hex();
    if (source.whole.size <= limits::s3_single_put_max) source.parts.clear();
    if (source.parts.size() > limits::s3_parts_max)
        throw std::runtime_error("storage: " + file.string() + " is larger than S3 takes");
    return source;
}

std::string S3Store::url(std::string_view key) const {
    if (options_.addressing == S3Addressing::path)
        return fmt::format("{}/{}{}{}", options_.endpoint, options_.bucket, key.empty() ? "" : "/", key);
    auto const host = options_.endpoint.find("://") + 3;
    return fmt::format("{}{}.{}/{}", options_.endpoint.substr(0, host), options_.bucket,
                       options_.endpoint.substr(host), key);
}

std::string S3Store::presigned_url(std::string_view key, std::chrono::seconds lifetime) const {
    require_valid_key(key);
    return net::presigned_s3_url("GET", url(key), options_.credentials, clock_.now(), lifetime);
}

/// A request for the bucket (an empty key) or an object in it. What a key may be needs no encoding.
net::Request S3Store::request(std::string method, std::string_view key, std::string const& query) const {
    net::Request request{.method = std::move(method), .url = url(key)};
    if (!query.empty()) request.url += '?' + query;
    request.timeout = limits::s3_request_timeout;
    return request;
}

/// The answer to a request, be it a refusal, but none that will pass.
awaitable<net::Response> S3Store::ask(net::Request request, std::string payload_sha256) {
    Duration delay = limits::s3_retry_delay;
    for (int tries = 1;; ++tries) {
        auto signed_request = request;
        net::sign_s3(signed_request, options_.credentials, clock_.now(), payload_sha256);
        // Not signed, for a proxy may change it: objects come as they are.
        signed_request.headers.add("Accept-Encoding", "identity");
        std::exception_ptr error;
        try {
            auto response = co_await transport_.send(std::move(signed_request));
            if (!will_pass(response)) co_return response;
            error = std::make_exception_ptr(
                Unavailable(fmt::format("storage: {} answers {} {}", options_.endpoint, response.status,
                                        error_code(response)),
                            response.retry_after()));
        } catch (net::TransportError const&) {
            error = std::current_exception();
        }
        if (tries == limits::s3_tries_max) std::rethrow_exception(error);
        co_await clock_.sleep(delay);
        delay *= 2;
    }
}

void S3Store::throw_error(net::Response const& response) const {
    auto const code = error_code(response);
    auto const where = fmt::format("storage: {} answers {} {}", options_.endpoint, response.status, code);
    auto const mend = [&](std::string const& what) { throw ConfigError(where + ": " + what); };
    if (code == "InvalidAccessKeyId") mend("it does not know MINIO_ACCESS_KEY");
    if (code == "SignatureDoesNotMatch") mend("MINIO_SECRET_KEY does not fit MINIO_ACCESS_KEY");
    if (code == "RequestTimeTooSkewed") mend("the clock of this machine is wrong");
    if (code == "AuthorizationHeaderMalformed" || code == "PermanentRedirect" || code == "InvalidRegion" ||
        code == "IllegalLocationConstraintException" || response.status == 301)
        mend(fmt::format("MINIO_REGION or MINIO_ENDPOINT is not that of the bucket {}", options_.bucket));
    if (code == "NoSuchBucket" || code == "InvalidBucketName" || code == "BucketAlreadyExists")
        mend(fmt::format("see the bucket {} and the MINIO_BUCKET_… setting that names it", options_.bucket));
    if (response.status == 401 || response.status == 403)
        mend(fmt::format("MINIO_ACCESS_KEY may not do this in the bucket {}; see its policy",
                         options_.bucket));
    // 200 with an error inside is how a long operation fails.
    if (response.ok()) throw Unavailable(where);
    throw std::runtime_error(fmt::format("{}: {}", where, element(response.body, "Message")));
}

awaitable<void> S3Store::require_bucket() {
    if (has_bucket_) co_return;
    // Its answer says what is wrong, which that of a HEAD does not.
    auto const response = co_await ask(request("GET", "", "location="), sha256_hex(""));
    if (lacks_bucket(response)) co_await make_bucket();
    // Keys that may only read and write objects are enough; whether they may is seen then.
    else if (!response.ok() && error_code(response) != "AccessDenied") throw_error(response);
    has_bucket_ = true;
}

awaitable<void> S3Store::make_bucket() {
    auto making = request("PUT", "");
    std::string body;
    if (options_.credentials.region != "us-east-1")
        body = fmt::format(R"(<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">)"
                           "<LocationConstraint>{}</LocationConstraint></CreateBucketConfiguration>",
                           options_.credentials.region);
    making.body = body;
    auto const response = co_await ask(std::move(making), sha256_hex(body));
    bool const ours_already = error_code(response) == "BucketAlreadyOwnedByYou";
    if (!response.ok() && !ours_already) throw_error(response);
    if (!ours_already) log_.info("storage_bucket_made", "bucket", options_.bucket);
}

awaitable<StoredObject> S3Store::put(std::string key, fs::path file) {
    require_valid_key(key);
    auto const source = co_await offload(pool_, [&] { return hashed(file); });
    co_await require_bucket();
    if (source.parts.empty()) co_await put_whole(key, source);
    else co_await put_in_parts(key, source);
    co_return source.whole;
}

awaitable<void> S3Store::put_whole(std::string key, Source const& source) {
    auto putting = request("PUT", key);
    putting.headers.add(std::string(sha256_field), source.whole.sha256);
    putting.body = source.part(0);
    putting.timeout = limits::s3_transfer_timeout;
    auto const response = co_await ask(std::move(putting), source.whole.sha256);
    if (!response.ok()) throw_error(response);
}

awaitable<void> S3Store::put_in_parts(std::string key, Source const& source) {
    auto beginning = request("POST", key, "uploads=");
    beginning.headers.add(std::string(sha256_field), source.whole.sha256);
    auto const begun = co_await ask(std::move(beginning), sha256_hex(""));
    if (!begun.ok()) throw_error(begun);
    Upload const upload{
        .key = key, .id = net::percent_encode(element(begun.body, "UploadId")), .source = source};
    if (upload.id.empty()) throw std::runtime_error("storage: an upload without an UploadId");
    std::exception_ptr error;
    try {
        co_await complete(upload, co_await send_parts(upload));
    } catch (...) {
        error = std::current_exception();
    }
    if (!error) co_return;
    auto const state = co_await asio::this_coro::cancellation_state;
    bool const cancelled = state.cancelled() != asio::cancellation_type::none;
    // Also while we are being cancelled, which the caller learns from the exception.
    if (cancelled) co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await abort(upload);
    if (cancelled) co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
    std::rethrow_exception(error);
}

awaitable<std::vector<std::string>> S3Store::send_parts(Upload const& upload) {
    std::vector<std::string> etags;
    for (std::size_t i = 0; i < upload.source.parts.size(); ++i) {
        auto sending = request("PUT", upload.key, fmt::format("partNumber={}&uploadId={}", i + 1, upload.id));
        sending.body = upload.source.part(i);
        sending.timeout = limits::s3_transfer_timeout;
        auto const response = co_await ask(std::move(sending), upload.source.parts[i]);
        auto const etag = response.headers.find("ETag");
        if (!response.ok() || !etag) throw_error(response);
        etags.emplace_back(*etag);
    }
    co_return etags;
}

awaitable<void> S3Store::complete(Upload const& upload, std::vector<std::string> etags) {
    std::string body = "<CompleteMultipartUpload>";
    for (std::size_t i = 0; i < etags.size(); ++i)
        body += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1, etags[i]);
    body += "</CompleteMultipartUpload>";
    auto completing = request("POST", upload.key, "uploadId=" + upload.id);
    completing.body = body;
    completing.timeout = limits::s3_transfer_timeout;
    auto const response = co_await ask(std::move(completing), sha256_hex(body));
    if (response.ok() && error_code(response).empty()) co_return;
    // The answer to a first try may have been lost after it had done its work.
    if (error_code(response) == "NoSuchUpload" && co_await holds(upload.key, upload.source.whole.sha256))
        co_return;
    throw_error(response);
}

/// Best effort: parts that stay are paid for until they are cleared away.
awaitable<void> S3Store::abort(Upload const& upload) {
    auto aborting = request("DELETE", upload.key, "uploadId=" + upload.id);
    aborting.timeout = limits::s3_abort_timeout;
    net::sign_s3(aborting, options_.credentials, clock_.now(), sha256_hex(""));
    try {
        (void)co_await transport_.send(std::move(aborting));
    } catch (std::exception const& e) {
        log_.warning("storage_upload_not_aborted", "key", upload.key, "error", e.what());
    }
}

/// Whether the object of this key is the one with this hash.
awaitable<bool> S3Store::holds(std::string key, std::string sha256) {
    auto const response = co_await ask(request("HEAD", key), sha256_hex(""));
    co_return response.ok() && response.headers.find(sha256_field) == std::optional<std::string_view>(sha256);
}

awaitable<bool> S3Store::get(std::string key, fs::path to) {
    require_valid_key(key);
    co_await require_bucket();
    Fetched fetched(to);
    auto getting = request("GET", key);
    getting.answer_to = fetched.path();
    getting.answer_max = limits::s3_object_max;
    getting.timeout = limits::s3_transfer_timeout;
    auto const response = co_await ask(std::move(getting), sha256_hex(""));
    if (response.status == 404 && error_code(response) == "NoSuchKey") co_return false;
    if (!response.ok()) throw_error(response);
    auto const expected = response.headers.find(sha256_field);
    if (!expected)
        throw std::runtime_error("storage: the object " + key + " has no SHA-256: it was not put by Aisha");
    if (co_await offload(pool_, [&] { return sha256_hex_of_file(fetched.path()); }) != *expected)
        throw std::runtime_error("storage: the object " + key + " is not what was put: its SHA-256 differs");
    fetched.keep();
    co_return true;
}

awaitable<void> S3Store::remove(std::string key) {
    require_valid_key(key);
    co_await require_bucket();
    auto const response = co_await ask(request("DELETE", key), sha256_hex(""));
    bool const was_not_there = response.status == 404 && error_code(response) == "NoSuchKey";
    if (!response.ok() && !was_not_there) throw_error(response);
}

awaitable<void> S3Store::check() {
    has_bucket_ = false;
    co_await require_bucket();
    auto writing = request("PUT", sample_key);
    writing.body = std::string("x");
    auto const written = co_await ask(std::move(writing), sha256_hex("x"));
    if (!written.ok()) throw_error(written);
    auto const removed = co_await ask(request("DELETE", sample_key), sha256_hex(""));
    if (!removed.ok()) throw_error(removed);
}

}  // namespace aisha
