// What every ObjectStore does, tried on a folder, in memory and on a real MinIO.
#include "tests/contract/object_store_contract.hpp"

#include "core/hash.hpp"
#include "net/http_client.hpp"
#include "services/storage/folder_store.hpp"
#include "services/storage/s3_store.hpp"
#include "tests/support/memory_store.hpp"
#include "tests/support/minio.hpp"

#include <fstream>

namespace aisha::tests {
namespace {

class FolderUnderTest : public StoreUnderTest {
public:
    ObjectStore& store() override { return store_; }
    void spoil(std::string const& key) override {
        for (auto const& entry : std::filesystem::directory_iterator(folder_.path() / key)) {
            if (!entry.path().filename().string().starts_with("sha256=")) continue;
            std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(3);
            file.put('X');
        }
    }

private:
    TemporaryFolder folder_;
    asio::thread_pool pool_{2};
    FolderStore store_{pool_, folder_.path(), silent_log()};
};

class MemoryUnderTest : public StoreUnderTest {
public:
    ObjectStore& store() override { return store_; }
    void spoil(std::string const& key) override { store_.objects.at(key)[3] = 'X'; }

private:
    MemoryStore store_;
};

/// A store in a bucket of its own, which its first call makes.
class S3UnderTest : public StoreUnderTest {
public:
    explicit S3UnderTest(asio::io_context& loop) : loop_(loop) {}

    ObjectStore& store() override { return store_; }
    /// Writes another object with the metadata of the first.
    void spoil(std::string const& key) override {
        auto const url = options_.endpoint + '/' + options_.bucket + '/' + key;
        auto const sent = [&](net::Request request, std::string const& payload) {
            net::sign_s3(request, options_.credentials, clock_.now(), sha256_hex(payload));
            auto response = run(loop_, http_.send(std::move(request)));
            EXPECT_TRUE(response.ok()) << response.body;
            return response;
        };
        auto const before = sent({.url = url}, "");
        auto spoiled = before.body;
        spoiled.at(3) = 'X';
        constexpr auto field = "x-amz-meta-sha256";
        sent({.method = "PUT",
              .url = url,
              .headers = {{field, std::string(before.headers.find(field).value())}},
              .body = spoiled},
             spoiled);
    }

private:
    static std::string unused_bucket() {
        static int number = 0;
        return fmt::format("contract-{}", ++number);
    }

    asio::io_context& loop_;
    SystemClock clock_;
    net::HttpClient http_{loop_.get_executor()};
    asio::thread_pool pool_{2};
    S3Options options_ = MinioServer::of_this_program().options(unused_bucket());
    S3Store store_{http_, pool_, clock_, silent_log(), options_};
};

std::unique_ptr<StoreUnderTest> make_s3(asio::io_context& loop) {
    if (!minio_program()) return nullptr;
    return std::make_unique<S3UnderTest>(loop);
}

template <class UnderTest>
std::unique_ptr<StoreUnderTest> make(asio::io_context& /*loop*/) {
    return std::make_unique<UnderTest>();
}

INSTANTIATE_TEST_SUITE_P(Storage, ObjectStoreContract,
                         ::testing::Values(ObjectStoreCase{"folder", make<FolderUnderTest>, ""},
                                           ObjectStoreCase{"memory", make<MemoryUnderTest>, ""},
                                           ObjectStoreCase{"minio", make_s3, without_minio}),
                         [](auto const& info) { return info.param.name; });

}  // namespace
}  // namespace aisha::tests
