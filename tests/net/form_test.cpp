// Forms as browsers and client libraries send them, and as nobody should.
#include "net/form.hpp"

#include "tests/support/run.hpp"

#include <fstream>

namespace aisha::net {
namespace {

using aisha::tests::read_file;
using aisha::tests::TemporaryFolder;

/// Every form is read twice: with its body in memory and in a file. Both must agree.
class FormTest : public testing::TestWithParam<bool> {
protected:
    std::optional<Form> read(std::string const& type, std::string const& body) {
        IncomingRequest request;
        request.headers.add("Content-Type", type);
        if (GetParam()) {
            auto file = std::make_shared<TemporaryFile>(folder.path());
            std::ofstream(file->path(), std::ios::binary) << body;
            request.body = std::move(file);
        } else {
            request.body = body;
        }
        return read_form(request);
    }
    Form multipart(std::string const& body) { return read("multipart/form-data; boundary=b", body).value(); }
    /// One part with that header and content.
    FormField field(std::string const& header, std::string const& content = "x") {
        auto const form = multipart("--b\r\n" + header + "\r\n\r\n" + content + "\r\n--b--\r\n");
        EXPECT_EQ(form.fields.size(), 1U);
        return form.fields.at(0);
    }
    TemporaryFolder folder;
};

std::string const disposition = "Content-Disposition: form-data; ";

TEST_P(FormTest, other_types_are_no_forms) {
    EXPECT_FALSE(read("application/json", "{}"));
    EXPECT_FALSE(read("", ""));
    EXPECT_FALSE(read("multipart/mixed; boundary=b", "--b--"));
}

TEST_P(FormTest, urlencoded_fields_are_decoded) {
    auto const form =
        read("application/x-www-form-urlencoded; charset=utf-8", "a=1+2&b=%D0%B6%26&c&=d&&e==").value();
    ASSERT_EQ(form.fields.size(), 5U);
    EXPECT_EQ(form.find("a")->value, "1 2");
    EXPECT_EQ(form.find("b")->value, "ж&");
    EXPECT_EQ(form.find("c")->value, "");
    EXPECT_EQ(form.find("")->value, "d");
    EXPECT_EQ(form.find("e")->value, "=");
    EXPECT_EQ(form.find("f"), nullptr);
    EXPECT_TRUE(read("application/x-www-form-urlencoded", "")->fields.empty());
    EXPECT_THROW(read("application/x-www-form-urlencoded", "a=%2"), std::invalid_argument);
}

TEST_P(FormTest, values_and_files_are_told_apart_by_the_filename) {
    auto const form = multipart("--b\r\n" + disposition +
                                "name=\"v\"\r\n\r\nvalue\r\n"
                                "--b\r\n" +
                                disposition +
                                "name=\"f\"; filename=\"n.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                                "file\r\n--b--\r\n");
    ASSERT_EQ(form.fields.size(), 2U);
    EXPECT_EQ(form.find("v")->value, "value");
    EXPECT_FALSE(form.find("v")->filename);
    EXPECT_EQ(form.find("f")->filename, "n.txt");
    EXPECT_EQ(form.find("f")->content_type, "text/plain");
    EXPECT_EQ(form.find("f")->file_size(), 4U);
    EXPECT_EQ(form.find("f")->file_bytes(), "file");
    form.find("f")->save(folder.path() / "saved");
    EXPECT_EQ(read_file(folder.path() / "saved"), "file");
}

TEST_P(FormTest, a_form_without_fields_is_read_in_both_spellings) {
    EXPECT_TRUE(multipart("--b--\r\n").fields.empty());
    EXPECT_TRUE(multipart("--b--").fields.empty());
    EXPECT_TRUE(multipart("").fields.empty());
}

TEST_P(FormTest, empty_files_and_values_are_there) {
    EXPECT_EQ(field(disposition + "name=\"f\"; filename=\"e\"", "").file_size(), 0U);
    EXPECT_EQ(field(disposition + "name=\"f\"; filename=\"\"", "").filename, "");
    EXPECT_EQ(field(disposition + "name=\"v\"", "").value, "");
}

TEST_P(FormTest, content_may_look_like_a_boundary) {
    for (std::string const content : {"x--b", "x--b--", "\r\n--bb\r\n", "\r\n--b-\r\n", "\r\n-b\r\n",
                                      "\r\n--bx--", "\r\n", "\r\n\r\n", "\n--b--", "\r\r\n-", "\r\n--"}) {
        EXPECT_EQ(field(disposition + "name=\"f\"; filename=\"f\"", content).file_bytes(), content)
            << content;
    }
}

TEST_P(FormTest, text_before_and_after_is_ignored) {
    auto const form = multipart("preamble\r\n--b \t\r\n" + disposition +
                                "name=a\r\n\r\n1\r\n--b--\r\nepilogue\r\n--b\r\nmore");
    ASSERT_EQ(form.fields.size(), 1U);
    EXPECT_EQ(form.find("a")->value, "1");
}

TEST_P(FormTest, names_come_quoted_escaped_in_utf8_and_with_folders) {
    auto const name = [&](std::string const& filename) {
        return field(disposition + "name=\"f\"; filename=" + filename).filename.value();
    };
    EXPECT_EQ(name("\"голос.ogg\""), "голос.ogg");
    EXPECT_EQ(name("plain.ogg"), "plain.ogg");
    EXPECT_EQ(name("\"a \\\"quoted\\\"; name.ogg\""), "a \"quoted\"; name.ogg");
    EXPECT_EQ(name("\"a%22b.ogg\""), "a\"b.ogg");
    EXPECT_EQ(name("\"100%.ogg\""), "100%.ogg");
    EXPECT_EQ(name("\"C:\\folder\\name.ogg\""), "name.ogg");
    EXPECT_EQ(name("\"../../etc/passwd\""), "passwd");
    EXPECT_EQ(name("\"a\x01\x1f.ogg\""), "a.ogg");
    EXPECT_EQ(name("\"bad\xff.ogg\""), "bad\xEF\xBF\xBD.ogg");
    EXPECT_EQ(name("\"ascii.ogg\"; filename*=UTF-8''%D0%B6.ogg"), "ж.ogg");
    EXPECT_EQ(name("\"ascii.ogg\"; filename*=KOI8-R''%D6.ogg"), "ascii.ogg");
}

TEST_P(FormTest, header_names_are_read_without_case_and_unknown_ones_ignored) {
    auto const found =
        field("X-Other: 1\r\nCONTENT-TYPE:text/x\r\ncontent-disposition:form-data;name=\"a\" ; filename = b");
    EXPECT_EQ(found.name, "a");
    EXPECT_EQ(found.filename, "b");
    EXPECT_EQ(found.content_type, "text/x");
}

TEST_P(FormTest, a_boundary_may_be_quoted) {
    auto const form = read("multipart/form-data; charset=utf-8; boundary=\"a b;c\"",
                           "--a b;c\r\n" + disposition + "name=x\r\n\r\n1\r\n--a b;c--\r\n");
    EXPECT_EQ(form->find("x")->value, "1");
}

TEST_P(FormTest, malformed_forms_are_told_so) {
    for (std::string const& body : {
             std::string("no boundary at all"),
             "--b\r\n" + disposition + "name=a\r\n\r\n1\r\n",                       // the end is missing
             "--b\r\n" + disposition + "name=a\r\n\r\n1\r\n--b\r\n",                // and half missing
             "--b\r\n" + disposition + "name=a\r\n",                                // the header does not end
             std::string("--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--\r\n"),  // no name
             std::string("--b\r\n\r\n1\r\n--b--\r\n"),                              // no header
             std::string("--b\r\nno colon\r\n\r\n1\r\n--b--\r\n"),
             "--b\r\n" + disposition + "name=a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n1\r\n--b--\r\n",
             "--b\r\n" + disposition + "name=a\r\n\r\n" + std::string(1'100'000, 'x') + "\r\n--b--\r\n",
         })
        EXPECT_THROW(multipart(body), std::invalid_argument) << body.substr(0, 100);
    EXPECT_THROW(read("multipart/form-data", "--b--"), std::invalid_argument);
    EXPECT_THROW(read("multipart/form-data; boundary=\"\"", "--b--"), std::invalid_argument);
    EXPECT_THROW(read("multipart/form-data; boundary=" + std::string(71, 'b'), "--b--"),
                 std::invalid_argument);
}

TEST_P(FormTest, there_are_at_most_a_hundred_fields) {
    std::string parts;
    std::string pairs;
    for (int number = 0; number < 100; ++number) {
        parts += "--b\r\n" + disposition + "name=a\r\n\r\n1\r\n";
        pairs += "a=1&";
    }
    EXPECT_EQ(multipart(parts + "--b--").fields.size(), 100U);
    EXPECT_THROW(multipart(parts + "--b\r\n" + disposition + "name=a\r\n\r\n1\r\n--b--"),
                 std::invalid_argument);
    EXPECT_EQ(read("application/x-www-form-urlencoded", pairs)->fields.size(), 100U);
    EXPECT_THROW(read("application/x-www-form-urlencoded", pairs + "a=1"), std::invalid_argument);
}

TEST_P(FormTest, boundaries_are_found_wherever_the_blocks_are_cut) {
    // Around the sizes in which files are read, the delimiter is moved byte by byte.
    std::size_t const around = 256 * 1024;
    for (std::size_t size = around - 110; size < around + 10; size += 3) {
        std::string content(size, 'x');
        content += "\r\n--";
        auto const form = multipart("--b\r\n" + disposition + "name=f; filename=f\r\n\r\n" + content +
                                    "\r\n--b\r\n" + disposition + "name=v\r\n\r\nvalue\r\n--b--\r\n");
        ASSERT_EQ(form.find("f")->file_size(), content.size()) << size;
        ASSERT_EQ(form.find("v")->value, "value");
    }
}

INSTANTIATE_TEST_SUITE_P(Bodies, FormTest, testing::Values(false, true),
                         [](auto const& parameter) { return parameter.param ? "file" : "memory"; });

TEST(Form, a_temporary_file_goes_with_its_last_owner) {
    TemporaryFolder folder;
    std::filesystem::path path;
    {
        IncomingRequest request;
        request.headers.add("Content-Type", "multipart/form-data; boundary=b");
        auto file = std::make_shared<TemporaryFile>(folder.path());
        path = file->path();
        std::ofstream(path)
            << "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nbytes\r\n--b--";
        request.body = std::move(file);
        auto form = read_form(request);
        request = {};
        EXPECT_EQ(form->find("f")->file_bytes(), "bytes");
        form.reset();
        EXPECT_FALSE(std::filesystem::exists(path));
    }
}

}  // namespace
}  // namespace aisha::net
