// Reading archives that strangers send.
#include "services/documents/zip_entries.hpp"

#include "core/errors.hpp"
#include "services/documents/zip_writer.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

struct ZipEntriesTest : testing::Test {
    std::filesystem::path archive(std::vector<std::pair<std::string, std::string>> const& entries) {
        auto const file = folder.path() / "a.zip";
        ZipWriter writer(file);
        for (auto const& [name, bytes] : entries) writer.add(name, bytes);
        writer.finish();
        return file;
    }
    template <class Work>
    static std::optional<RefusalReason> refusal(Work work) {
        try {
            work();
        } catch (Refusal const& refusal) {
            return refusal.reason();
        }
        return std::nullopt;
    }

    tests::TemporaryFolder folder;
};

TEST_F(ZipEntriesTest, an_entry_is_read_by_its_name) {
    ZipEntries const entries(archive({{"a.xml", "one"}, {"b/c.xml", std::string(200'000, 'x')}}), 10);
    EXPECT_EQ(entries.read("a.xml", 1000), "one");
    EXPECT_EQ(entries.read("b/c.xml", 1'000'000)->size(), 200'000U);
    EXPECT_EQ(entries.read("c.xml", 1000), std::nullopt);
}

TEST_F(ZipEntriesTest, what_is_too_much_unpacked_is_refused) {
    ZipEntries const entries(archive({{"bomb", std::string(10'000'000, '0')}}), 10);
    EXPECT_LT(std::filesystem::file_size(folder.path() / "a.zip"), 100'000U);
    EXPECT_EQ(refusal([&] { entries.read("bomb", 1'000'000); }), RefusalReason::file_too_big);
}

TEST_F(ZipEntriesTest, what_is_no_archive_or_has_too_many_entries_is_refused) {
    auto const two = archive({{"a", ""}, {"b", ""}});
    EXPECT_EQ(refusal([&] { ZipEntries(two, 1); }), RefusalReason::file_damaged);
    EXPECT_EQ(refusal([&] { ZipEntries(folder.write("no.zip", "PK\x03\x04 no"), 1); }),
              RefusalReason::file_damaged);
    EXPECT_EQ(refusal([&] { ZipEntries(folder.path() / "nothing", 1); }), RefusalReason::file_damaged);
}

}  // namespace
}  // namespace aisha
