// Text files: encodings are found out, and what is no text is refused.
#include "services/transcript/text_file.hpp"

#include "core/errors.hpp"
#include "core/limits/notes.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <iconv.h>

namespace aisha {
namespace {

std::string encoded(std::string text, char const* encoding) {
    auto* const handle = iconv_open(encoding, "UTF-8");
    std::string result(text.size() * 4 + 8, '\0');
    char* in = text.data();
    char* out = result.data();
    auto in_left = text.size();
    auto out_left = result.size();
    EXPECT_EQ(iconv(handle, &in, &in_left, &out, &out_left), 0U) << encoding;
    iconv_close(handle);
    result.resize(result.size() - out_left);
    return result;
}

std::optional<RefusalReason> refusal_of(std::string_view bytes, TextFileKind kind = TextFileKind::plain) {
    tests::TemporaryFolder const folder;
    auto const file = folder.write("file", bytes);
    try {
        read_text_file(file, kind);
        return std::nullopt;
    } catch (Refusal const& refusal) {
        return refusal.reason();
    }
}

constexpr auto russian = "Анна подготовит отчёт до пятницы. Борис, ВНИМАНИЕ, позвонит в «Ромашку»!";

TEST(TextFile, every_encoding_of_russian_is_found_out) {
    for (auto const* text :
         {russian, "Привет, мир", "Съешь ещё этих мягких французских булок, да выпей же чаю."}) {
        EXPECT_EQ(decoded_text(text), text);
        for (auto const* encoding : {"CP1251", "UTF-16LE", "UTF-16BE"})
            EXPECT_EQ(decoded_text(encoded(text, encoding)), text) << encoding;
    }
    std::string const without_quotes = "Анна подготовит отчёт до пятницы. Борис, ВНИМАНИЕ, позвонит!";
    for (auto const* encoding : {"KOI8-R", "CP866", "ISO-8859-5", "MAC-CYRILLIC"})
        EXPECT_EQ(decoded_text(encoded(without_quotes, encoding)), without_quotes) << encoding;
    EXPECT_EQ(decoded_text("\xEF\xBB\xBF" + std::string(russian)), russian);
    EXPECT_EQ(decoded_text("\xFF\xFE" + encoded(russian, "UTF-16LE")), russian);
    EXPECT_EQ(decoded_text("\xFE\xFF" + encoded(russian, "UTF-16BE")), russian);
}

TEST(TextFile, western_and_mixed_texts_are_read_too) {
    std::string const german = "Über den Fluß führt eine schöne Brücke, sagte Jörg.";
    EXPECT_EQ(decoded_text(encoded(german, "CP1252")), german);
    EXPECT_EQ(decoded_text(german), german);
    std::string const mixed =
        "В Node.js мы подключим OpenTelemetry и Prometheus, как договорились вчера с командой.";
    EXPECT_EQ(decoded_text(encoded(mixed, "CP1251")), mixed);
    EXPECT_EQ(decoded_text("plain ASCII\r\n"), "plain ASCII\r\n");
}

TEST(TextFile, what_is_no_text_is_refused) {
    EXPECT_EQ(refusal_of(""), RefusalReason::file_empty);
    EXPECT_EQ(refusal_of("  \n\t "), RefusalReason::file_empty);
    EXPECT_EQ(refusal_of(std::string("\x7F"
                                     "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0",
                                     20)),
              RefusalReason::file_damaged);
    std::string binary;
    for (int i = 0; i < 4096; ++i) binary += static_cast<char>(i * 7919 % 256);
    EXPECT_EQ(refusal_of(binary), RefusalReason::file_damaged);
    EXPECT_EQ(refusal_of(std::string(limits::text_file_bytes_max + 1, 'a')), RefusalReason::file_too_big);
    EXPECT_EQ(refusal_of(std::string(limits::source_text_units_max + 1, 'a')), RefusalReason::file_too_big);
    EXPECT_EQ(refusal_of("A text."), std::nullopt);
}

TEST(TextFile, kinds_are_told_by_name_and_type) {
    EXPECT_EQ(text_file_kind("notes.TXT", ""), TextFileKind::plain);
    EXPECT_EQ(text_file_kind("README.md", ""), TextFileKind::plain);
    EXPECT_EQ(text_file_kind("a.docx", ""), TextFileKind::docx);
    EXPECT_EQ(text_file_kind("", "text/plain"), TextFileKind::plain);
    EXPECT_EQ(text_file_kind("a.pdf", "application/pdf"), std::nullopt);
    EXPECT_EQ(text_file_kind("a.mp3", "text/plain"), std::nullopt);
    EXPECT_EQ(text_file_kind("a.doc", "application/msword"), std::nullopt);
}

}  // namespace
}  // namespace aisha
