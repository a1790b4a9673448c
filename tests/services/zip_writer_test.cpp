// Archives, as another program reads them.
#include "services/documents/zip_writer.hpp"

#include "tests/services/run_program.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using tests::read_file;
using tests::run_program;

class ZipWriterTest : public ::testing::Test {
protected:
    tests::TemporaryFolder folder;
    std::filesystem::path const archive = folder.path() / "archive.zip";

    /// Name, compression (0: stored) and content of each entry, by Python.
    std::string listed() {
        auto const script = folder.write("list.py", R"(
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for entry in archive.infolist():
        data = archive.read(entry)
        print(entry.filename, entry.compress_type, len(data), data[:20].decode())
)");
        auto const [code, output] =
            run_program(fmt::format("python3 {} {}", script.string(), archive.string()));
        EXPECT_EQ(code, 0) << output;
        return output;
    }
};

TEST_F(ZipWriterTest, bytes_and_files_come_out_as_they_went_in) {
    auto const file = folder.write("sound", std::string(100'000, 's'));
    {
        ZipWriter writer(archive);
        writer.add("тексты/1.txt", std::string("кратко") + std::string(1000, ' '));
        writer.add_file("sound.ogg", file, ZipWriter::Packing::stored);
        writer.add_file("again.txt", file, ZipWriter::Packing::deflated);
        writer.finish();
    }
    auto const list = listed();
    EXPECT_NE(list.find("тексты/1.txt 8 1012 кратко"), std::string::npos) << list;
    EXPECT_NE(list.find("sound.ogg 0 100000 ssss"), std::string::npos) << list;
    EXPECT_NE(list.find("again.txt 8 100000 ssss"), std::string::npos) << list;
}

TEST_F(ZipWriterTest, an_archive_that_is_not_finished_is_not_there) {
    {
        ZipWriter writer(archive);
        writer.add("a", "a");
    }
    EXPECT_FALSE(std::filesystem::exists(archive));
}

TEST_F(ZipWriterTest, nothing_is_written_over) {
    std::filesystem::copy_file(folder.write("sound", "precious"), archive);
    EXPECT_THROW(ZipWriter{archive}, std::runtime_error);
    EXPECT_EQ(read_file(archive), "precious");
}

TEST_F(ZipWriterTest, a_file_that_is_gone_is_an_error) {
    ZipWriter writer(archive);
    writer.add_file("gone", folder.path() / "gone", ZipWriter::Packing::stored);
    EXPECT_THROW(writer.finish(), std::runtime_error);
}

}  // namespace
}  // namespace aisha
