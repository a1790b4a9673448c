// SHA-256 against published values (https://www.di-mgt.com.au/sha_testvectors.html).
#include "core/hash.hpp"

#include "tests/support/run.hpp"

namespace aisha::tests {
namespace {

constexpr auto of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr auto of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr auto of_a_million_a = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, known_values) {
    EXPECT_EQ(sha256_hex(""), of_nothing);
    EXPECT_EQ(sha256_hex("abc"), of_abc);
    EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')), of_a_million_a);
}

TEST(Sha256, pieces_give_what_the_whole_gives) {
    Sha256 hash;
    for (int i = 0; i < 1000; ++i) hash.add(std::string(1000, 'a'));
    hash.add("");
    EXPECT_EQ(hash.hex(), of_a_million_a);
}

TEST(Sha256, of_a_file) {
    TemporaryFolder const folder;
    EXPECT_EQ(sha256_hex_of_file(folder.write("a", std::string(1'000'000, 'a'))), of_a_million_a);
    EXPECT_EQ(sha256_hex_of_file(folder.write("empty", "")), of_nothing);
    EXPECT_THROW(sha256_hex_of_file(folder.path() / "missing"), std::runtime_error);
}

TEST(Hash, secrets_are_compared_whole) {
    EXPECT_TRUE(same_secret("abc", "abc"));
    for (auto const* named : {"", "ab", "abcd", "abd", "ABC"}) EXPECT_FALSE(same_secret(named, "abc"));
}

}  // namespace
}  // namespace aisha::tests
