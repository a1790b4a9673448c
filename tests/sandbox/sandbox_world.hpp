// A sandbox without a socket: requests and answers as values, in virtual time.
#pragma once

#include "core/json.hpp"
#include "sandbox/sandbox.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_media_runner.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/io_context.hpp>

#include <future>
#include <memory>
#include <string>

namespace aisha::sandbox::tests {

using aisha::tests::FakeClock;
using aisha::tests::FakeMediaRunner;
using aisha::tests::TemporaryFolder;

/// An answer, read.
struct Answer {
    int status = 0;
    net::Headers headers;
    std::string text;
    json::Value json;  ///< null where the body is none
    bool dropped = false;
    std::optional<std::size_t> truncated;
    net::StreamBody stream;  ///< where the answer is one
};

/// A file in a form.
struct FormFile {
    std::string part;
    std::string filename;
    std::string content_type;
    std::string bytes;
};

class SandboxWorld {
public:
    explicit SandboxWorld(SandboxOptions options = {});
    ~SandboxWorld();

    /// Sends and waits for the answer.
    Answer ask(net::IncomingRequest request);
    /// Sends and goes on; the answer comes when the loop turns.
    std::shared_ptr<std::optional<Answer>> ask_later(net::IncomingRequest request);
    /// Turns the loop until the answer is there.
    Answer await(std::shared_ptr<std::optional<Answer>> const& answer);
    /// Turns the loop until nothing more happens by itself.
    void settle();
    /// Moves the clock and lets happen what is due.
    void pass(Duration duration);

    Answer get(std::string path);
    Answer post(std::string path, json::Value const& body);
    Answer post_form(std::string path, std::vector<std::pair<std::string, std::string>> fields,
                     std::vector<FormFile> files);
    /// A Bot API call with JSON parameters.
    Answer api(std::string const& method, json::Object parameters = {});
    std::shared_ptr<std::optional<Answer>> api_later(std::string const& method, json::Object parameters = {});
    /// The result of a call that must succeed.
    json::Value result(std::string const& method, json::Object parameters = {});
    /// The description of a call that must fail, with its code in front: "400 Bad Request: …".
    std::string error(std::string const& method, json::Object parameters = {});

    std::int64_t person(std::string first_name = "Mia", std::string language = "en");
    /// The path of the private chat, with `rest` behind it.
    std::string chat(std::int64_t person, std::string const& rest = "") const;
    /// All updates that wait, confirmed.
    json::Array updates();

    std::string token = "4242:secret_of-the-bot";
    std::int64_t bot = 4242;
    asio::io_context loop;
    FakeClock clock;
    FakeMediaRunner media;

private:
    std::unique_ptr<Sandbox> sandbox_;
};

net::IncomingRequest request_of(std::string method, std::string target, std::string body = {},
                                std::string content_type = {});
std::pair<std::string, std::string> multipart(std::vector<std::pair<std::string, std::string>> const& fields,
                                              std::vector<FormFile> const& files);

}  // namespace aisha::sandbox::tests
