// Driving the sandbox by hand.
#include "tests/sandbox/sandbox_world.hpp"

namespace aisha::sandbox::tests {

namespace {

Answer read(net::OutgoingResponse& response) {
    Answer answer{.status = response.status, .headers = response.headers, .dropped = response.drop};
    answer.truncated = response.truncate_after;
    if (auto const* const text = std::get_if<std::string>(&response.body)) answer.text = *text;
    if (auto const* const file = std::get_if<net::FileBody>(&response.body)) {
        answer.text = aisha::tests::read_file(file->path).substr(file->offset);
        if (file->length) answer.text.resize(*file->length);
    }
    if (auto const* const stream = std::get_if<net::StreamBody>(&response.body)) answer.stream = *stream;
    auto const type = response.headers.find("Content-Type").value_or("");
    if (type.find("json") != std::string_view::npos) answer.json = json::parse(answer.text);
    if (response.on_sent) response.on_sent(!response.drop);
    return answer;
}

}  // namespace

SandboxWorld::SandboxWorld(SandboxOptions options) {
    sandbox_ = std::make_unique<Sandbox>(loop.get_executor(), clock, aisha::tests::silent_log(), media,
                                         std::move(options));
    aisha::tests::run(loop, sandbox_->open());
}

SandboxWorld::~SandboxWorld() {
    sandbox_->stop();
    settle();
    aisha::tests::run(loop, sandbox_->close());
}

Answer SandboxWorld::ask(net::IncomingRequest request) { return await(ask_later(std::move(request))); }

std::shared_ptr<std::optional<Answer>> SandboxWorld::ask_later(net::IncomingRequest request) {
    auto answer = std::make_shared<std::optional<Answer>>();
    asio::co_spawn(loop, sandbox_->handle(std::move(request)),
                   [answer](std::exception_ptr const& error, net::OutgoingResponse response) {
                       if (error) std::rethrow_exception(error);
                       *answer = read(response);
                   });
    settle();
    return answer;
}

Answer SandboxWorld::await(std::shared_ptr<std::optional<Answer>> const& answer) {
    if (!aisha::tests::run_until(loop, [&] { return answer->has_value(); }))
        throw std::runtime_error("no answer");
    return **answer;
}

void SandboxWorld::settle() {
    loop.restart();
    loop.poll();
}

void SandboxWorld::pass(Duration duration) {
    settle();
    clock.advance(duration);
    settle();
}

Answer SandboxWorld::get(std::string path) { return ask(request_of("GET", std::move(path))); }

Answer SandboxWorld::post(std::string path, json::Value const& body) {
    return ask(request_of("POST", std::move(path), json::dump(body), "application/json"));
}

Answer SandboxWorld::post_form(std::string path, std::vector<std::pair<std::string, std::string>> fields,
                               std::vector<FormFile> files) {
    auto [body, type] = multipart(fields, files);
    return ask(request_of("POST", std::move(path), std::move(body), std::move(type)));
}

Answer SandboxWorld::api(std::string const& method, json::Object parameters) {
    return await(api_later(method, std::move(parameters)));
}

std::shared_ptr<std::optional<Answer>> SandboxWorld::api_later(std::string const& method,
                                                               json::Object parameters) {
    return ask_later(
        request_of("POST", "/bot" + token + "/" + method, json::dump(parameters), "application/json"));
}

json::Value SandboxWorld::result(std::string const& method, json::Object parameters) {
    auto const answer = api(method, std::move(parameters));
    EXPECT_EQ(answer.status, 200) << method << ": " << answer.text;
    if (answer.status != 200) return nullptr;
    EXPECT_TRUE(answer.json.at("ok").as_bool());
    return answer.json.at("result");
}

std::string SandboxWorld::error(std::string const& method, json::Object parameters) {
    auto const answer = api(method, std::move(parameters));
    if (answer.status == 200) return "200 " + answer.text;
    EXPECT_FALSE(answer.json.at("ok").as_bool());
    EXPECT_EQ(answer.json.at("error_code").as_int64(), answer.status);
    return fmt::format("{} {}", answer.status, std::string_view(answer.json.at("description").as_string()));
}

std::int64_t SandboxWorld::person(std::string first_name, std::string language) {
    auto const answer =
        post("/sandbox/people", json::Object{{"first_name", first_name}, {"language_code", language}});
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.json.at("id").as_int64();
}

std::string SandboxWorld::chat(std::int64_t person_id, std::string const& rest) const {
    return fmt::format("/sandbox/bots/{}/chats/{}{}", bot, person_id, rest);
}

json::Array SandboxWorld::updates() {
    auto const batch = result("getUpdates").as_array();
    if (!batch.empty()) result("getUpdates", {{"offset", batch.back().at("update_id").as_int64() + 1}});
    return batch;
}

net::IncomingRequest request_of(std::string method, std::string target, std::string body,
                                std::string content_type) {
    net::IncomingRequest request{.method = std::move(method), .path = target.substr(0, target.find('?'))};
    if (auto const question = target.find('?'); question != std::string::npos) {
        auto rest = std::string_view(target).substr(question + 1);
        while (!rest.empty()) {
            auto const pair = rest.substr(0, rest.find('&'));
            auto const equals = pair.find('=');
            request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        }
    }
    if (!content_type.empty()) request.headers.add("Content-Type", std::move(content_type));
    request.body = std::move(body);
    return request;
}

std::pair<std::string, std::string> multipart(std::vector<std::pair<std::string, std::string>> const& fields,
                                              std::vector<FormFile> const& files) {
    std::string const boundary = "boundary-of-the-test";
    std::string body;
    for (auto const& [name, value] : fields)
        body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", boundary,
                            name, value);
    for (auto const& file : files)
        body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"; "
                            "filename=\"{}\"\r\nContent-Type: {}\r\n\r\n{}\r\n",
                            boundary, file.part, file.filename, file.content_type, file.bytes);
    body += fmt::format("--{}--\r\n", boundary);
    return {body, "multipart/form-data; boundary=" + boundary};
}

}  // namespace aisha::sandbox::tests
