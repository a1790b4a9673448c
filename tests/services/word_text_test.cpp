// .docx: paragraphs as people see them, and archives that mean harm.
#include "services/documents/word_text.hpp"

#include "core/errors.hpp"
#include "core/limits/notes.hpp"
#include "services/documents/zip_writer.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

constexpr auto relations =
    R"(<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/)"
    R"(relationships">)"
    R"(<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/)"
    R"(officeDocument" Target="word/document.xml"/></Relationships>)";

std::string document(std::string const& body) {
    return R"(<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/)"
           R"(wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/)"
           R"(markup-compatibility/2006">)"
           "<w:body>" +
           body + "</w:body></w:document>";
}

struct Docx : testing::Test {
    std::filesystem::path archive(std::vector<std::pair<std::string, std::string>> const& entries) {
        auto const file = folder.path() / (std::to_string(++archives_) + ".docx");
        ZipWriter writer(file);
        for (auto const& [name, bytes] : entries) writer.add(name, bytes);
        writer.finish();
        return file;
    }
    std::string text(std::string const& body) {
        return word_text(archive({{"_rels/.rels", relations}, {"word/document.xml", document(body)}}));
    }
    RefusalReason refusal(std::filesystem::path const& file) {
        try {
            word_text(file);
        } catch (Refusal const& refusal) {
            return refusal.reason();
        }
        throw std::logic_error("not refused");
    }

    tests::TemporaryFolder folder;

private:
    int archives_ = 0;
};

TEST_F(Docx, paragraphs_are_lines) {
    EXPECT_EQ(
        text("<w:p><w:r><w:t>Первый </w:t></w:r><w:r><w:t xml:space=\"preserve\">абзац &amp; всё</w:t></w:r>"
             "</w:p><w:p/><w:p><w:r><w:t>Второй</w:t><w:tab/><w:t>столбец</w:t><w:br/><w:t>строка</w:t></w:r>"
             "</w:p>"),
        "Первый абзац & всё\n\nВторой столбец\nстрока\n");
}

TEST_F(Docx, tables_are_read_and_deleted_text_is_not) {
    EXPECT_EQ(
        text("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>B</w:t></w:r>"
             "</w:p></w:tc></w:tr></w:tbl><w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
             "<mc:AlternateContent><mc:Choice><w:r><w:t>once</w:t></w:r></mc:Choice><mc:Fallback><w:r>"
             "<w:t>once</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"),
        "A\nB\nonce\n");
}

TEST_F(Docx, a_bomb_is_stopped_whatever_size_it_tells) {
    std::string const zeros(limits::docx_part_bytes_max + 1, ' ');
    EXPECT_EQ(refusal(archive({{"_rels/.rels", relations}, {"word/document.xml", zeros}})),
              RefusalReason::file_too_big);
}

TEST_F(Docx, nothing_is_too_deep) {
    std::string deep;
    constexpr int levels = 100'000;
    for (int i = 0; i < levels; ++i) deep += "<w:sdt>";
    deep += "<w:p><w:r><w:t>deep</w:t></w:r></w:p>";
    for (int i = 0; i < levels; ++i) deep += "</w:sdt>";
    EXPECT_EQ(text(deep), "deep\n");
}

TEST_F(Docx, entities_of_its_own_are_not_expanded) {
    auto const file =
        archive({{"_rels/.rels", relations},
                 {"word/document.xml",
                  R"(<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]>)"
                  R"(<w:document xmlns:w="w"><w:p><w:t>&a;&x;</w:t></w:p></w:document>)"}});
    EXPECT_EQ(word_text(file), "&a;&x;\n");
}

TEST_F(Docx, what_is_none_is_damaged) {
    EXPECT_EQ(refusal(folder.write("a", "PK\x03\x04 nonsense")), RefusalReason::file_damaged);
    EXPECT_EQ(refusal(archive({{"hello.txt", "x"}})), RefusalReason::file_damaged);
    EXPECT_EQ(refusal(archive({{"_rels/.rels", relations}})), RefusalReason::file_damaged);
    EXPECT_EQ(refusal(archive({{"_rels/.rels", relations}, {"word/document.xml", "<a><b></a>"}})),
              RefusalReason::file_damaged);
    EXPECT_EQ(refusal(archive({{"_rels/.rels", relations}, {"word/document.xml", "<html/>"}})),
              RefusalReason::file_damaged);
}

}  // namespace
}  // namespace aisha
