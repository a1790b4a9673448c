// An S3 store against a real MinIO: large objects, presigned addresses, wrong keys, a server that stops.
#include "core/errors.hpp"
#include "core/hash.hpp"
#include "net/http_client.hpp"
#include "services/storage/s3_store.hpp"
#include "tests/support/minio.hpp"

#include <fstream>

namespace aisha::tests {
namespace {

/// Passes everything on, after the test has had a look.
class WatchedTransport : public net::Transport {
public:
    explicit WatchedTransport(net::Transport& real) : real_(real) {}

    awaitable<net::Response> send(net::Request request) override {
        if (before) before(request);
        co_return co_await real_.send(std::move(request));
    }

    std::function<void(net::Request const&)> before;

private:
    net::Transport& real_;
};

class S3StoreOnMinio : public ::testing::Test {
protected:
    void SetUp() override {
        if (!minio_program()) GTEST_SKIP() << without_minio;
        static int number = 0;
        options_ = MinioServer::of_this_program().options(fmt::format("minio-test-{}", ++number));
        store_ = make_store();
    }

    std::unique_ptr<S3Store> make_store() {
        return std::make_unique<S3Store>(transport_, pool_, clock_, silent_log(), options_);
    }

    /// A file of two whole parts and a little, every block of it another.
    std::filesystem::path large_file() const {
        auto file = folder_.path() / "large";
        std::ofstream out(file, std::ios::binary);
        constexpr std::size_t block = 1 << 16;
        for (std::size_t i = 0; i <= 2 * limits::s3_part_bytes / block; ++i) {
            std::string bytes(block, static_cast<char>(i));
            bytes.replace(0, sizeof i, reinterpret_cast<char const*>(&i), sizeof i);
            out << bytes;
        }
        return file;
    }

    /// The answer to a signed GET of the bucket.
    std::string listing(std::string const& query) {
        net::Request request{.url = options_.endpoint + '/' + options_.bucket + '?' + query};
        net::sign_s3(request, options_.credentials, clock_.now(), sha256_hex(""));
        auto const response = run(loop_, http_.send(std::move(request)));
        EXPECT_TRUE(response.ok()) << response.body;
        return response.body;
    }
    /// How many objects are in the bucket, and how many uploads under way.
    std::size_t objects() { return count(listing("list-type=2"), "<Contents>"); }
    std::size_t uploads() { return count(listing("prefix=large&uploads="), "<Upload>"); }

    static std::size_t count(std::string_view text, std::string_view word) {
        std::size_t result = 0;
        for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++result;
        return result;
    }

    asio::io_context loop_{1};
    SystemClock clock_;
    TemporaryFolder folder_;
    net::HttpClient http_{loop_.get_executor()};
    WatchedTransport transport_{http_};
    asio::thread_pool pool_{1};
    S3Options options_;
    std::unique_ptr<S3Store> store_;
};

TEST_F(S3StoreOnMinio, a_large_object_goes_up_in_parts_and_comes_back) {
    auto const file = large_file();
    auto const stored = run(loop_, store_->put("large", file));
    EXPECT_EQ(stored.sha256, sha256_hex_of_file(file));
    EXPECT_EQ(stored.size, std::filesystem::file_size(file));
    EXPECT_TRUE(run(loop_, store_->get("large", folder_.path() / "back")));
    EXPECT_EQ(sha256_hex_of_file(folder_.path() / "back"), stored.sha256);
    EXPECT_EQ(objects(), 1U);
    EXPECT_EQ(uploads(), 0U);
}

TEST_F(S3StoreOnMinio, a_presigned_address_needs_no_keys) {
    run(loop_, store_->put("a/b", folder_.write("source", "bytes")));
    auto const url = store_->presigned_url("a/b", std::chrono::minutes(1));
    auto const response = run(loop_, http_.send({.url = url}));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "bytes");
    auto const another = store_->presigned_url("a/c", std::chrono::minutes(1));
    auto const forged = another.substr(0, another.find('?')) + url.substr(url.find('?'));
    EXPECT_EQ(run(loop_, http_.send({.url = forged})).status, 403);
}

TEST_F(S3StoreOnMinio, wrong_keys_name_their_setting) {
    auto const complaint = [&] {
        try {
            run(loop_, make_store()->check());
        } catch (ConfigError const& e) {
            return std::string(e.what());
        }
        return std::string("none");
    };
    EXPECT_EQ(complaint(), "none");
    options_.credentials.secret_key = Secret("another-password");
    EXPECT_TRUE(complaint().contains("MINIO_SECRET_KEY")) << complaint();
    options_.credentials.access_key = "nobody";
    EXPECT_TRUE(complaint().contains("MINIO_ACCESS_KEY")) << complaint();
}

TEST_F(S3StoreOnMinio, an_upload_that_fails_leaves_no_parts) {
    auto const file = large_file();
    transport_.before = [](net::Request const& request) {
        if (request.url.contains("partNumber=2")) throw std::runtime_error("told to fail");
    };
    EXPECT_THROW(run(loop_, store_->put("large", file)), std::runtime_error);
    EXPECT_EQ(uploads(), 0U);
    EXPECT_EQ(objects(), 0U);
}

TEST_F(S3StoreOnMinio, a_server_that_stops_amid_an_upload_is_unavailable_and_then_takes_the_object_once) {
    auto const file = large_file();
    auto& server = MinioServer::of_this_program();
    int parts = 0;
    transport_.before = [&](net::Request const& request) {
        if (request.url.contains("partNumber=") && ++parts == 2) server.stop();
    };
    EXPECT_THROW(run(loop_, store_->put("large", file)), Unavailable);
    EXPECT_GE(parts, 2);
    transport_.before = nullptr;
    server.start();
    EXPECT_FALSE(run(loop_, store_->get("large", folder_.path() / "back")));
    auto const stored = run(loop_, store_->put("large", file));
    EXPECT_TRUE(run(loop_, store_->get("large", folder_.path() / "back")));
    EXPECT_EQ(sha256_hex_of_file(folder_.path() / "back"), stored.sha256);
    EXPECT_EQ(objects(), 1U);
}

}  // namespace
}  // namespace aisha::tests
