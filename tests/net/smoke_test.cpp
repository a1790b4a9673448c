// Client and server against each other: the everyday cases.
#include "net/form.hpp"
#include "tests/net/loopback.hpp"

namespace aisha::net::tests {
namespace {

TEST(ClientAndServer, a_request_arrives_as_it_was_sent_and_so_does_the_answer) {
    IncomingRequest seen;
    Loopback world(plain([&](IncomingRequest const& request) {
        seen = request;
        auto response = text("привет", 201);
        response.headers.add("X-Colour", "green");
        return response;
    }));
    Request request;
    request.method = "POST";
    request.url = world.url("/a%20b/c?x=1&y=%26&z");
    request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
    request.body = std::string(R"({"k":"v"})");
    auto const response = world.send(request);
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.body, "привет");
    EXPECT_EQ(response.headers.find("x-colour"), "green");
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.path, "/a b/c");
    EXPECT_EQ(seen.query_value("x"), "1");
    EXPECT_EQ(seen.query_value("y"), "&");
    EXPECT_EQ(seen.query_value("z"), "");
    EXPECT_FALSE(seen.query_value("w"));
    EXPECT_EQ(seen.content_type(), "application/json");
    EXPECT_EQ(seen.headers.find("X-Empty"), "");
    EXPECT_EQ(std::get<std::string>(seen.body), R"({"k":"v"})");
    EXPECT_EQ(seen.peer, "127.0.0.1");
}

TEST(ClientAndServer, a_multipart_body_arrives_with_values_and_files) {
    std::optional<Form> form;
    Loopback world(plain([&](IncomingRequest const& request) {
        form = read_form(request);
        return text("ok");
    }));
    auto const file = world.folder.write("some.ogg", std::string("Ogg\0S\r\n--", 9));
    Request request;
    request.method = "POST";
    request.url = world.url("/");
    request.body = Multipart{{"chat_id", std::string("42"), "", ""},
                             {"note", std::string("{}"), "", "application/json"},
                             {"voice", file, "голос \"1\".ogg", "audio/ogg"}};
    EXPECT_EQ(world.send(request).body, "ok");
    ASSERT_TRUE(form);
    ASSERT_EQ(form->fields.size(), 3U);
    EXPECT_EQ(form->find("chat_id")->value, "42");
    EXPECT_EQ(form->find("note")->content_type, "application/json");
    auto const* voice = form->find("voice");
    EXPECT_EQ(voice->filename, "голос \"1\".ogg");
    EXPECT_EQ(voice->content_type, "audio/ogg");
    EXPECT_EQ(voice->file_bytes(), std::string("Ogg\0S\r\n--", 9));
}

}  // namespace
}  // namespace aisha::net::tests
