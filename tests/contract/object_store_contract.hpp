// What every ObjectStore does, wherever it keeps things; a test of implementations includes this and
// instantiates it.
#pragma once

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "services/storage/object_store.hpp"
#include "tests/support/run.hpp"

#include <functional>
#include <memory>

namespace aisha::tests {

/// A store that is empty at first, and how to spoil what it keeps.
class StoreUnderTest {
public:
    virtual ~StoreUnderTest() = default;
    virtual ObjectStore& store() = 0;
    /// Changes one byte of the object behind the store's back.
    virtual void spoil(std::string const& key) = 0;
};

struct ObjectStoreCase {
    std::string name;
    /// The store of one test, whose calls run on `loop`; nothing where it cannot be had here.
    std::function<std::unique_ptr<StoreUnderTest>(asio::io_context& loop)> make;
    std::string missing;  ///< why it cannot be had
};

class ObjectStoreContract : public ::testing::TestWithParam<ObjectStoreCase> {
protected:
    void SetUp() override {
        if (!under_test_) GTEST_SKIP() << GetParam().missing;
    }

    StoredObject put(std::string key, std::string_view bytes) {
        return run(loop_, store().put(std::move(key), folder_.write("source", bytes)));
    }

    /// The object's bytes, or nothing where there is none.
    std::optional<std::string> get(std::string key) {
        auto const to = folder_.path() / "fetched";
        std::filesystem::remove(to);
        bool const found = run(loop_, store().get(std::move(key), to));
        EXPECT_EQ(found, std::filesystem::exists(to));
        if (!found) return std::nullopt;
        return read_file(to);
    }

    ObjectStore& store() { return under_test_->store(); }

