// An S3 store against scripted answers: what it sends, what it tries again, what it makes of refusals.
#include "services/storage/s3_store.hpp"

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"

namespace aisha::tests {
namespace {

using Sent = net::TransportError::Sent;

std::string const host = "s3.test";

net::Response answer(int status, std::string body = "", net::Headers headers = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

net::Response refusal(int status, std::string const& code) {
    return answer(status,
                  "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>no</Message></Error>");
}

class S3StoreTest : public ::testing::Test {
protected:
    static S3Options options() {
        return {.endpoint = "https://s3.test",
                .credentials = {.access_key = "who", .secret_key = Secret("proof"), .region = "us-east-1"},
                .bucket = "texts"};
    }
    void answers(net::Response response) { transport_.answer_once(host, std::move(response)); }
    /// The answer to the store's first question: the bucket is there.
    void has_bucket() { answers(answer(200)); }

    /// Runs `task` while virtual time passes.
    template <class T>
    T finish(awaitable<T> task) {
        auto future = asio::co_spawn(loop_, std::move(task), asio::use_future);
        auto const ended = [&] {
            clock_.advance(std::chrono::milliseconds(10));
            return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        };
        if (!run_until(loop_, ended)) throw std::logic_error("the call did not end");
        return future.get();
    }

    /// A file with that many zero bytes.
    std::filesystem::path file_of(std::uint64_t size) const {
        auto file = folder_.write("source", "");
        std::filesystem::resize_file(file, size);
        return file;
    }
    /// "METHOD path?query" of every request.
    std::vector<std::string> asked() const {
        std::vector<std::string> result;
        for (auto const& request : transport_.requests())
            result.push_back(request.method + ' ' +
                             request.url.substr(std::string("https://s3.test").size()));
        return result;
    }
    std::string header(std::size_t number, std::string_view name) const {
        return std::string(transport_.requests().at(number).headers.find(name).value_or("-"));
    }

    asio::io_context loop_{1};
    FakeClock clock_;
    TemporaryFolder folder_;
    FakeTransport transport_{clock_};
    asio::thread_pool pool_{1};
    S3Store store_{transport_, pool_, clock_, silent_log(), options()};
};

TEST_F(S3StoreTest, a_put_streams_the_file_and_signs_its_hash) {
    has_bucket();
    answers(answer(200));
    auto const stored = finish(store_.put("a/b.ogg", folder_.write("source", "bytes")));
    EXPECT_EQ(stored.size, 5U);
    EXPECT_EQ(stored.sha256, sha256_hex("bytes"));
    EXPECT_EQ(asked(), (std::vector<std::string>{"GET /texts?location=", "PUT /texts/a/b.ogg"}));
    EXPECT_EQ(header(1, "x-amz-content-sha256"), stored.sha256);
    EXPECT_EQ(header(1, "x-amz-meta-sha256"), stored.sha256);
    EXPECT_TRUE(header(1, "Authorization").contains("x-amz-meta-sha256")) << header(1, "Authorization");
    EXPECT_EQ(std::get<net::FileSlice>(transport_.requests()[1].body).length, 5U);
}

TEST_F(S3StoreTest, a_busy_server_and_a_broken_network_are_tried_again) {
    has_bucket();
    answers(refusal(503, "SlowDown"));
    transport_.fail(host, Sent::maybe);
    answers(answer(200));
    finish(store_.put("a", folder_.write("source", "bytes")));
    EXPECT_EQ(asked().size(), 4U);
}

TEST_F(S3StoreTest, a_server_that_stays_busy_is_unavailable_and_may_say_for_how_long) {
    has_bucket();
    for (int i = 0; i < limits::s3_tries_max; ++i) answers(answer(503, "", {{"Retry-After", "7"}}));
    try {
        finish(store_.remove("a"));
        ADD_FAILURE() << "a busy server was taken for a willing one";
    } catch (Unavailable const& e) {
        EXPECT_EQ(e.retry_after(), std::chrono::seconds(7));
    }
}

TEST_F(S3StoreTest, a_network_that_stays_away_is_unavailable_for_every_call) {
    transport_.set_away(host, true);
    auto const file = folder_.write("source", "bytes");
    EXPECT_THROW(finish(store_.put("a", file)), Unavailable);
    EXPECT_THROW(finish(store_.get("a", folder_.path() / "to")), Unavailable);
    EXPECT_THROW(finish(store_.remove("a")), Unavailable);
    EXPECT_THROW(finish(store_.check()), Unavailable);
    transport_.set_away(host, false);
    has_bucket();
    answers(answer(200));
    finish(store_.put("a", file));
}

TEST_F(S3StoreTest, a_refusal_names_the_setting_that_mends_it) {
    for (auto const& [status, code, setting] : std::vector<std::tuple<int, std::string, std::string>>{
             {403, "InvalidAccessKeyId", "MINIO_ACCESS_KEY"},
             {403, "SignatureDoesNotMatch", "MINIO_SECRET_KEY"},
             {403, "AccessDenied", "MINIO_ACCESS_KEY"},
             {403, "RequestTimeTooSkewed", "clock"},
             {400, "AuthorizationHeaderMalformed", "MINIO_REGION"},
             {301, "PermanentRedirect", "MINIO_REGION"},
             {404, "NoSuchBucket", "MINIO_BUCKET"}}) {
        S3Store store(transport_, pool_, clock_, silent_log(), options());
        has_bucket();
        answers(refusal(status, code));
        try {
            finish(store.remove("a"));
            ADD_FAILURE() << code;
        } catch (ConfigError const& e) {
            EXPECT_TRUE(std::string(e.what()).contains(setting)) << e.what();
            EXPECT_FALSE(std::string(e.what()).contains("proof")) << e.what();
        }
    }
}

TEST_F(S3StoreTest, wrong_keys_are_found_by_the_first_call) {
    answers(refusal(403, "InvalidAccessKeyId"));
    EXPECT_THROW(finish(store_.check()), ConfigError);
}

TEST_F(S3StoreTest, a_missing_bucket_is_made_once) {
    answers(refusal(404, "NoSuchBucket"));
    for (int i = 0; i < 3; ++i) answers(answer(200));
    finish(store_.put("a", folder_.write("source", "bytes")));
    finish(store_.remove("a"));
    EXPECT_EQ(asked(), (std::vector<std::string>{"GET /texts?location=", "PUT /texts", "PUT /texts/a",
                                                 "DELETE /texts/a"}));
    EXPECT_EQ(std::get<std::string>(transport_.requests()[1].body), "");
}

TEST_F(S3StoreTest, a_bucket_is_made_in_its_region_and_another_instance_may_be_first) {
    auto elsewhere = options();
    elsewhere.credentials.region = "eu-west-1";
    S3Store store(transport_, pool_, clock_, silent_log(), elsewhere);
    answers(refusal(404, "NoSuchBucket"));
    answers(refusal(409, "BucketAlreadyOwnedByYou"));
    answers(answer(204));
    finish(store.remove("a"));
    EXPECT_TRUE(std::get<std::string>(transport_.requests()[1].body).contains(">eu-west-1<"));
}

TEST_F(S3StoreTest, keys_that_may_not_look_at_the_bucket_are_enough) {
    answers(refusal(403, "AccessDenied"));
    answers(answer(200));
    finish(store_.put("a", folder_.write("source", "bytes")));
}

TEST_F(S3StoreTest, an_object_that_is_not_there_is_not_found_and_leaves_no_file) {
    has_bucket();
    answers(refusal(404, "NoSuchKey"));
    auto const to = folder_.write("to", "before");
    EXPECT_FALSE(finish(store_.get("a", to)));
    EXPECT_EQ(read_file(to), "before");
    EXPECT_FALSE(std::filesystem::exists(to.string() + ".fetched"));
}

TEST_F(S3StoreTest, an_object_with_another_hash_or_none_is_an_error_and_never_given_out) {
    has_bucket();
    answers(answer(200, "other bytes", {{"x-amz-meta-sha256", sha256_hex("bytes")}}));
    answers(answer(200, "bytes"));
    auto const to = folder_.path() / "to";
    for (int i = 0; i < 2; ++i) {
        try {
            finish(store_.get("a", to));
            ADD_FAILURE() << "bytes of unknown origin were given out";
        } catch (Unavailable const& e) {
            ADD_FAILURE() << "no time will mend it: " << e.what();
        } catch (std::runtime_error const& e) {
            EXPECT_TRUE(std::string(e.what()).contains("SHA-256")) << e.what();
        }
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(S3StoreTest, an_address_is_presigned_for_the_object) {
    auto const url = store_.presigned_url("a/b.ogg", std::chrono::minutes(5));
    EXPECT_TRUE(url.starts_with("https://s3.test/texts/a/b.ogg?X-Amz-Algorithm=")) << url;
    EXPECT_TRUE(url.contains("X-Amz-Expires=300&")) << url;
    EXPECT_THROW((void)store_.presigned_url("a", std::chrono::seconds(0)), std::invalid_argument);
    EXPECT_THROW((void)store_.presigned_url("../a", std::chrono::minutes(5)), std::invalid_argument);
    EXPECT_TRUE(transport_.requests().empty());
}

class S3UploadTest : public S3StoreTest {
protected:
    /// The bucket is there, and an upload in parts begins.
    void begins() {
        has_bucket();
        answers(answer(200, "<R><UploadId>id/1</UploadId></R>"));
    }
    void takes_part(std::string etag) { answers(answer(200, "", {{"ETag", std::move(etag)}})); }

    static constexpr auto size = 2 * limits::s3_part_bytes + 5;
    std::string const sha256 = sha256_hex(std::string(size, '\0'));
    std::string const upload = "/texts/a?uploadId=id%2F1";
    std::string part(int number) const {
        return "PUT /texts/a?partNumber=" + std::to_string(number) + "&uploadId=id%2F1";
    }
};

TEST_F(S3UploadTest, a_large_file_goes_up_in_parts) {
    begins();
    for (auto const* etag : {"\"one\"", "\"two\"", "\"three\""}) takes_part(etag);
    answers(answer(200, "<CompleteMultipartUploadResult/>"));
    auto const stored = finish(store_.put("a", file_of(size)));
    EXPECT_EQ(stored.size, size);
    EXPECT_EQ(stored.sha256, sha256);
    EXPECT_EQ(asked(), (std::vector<std::string>{"GET /texts?location=", "POST /texts/a?uploads=", part(1),
                                                 part(2), part(3), "POST " + upload}));
    EXPECT_EQ(header(1, "x-amz-meta-sha256"), sha256);
    EXPECT_EQ(header(4, "x-amz-content-sha256"), sha256_hex(std::string(5, '\0')));
    auto const last = std::get<net::FileSlice>(transport_.requests()[4].body);
    EXPECT_EQ(last.offset, 2 * limits::s3_part_bytes);
    EXPECT_EQ(last.length, 5U);
    EXPECT_TRUE(std::get<std::string>(transport_.requests()[5].body)
                    .contains("<Part><PartNumber>3</PartNumber><ETag>\"three\"</ETag></Part>"));
}

TEST_F(S3UploadTest, the_largest_single_put_is_one_request) {
    has_bucket();
    answers(answer(200));
    finish(store_.put("a", file_of(limits::s3_single_put_max)));
    EXPECT_EQ(asked().back(), "PUT /texts/a");
}

TEST_F(S3UploadTest, an_upload_that_fails_is_aborted) {
    begins();
    takes_part("\"one\"");
    transport_.fail(host, Sent::maybe, limits::s3_tries_max);
    answers(answer(204));
    EXPECT_THROW(finish(store_.put("a", file_of(size))), Unavailable);
    EXPECT_EQ(asked().back(), "DELETE " + upload);
}

TEST_F(S3UploadTest, an_abort_that_fails_too_hides_no_error) {
    begins();
    answers(refusal(403, "InvalidAccessKeyId"));
    transport_.fail(host, Sent::no);
    EXPECT_THROW(finish(store_.put("a", file_of(size))), ConfigError);
}

TEST_F(S3UploadTest, an_error_inside_a_good_answer_is_an_error) {
    begins();
    for (int i = 0; i < 3; ++i) takes_part("\"e\"");
    answers(refusal(200, "InternalError"));
    answers(answer(204));
    EXPECT_THROW(finish(store_.put("a", file_of(size))), Unavailable);
    EXPECT_EQ(asked().back(), "DELETE " + upload);
}

TEST_F(S3UploadTest, an_upload_that_was_completed_by_a_lost_answer_is_done) {
    begins();
    for (int i = 0; i < 3; ++i) takes_part("\"e\"");
    transport_.fail(host, Sent::maybe);
    answers(refusal(404, "NoSuchUpload"));
    answers(answer(200, "", {{"x-amz-meta-sha256", sha256}}));
    EXPECT_EQ(finish(store_.put("a", file_of(size))).sha256, sha256);
    EXPECT_EQ(asked().back(), "HEAD /texts/a");
}

TEST_F(S3UploadTest, a_cancelled_upload_is_aborted) {
    Wakeup never(loop_.get_executor());
    bool reached = false;
    transport_.serve(host, [&](net::IncomingRequest request) -> awaitable<net::OutgoingResponse> {
        if (request.query_value("partNumber")) {
            reached = true;
            co_await never.wait();
        }
        co_return net::OutgoingResponse{.body = std::string("<R><UploadId>id/1</UploadId></R>")};
    });
    TaskGroup tasks(loop_.get_executor(), silent_log());
    auto const file = file_of(size);
    auto const put = [&]() -> awaitable<void> { co_await store_.put("a", file); };
    tasks.spawn("put", put());
    ASSERT_TRUE(run_until(loop_, [&] { return reached; }));
    tasks.cancel();
    run(loop_, tasks.join());
    EXPECT_EQ(asked().back(), "DELETE " + upload);
}

}  // namespace
}  // namespace aisha::tests
