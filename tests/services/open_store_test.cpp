// Which store the settings name, and where it sends its requests.
#include "services/storage/open_store.hpp"

#include "core/errors.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/run.hpp"

namespace aisha::tests {
namespace {

class OpenStore : public ::testing::Test {
protected:
    Config with(std::string endpoint, std::string bucket) const {
        return {.data = folder_.path(),
                .s3 = Config::S3{.endpoint = std::move(endpoint),
                                 .region = "us-east-1",
                                 .access_key = Secret("who"),
                                 .secret_key = Secret("proof"),
                                 .bucket = std::move(bucket)}};
    }
    /// The first address that a store of these settings asks; no host answers.
    std::string first_address(Config const& config) {
        auto const store = open_store(config, transport_, pool_, clock_, silent_log());
        auto future = asio::co_spawn(loop_, store->remove("key"), asio::use_future);
        auto const ended = [&] {
            clock_.advance(std::chrono::milliseconds(10));
            return future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
        };
        EXPECT_TRUE(run_until(loop_, ended));
        EXPECT_THROW(future.get(), Unavailable);
        return transport_.requests().at(0).url;
    }

    asio::io_context loop_{1};
    TemporaryFolder folder_;
    FakeClock clock_;
    FakeTransport transport_{clock_};
    asio::thread_pool pool_{1};
};

TEST_F(OpenStore, a_folder_is_made_at_once_and_named_by_its_path) {
    Config const config{.data = folder_.path(), .storage_folder = folder_.path() / "storage"};
    auto const store = open_store(config, transport_, pool_, clock_, silent_log());
    EXPECT_TRUE(std::filesystem::is_directory(folder_.path() / "storage"));
    run(loop_, store->put("key", folder_.write("file", "bytes")));
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "storage/key"));
    EXPECT_EQ(place_of_store(config), (folder_.path() / "storage").string());
    EXPECT_TRUE(transport_.requests().empty());
}

TEST_F(OpenStore, a_bucket_is_part_of_the_path) {
    auto const config = with("http://minio.test:9000", "texts");
    EXPECT_EQ(first_address(config), "http://minio.test:9000/texts?location=");
    EXPECT_EQ(place_of_store(config), "the bucket texts at http://minio.test:9000");
}

TEST_F(OpenStore, at_amazon_a_bucket_is_part_of_the_host) {
    EXPECT_EQ(first_address(with("https://s3.eu-west-1.amazonaws.com", "texts")),
              "https://texts.s3.eu-west-1.amazonaws.com/?location=");
}

TEST_F(OpenStore, at_amazon_a_bucket_with_a_dot_is_part_of_the_path) {
    EXPECT_EQ(first_address(with("https://s3.eu-west-1.amazonaws.com", "my.texts")),
              "https://s3.eu-west-1.amazonaws.com/my.texts?location=");
}

}  // namespace
}  // namespace aisha::tests