    asio::io_context loop_{1};
    TemporaryFolder folder_;
    std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make(loop_);
};

TEST_P(ObjectStoreContract, gives_back_what_was_put) {
    std::string bytes;
    constexpr int longer_than_any_block = 300'000;
    for (int i = 0; i < longer_than_any_block; ++i) bytes += static_cast<char>(i * 7 + i / 256);
    auto const stored = put("transcripts/12/original.ogg", bytes);
    EXPECT_EQ(stored.size, bytes.size());
    EXPECT_EQ(stored.sha256, sha256_hex(bytes));
    EXPECT_EQ(get("transcripts/12/original.ogg"), bytes);
    EXPECT_EQ(get("transcripts/12/original.ogg"), bytes);
}

TEST_P(ObjectStoreContract, keeps_an_empty_object) {
    EXPECT_EQ(put("empty", "").size, 0U);
    EXPECT_EQ(get("empty"), "");
}

TEST_P(ObjectStoreContract, the_source_stays) {
    put("a", "bytes");
    EXPECT_EQ(read_file(folder_.path() / "source"), "bytes");
}

TEST_P(ObjectStoreContract, what_was_never_put_is_not_found) {
    put("a/b", "bytes");
    EXPECT_EQ(get("a/c"), std::nullopt);
    EXPECT_EQ(get("a/b/c"), std::nullopt);
    EXPECT_EQ(get("a"), std::nullopt);
}

TEST_P(ObjectStoreContract, a_put_replaces_the_whole_object) {
    put("a", "a rather long text");
    auto const stored = put("a", "short");
    EXPECT_EQ(stored.sha256, sha256_hex("short"));
    EXPECT_EQ(get("a"), "short");
    put("a", "short");
    EXPECT_EQ(get("a"), "short");
}

TEST_P(ObjectStoreContract, a_fetched_file_is_replaced_as_a_whole) {
    put("a", "short");
    auto const to = folder_.write("there", "a longer text that was there before");
    EXPECT_TRUE(run(loop_, store().get("a", to)));
    EXPECT_EQ(read_file(to), "short");
}

TEST_P(ObjectStoreContract, a_key_may_begin_with_another_key) {
    put("a", "one");
    put("a/b", "two");
    put("a/b/c.ogg", "three");
    EXPECT_EQ(get("a"), "one");
    EXPECT_EQ(get("a/b"), "two");
    run(loop_, store().remove("a"));
    EXPECT_EQ(get("a"), std::nullopt);
    EXPECT_EQ(get("a/b"), "two");
    EXPECT_EQ(get("a/b/c.ogg"), "three");
}

TEST_P(ObjectStoreContract, removes_and_forgives_what_is_not_there) {
    put("a", "bytes");
    run(loop_, store().remove("a"));
    EXPECT_EQ(get("a"), std::nullopt);
    run(loop_, store().remove("a"));
    run(loop_, store().remove("never/was"));
    put("a", "again");
    EXPECT_EQ(get("a"), "again");
}

TEST_P(ObjectStoreContract, spoiled_bytes_are_an_error_and_never_given_out) {
    put("a", "precious bytes");
    under_test_->spoil("a");
    auto const to = folder_.path() / "fetched";
    try {
        run(loop_, store().get("a", to));
        ADD_FAILURE() << "spoiled bytes were given out";
    } catch (Unavailable const& e) {
        ADD_FAILURE() << "no time will mend it: " << e.what();
    } catch (std::runtime_error const& e) {
        EXPECT_TRUE(std::string(e.what()).contains("SHA-256")) << e.what();
    }
    EXPECT_FALSE(std::filesystem::exists(to));
    put("a", "precious bytes");
    EXPECT_EQ(get("a"), "precious bytes");
}

TEST_P(ObjectStoreContract, refuses_what_is_no_key) {
    auto const file = folder_.write("source", "bytes");
    for (auto const& key :
         {std::string(), std::string("/a"), std::string("a/"), std::string("a//b"), std::string("."),
          std::string("../a"), std::string("a/../b"), std::string("a/./b"), std::string("a b"),
          std::string("a\\b"), std::string("a=b"), std::string("ключ"), std::string("a\nb"),
          std::string("a\0b", 3), std::string(256, 'a'), std::string(1025, 'a')}) {
        EXPECT_THROW(run(loop_, store().put(key, file)), std::invalid_argument) << key;
        EXPECT_THROW(run(loop_, store().get(key, file)), std::invalid_argument) << key;
        EXPECT_THROW(run(loop_, store().remove(key)), std::invalid_argument) << key;
    }
    EXPECT_EQ(read_file(file), "bytes");
}

TEST_P(ObjectStoreContract, takes_every_character_that_a_key_may_have) {
    std::string const key = "Az09/._-/..a/" + std::string(255, 'x');
    put(key, "bytes");
    EXPECT_EQ(get(key), "bytes");
}

TEST_P(ObjectStoreContract, a_missing_source_is_an_error_of_the_caller) {
    EXPECT_THROW(run(loop_, store().put("a", folder_.path() / "nothing")), std::runtime_error);
    EXPECT_EQ(get("a"), std::nullopt);
}

TEST_P(ObjectStoreContract, puts_of_one_key_at_the_same_time_leave_one_whole_object) {
    TaskGroup tasks(loop_.get_executor(), silent_log());
    std::vector<std::string> contents;
    constexpr int at_once = 20;
    auto const put_one = [&](int number) -> awaitable<void> {
        co_await store().put("shared", folder_.path() / std::to_string(number));
    };
    for (int i = 0; i < at_once; ++i) {
        contents.push_back(std::string(100'000, static_cast<char>('a' + i)));
        folder_.write(std::to_string(i), contents.back());
        tasks.spawn("put", put_one(i));
    }
    run(loop_, tasks.join());
    auto const bytes = get("shared");
    ASSERT_TRUE(bytes);
    EXPECT_NE(std::ranges::find(contents, *bytes), contents.end());
}

TEST_P(ObjectStoreContract, a_check_leaves_nothing_and_finds_nothing_wrong) {
    run(loop_, store().check());
    put("a", "bytes");
    run(loop_, store().check());
    EXPECT_EQ(get("a"), "bytes");
}

}  // namespace aisha::tests
