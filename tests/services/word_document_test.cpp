// Word documents, as other programs read them.
#include "services/documents/word_document.hpp"

#include "tests/services/run_program.hpp"
#include "tests/support/run.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aisha {
namespace {

using tests::run_program;

class WordDocumentTest : public ::testing::Test {
protected:
    WordDocumentTest() {
        using enum WordDocument::Style;
        write_word_document({.title = "Встреча <утром>",
                             .about = "28 нояб. 2026",
                             .language = "ru",
                             .blocks = {{"Решения", heading},
                                        {"Первый пункт", list_item},
                                        {std::string("Первый \x01") + "абзац\xFF.", paragraph},
                                        {"Второй & последний\nв две строки", paragraph}}},
                            file);
    }

    tests::TemporaryFolder folder;
    std::filesystem::path const file = folder.path() / "meeting.docx";
};

TEST_F(WordDocumentTest, it_is_an_archive_of_sound_xml) {
    auto const script = folder.write("check.py", R"(
import sys, zipfile
from xml.etree import ElementTree
w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    names = archive.namelist()
    for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml",
                 "word/_rels/document.xml.rels"):
        assert name in names, name
    for name in names:
        ElementTree.fromstring(archive.read(name))
    styles = ElementTree.fromstring(archive.read("word/styles.xml"))
    known = {style.get(w + "styleId") for style in styles.iter(w + "style")}
    body = ElementTree.fromstring(archive.read("word/document.xml"))
    for paragraph in body.iter(w + "p"):
        style = paragraph.find(f"{w}pPr/{w}pStyle").get(w + "val")
        assert style in known
        print(style + ": " + "|".join(text.text or "" for text in paragraph.iter(w + "t")))
)");
    auto const [status, output] = run_program(fmt::format("python3 {} {}", script.string(), file.string()));
    EXPECT_EQ(status, 0) << output;
    EXPECT_EQ(output, "Title: Встреча <утром>\nSubtitle: 28 нояб. 2026\nHeading1: Решения\n"
                      "ListParagraph: • Первый пункт\nNormal: Первый абзац�.\n"
                      "Normal: Второй & последний|в две строки\n");
}

TEST_F(WordDocumentTest, libreoffice_opens_it) {
    if (run_program("command -v soffice").first != 0) GTEST_SKIP() << "LibreOffice is not installed";
    // A profile of its own: one that is in use would be another process's.
    auto const [status, output] = run_program(
        fmt::format("timeout 100 soffice -env:UserInstallation=file://{0}/profile --headless --convert-to "
                    "txt:Text --outdir {0} {1}",
                    folder.path().string(), file.string()));
    ASSERT_EQ(status, 0) << output;
    auto const text = tests::read_file(folder.path() / "meeting.txt");
    auto at = std::string::npos;
    for (auto const* words : {"Встреча <утром>\n", "28 нояб. 2026\n", "Решения\n", "• Первый пункт\n",
                              "Первый абзац�.\n", "Второй & последний\nв две строки"}) {
        auto const found = text.find(words, at == std::string::npos ? 0 : at);
        ASSERT_NE(found, std::string::npos) << words << " in " << text;
        at = found;
    }
}

}  // namespace
}  // namespace aisha
