// The sandbox's OpenAI: what it refuses and how, the shapes of its answers, and the line before the local
// server.
#include "sandbox/openai/open_ai.hpp"

#include "core/json.hpp"
#include "sandbox/openai/chat_request.hpp"
#include "tests/services/openai/scripted_transport.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_media_runner.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>

#include <gtest/gtest.h>

namespace aisha::sandbox {
namespace {

using namespace std::chrono_literals;
using tests::run;
using tests::run_until;

constexpr auto spoken =
    R"({"task":"transcribe","language":"english","duration":11.0,"text":" And so.\n Ask not.\n",
    "segments":[{"id":0,"text":" And so.","start":0.0,"end":3.5,"tokens":[400,370],"temperature":0.0,
    "avg_logprob":-0.2,"no_speech_prob":0.04,"words":[]},
    {"id":1,"text":" Ask not.","start":3.5,"end":11.0,"avg_logprob":-0.1,"no_speech_prob":0.65}]})";

using Fields = std::vector<std::pair<std::string, std::string>>;

struct SandboxOpenAi : testing::Test {
    OpenAi make(bool installed = true) {
        SpeechAddress speech;
        if (installed) speech = [this] { return address; };
        return {transport, clock, media, folder.path(), speech};
    }
    static net::IncomingRequest upload(Fields fields, std::string filename = "voice.ogg",
                                       std::string bytes = "OggS and so on") {
        net::IncomingRequest request{.method = "POST", .path = "/v1/audio/transcriptions"};
        request.headers.add("Content-Type", "multipart/form-data; boundary=xx");
        std::string body;
        for (auto const& [name, value] : fields)
            body += "--xx\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
        if (!filename.empty())
            body += "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + filename +
                    "\"\r\nContent-Type: audio/ogg\r\n\r\n" + bytes + "\r\n";
        request.body = body + "--xx--\r\n";
        return request;
    }
    net::OutgoingResponse handle(net::IncomingRequest request, bool installed = true) {
        auto open_ai = make(installed);
        return run(loop, open_ai.handle(std::move(request)));
    }
    static json::Object body_of(net::OutgoingResponse const& response) {
        return json::parse(std::get<std::string>(response.body)).as_object();
    }
    /// "status code message" of an error.
    static std::string error_of(net::OutgoingResponse const& response) {
        auto const error = body_of(response).at("error").as_object();
        EXPECT_TRUE(error.contains("type") && error.contains("param"));
        auto const code = error.at("code").is_null() ? "null" : std::string(error.at("code").as_string());
        return fmt::format("{} {} {}", response.status, code, std::string(error.at("message").as_string()));
    }
    std::string error(net::IncomingRequest request) { return error_of(handle(std::move(request))); }
    std::string text(Fields fields) {
        transport.answers(200, spoken);
        auto const response = handle(upload(std::move(fields)));
        EXPECT_EQ(response.status, 200);
        return std::get<std::string>(response.body);
    }

    asio::io_context loop;
    tests::FakeClock clock;
    tests::FakeMediaRunner media;
    tests::ScriptedTransport transport;
    tests::TemporaryFolder folder;
    std::optional<std::string> address = "http://127.0.0.1:9/v1";
};

TEST_F(SandboxOpenAi, refuses_what_openai_refuses_and_in_its_words) {
    EXPECT_EQ(error(upload({})), "400 null you must provide a model parameter");
    EXPECT_EQ(error(upload({{"model", "whisper-7"}})),
              "404 model_not_found The model `whisper-7` does not exist or you do not have access to it.");
    EXPECT_EQ(error(upload({{"model", "whisper-1"}}, "")), "400 null file is required");
    EXPECT_EQ(error(upload({{"model", "whisper-1"}}, "voice.opus")),
              "400 null Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', "
              "'mpga', 'oga', "
              "'ogg', 'wav', 'webm']");
    EXPECT_EQ(error(upload({{"model", "gpt-4o-transcribe"}}, "voice.oga")),
              "400 unsupported_value Unsupported file format oga");
    EXPECT_EQ(error(upload({{"model", "gpt-4o-transcribe"}, {"response_format", "verbose_json"}})),
              "400 unsupported_value response_format 'verbose_json' is not compatible with model "
              "'gpt-4o-transcribe'. "
              "Use 'json' or 'text' instead.");
    EXPECT_EQ(error(upload({{"model", "whisper-1"}, {"language", "klingon"}})).substr(0, 42),
              "400 invalid_language_format Invalid langua");
    EXPECT_EQ(error(upload({{"model", "whisper-1"}, {"temperature", "1.5"}})).substr(0, 17),
              "400 invalid_value");
    EXPECT_EQ(error(upload({{"model", "whisper-1"}, {"response_format", "xml"}})).substr(0, 17),
              "400 invalid_value");
    net::IncomingRequest no_form{.method = "POST", .path = "/v1/audio/transcriptions"};
    no_form.body = "{}";
    EXPECT_EQ(error(no_form), "400 null Could not parse multipart form");
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(SandboxOpenAi, refuses_more_than_25_mib) {
    std::string sound;
    sound.resize(26'214'400, 'x');
    auto const response = error(upload({{"model", "whisper-1"}}, "a.wav", std::move(sound)));
    EXPECT_EQ(response.substr(0, 64), "413 null 413: Maximum content size limit (26214400) exceeded (26");
}

TEST_F(SandboxOpenAi, refuses_sound_that_is_damaged_too_short_or_too_long) {
    EXPECT_EQ(error(upload({{"model", "whisper-1"}}, "a.ogg", "%PDF-1.4")),
              "400 invalid_value Audio file might be corrupted or unsupported");
    media.audio.duration = 50ms;
    EXPECT_EQ(error(upload({{"model", "whisper-1"}})),
              "400 audio_too_short Audio file is too short. Minimum audio length is 0.1 seconds.");
    media.audio.duration = 1401s;
    EXPECT_EQ(error(upload({{"model", "gpt-4o-transcribe"}})),
              "400 invalid_value audio duration 1401.000 seconds is longer than 1400 seconds which is the "
              "maximum for "
              "this model");
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "nothing stays behind";
}

TEST_F(SandboxOpenAi, says_what_it_does_not_do) {
    auto const status = [&](std::string method, std::string path) {
        return handle({.method = std::move(method), .path = std::move(path)}).status;
    };
    EXPECT_EQ(status("POST", "/v1/responses"), 501);
    EXPECT_EQ(status("GET", "/v1/audio/transcriptions"), 405);
    EXPECT_EQ(status("GET", "/v1/chat/completions"), 405);
    EXPECT_EQ(status("GET", "/v1/nothing"), 404);
    EXPECT_EQ(handle(upload({{"model", "gpt-4o-transcribe-diarize"}})).status, 501);
    auto const without = handle(upload({{"model", "whisper-1"}}), false);
    EXPECT_EQ(without.status, 501);
    EXPECT_NE(error_of(without).find("No speech model is installed"), std::string::npos);
}

TEST_F(SandboxOpenAi, lists_its_models) {
    auto const all = body_of(handle({.method = "GET", .path = "/v1/models"}));
    EXPECT_EQ(all.at("object"), "list");
    EXPECT_EQ(all.at("data").as_array().size(), transcription_models().size() + chat_models().size());
    EXPECT_EQ(body_of(handle({.method = "GET", .path = "/v1/models/whisper-1"})).at("id"), "whisper-1");
    EXPECT_EQ(handle({.method = "GET", .path = "/v1/models/gpt-9"}).status, 404);
}

TEST_F(SandboxOpenAi, answers_in_every_format) {
    EXPECT_EQ(text({{"model", "whisper-1"}}),
              R"({"text":"And so. Ask not.","usage":{"type":"duration","seconds":11}})");
    EXPECT_EQ(text({{"model", "whisper-1"}, {"response_format", "text"}}), "And so. Ask not.\n");
    EXPECT_EQ(text({{"model", "whisper-1"}, {"response_format", "srt"}}),
              "1\n00:00:00,000 --> 00:00:03,500\nAnd so.\n\n2\n00:00:03,500 --> 00:00:11,000\nAsk not.\n\n");
    EXPECT_EQ(
        text({{"model", "whisper-1"}, {"response_format", "vtt"}}),
        "WEBVTT\n\n00:00:00.000 --> 00:00:03.500\nAnd so.\n\n00:00:03.500 --> 00:00:11.000\nAsk not.\n\n");
    EXPECT_EQ(text({{"model", "gpt-4o-transcribe"}, {"response_format", "text"}}), "And so.\n")
        << "these models do not hear words in noise";
    auto const events = text({{"model", "gpt-4o-transcribe"}, {"stream", "true"}});
    EXPECT_TRUE(events.starts_with("data: {\"type\":\"transcript.text.delta\",\"delta\":\" And so.\"}\n\n"))
        << events;
    EXPECT_TRUE(events.contains(R"("type":"transcript.text.done","text":"And so.")")) << events;
}

TEST_F(SandboxOpenAi, gives_verbose_json_all_of_openais_fields) {
    auto const answer =
        json::parse(text({{"model", "whisper-1"}, {"response_format", "verbose_json"}})).as_object();
    EXPECT_EQ(answer.at("task"), "transcribe");
    EXPECT_EQ(answer.at("language"), "english");
    EXPECT_EQ(answer.at("duration"), 11.0);
    EXPECT_EQ(answer.at("text"), "And so. Ask not.");
    EXPECT_FALSE(answer.contains("words"));
    auto const& segment = answer.at("segments").as_array().at(0).as_object();
    for (auto const* key : {"id", "seek", "start", "end", "text", "tokens", "temperature", "avg_logprob",
                            "compression_ratio", "no_speech_prob"})
        EXPECT_TRUE(segment.contains(key)) << key;
    EXPECT_EQ(segment.at("tokens").as_array().size(), 2U);
    EXPECT_GT(segment.at("compression_ratio").as_double(), 0.3);
}

TEST_F(SandboxOpenAi, gives_times_of_words_where_they_are_wanted) {
    transport.answers(200, R"({"language":"english","duration":2,"segments":[
        {"text":" Ask","start":0,"end":0.5},
{"text":" not.","start":0.5,"end":1},{"text":" Go","start":1,"end":2}]})");
    auto const answer = body_of(handle(upload({{"model", "whisper-1"},
                                               {"response_format", "verbose_json"},
                                               {"timestamp_granularities[]", "word"},
                                               {"timestamp_granularities[]", "segment"}})));
    EXPECT_EQ(transport.field(0, "max_len"), "1");
    EXPECT_EQ(transport.field(0, "split_on_word"), "true");
    auto const& words = answer.at("words").as_array();
    ASSERT_EQ(words.size(), 3U);
    EXPECT_EQ(words[1].at("word"), "not.");
    auto const& segments = answer.at("segments").as_array();
    ASSERT_EQ(segments.size(), 2U);
    EXPECT_EQ(segments[0].at("text"), " Ask not.");
    EXPECT_EQ(segments[0].at("end"), 1.0);
}

TEST_F(SandboxOpenAi, gives_the_local_server_wav_and_the_callers_wishes) {
    text({{"model", "whisper-1"},
          {"language", "jv"},
          {"prompt", "names"},
          {"temperature", "0.2"},
          {"beam_size", "9"}});
    EXPECT_EQ(transport.requests[0].url, "http://127.0.0.1:9/v1/audio/transcriptions");
    EXPECT_EQ(transport.file(0).filename, "audio.wav");
    EXPECT_EQ(transport.field(0, "response_format"), "verbose_json");
    EXPECT_EQ(transport.field(0, "language"), "jw");
    EXPECT_EQ(transport.field(0, "prompt"), "names");
    EXPECT_EQ(transport.field(0, "temperature"), "0.2");
    EXPECT_EQ(transport.field(0, "beam_size"), "-") << "no field of OpenAI";
    text({{"model", "whisper.cpp"},
          {"language", "auto"},
          {"beam_size", "9"},
          {"response_format", "verbose_json"}});
    EXPECT_EQ(transport.field(1, "language"), "auto");
    EXPECT_EQ(transport.field(1, "beam_size"), "9");
    EXPECT_EQ(media.calls.size(), 2U);
}

TEST_F(SandboxOpenAi, asks_to_come_back_while_the_local_server_is_away) {
    transport.answers([](net::Request const&) -> awaitable<net::Response> {
        throw net::TransportError("reset", net::TransportError::Sent::maybe);
        co_return net::Response{};
    });
    auto response = handle(upload({{"model", "whisper-1"}}));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.headers.find("Retry-After"), "1");
    address.reset();
    EXPECT_EQ(handle(upload({{"model", "whisper-1"}})).status, 503);
    address = "http://127.0.0.1:9/v1";
    transport.answers(500, "500 Internal Server Error\nstof");
    EXPECT_EQ(handle(upload({{"model", "whisper-1"}})).status, 500);
    transport.answers(200, "no json");
    EXPECT_EQ(handle(upload({{"model", "whisper-1"}})).status, 500);
    transport.answers(400, "Invalid request");
    EXPECT_EQ(handle(upload({{"model", "whisper-1"}})).status, 400);
}

TEST_F(SandboxOpenAi, works_on_one_recording_at_a_time_and_lets_callers_leave) {
    Wakeup finish(loop.get_executor());
    int at_work = 0;
    transport.otherwise = [&](net::Request const&) -> awaitable<net::Response> {
        ++at_work;
        auto const done = std::shared_ptr<void>(nullptr, [&](void*) { --at_work; });
        co_await finish.wait();
        co_return net::Response{.status = 200, .headers = {}, .body = spoken};
    };
    auto open_ai = make();
    auto const start = [&](asio::cancellation_signal& signal) {
        return asio::co_spawn(loop, open_ai.handle(upload({{"model", "whisper-1"}})),
                              asio::bind_cancellation_slot(signal.slot(), asio::use_future));
    };
    asio::cancellation_signal leaves_work, leaves_line, stays;
    auto first = start(leaves_work);
    auto second = start(leaves_line);
    auto third = start(stays);
    ASSERT_TRUE(run_until(loop, [&] { return at_work == 1 && open_ai.waiting() == 2; }));
    leaves_line.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(run_until(loop, [&] { return open_ai.waiting() == 1; }));
    EXPECT_EQ(transport.requests.size(), 1U);
    leaves_work.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(run_until(loop, [&] { return transport.requests.size() == 2; }));
    EXPECT_EQ(at_work, 1) << "the decoder works for the one who stayed";
    finish.notify();
    ASSERT_TRUE(run_until(loop, [&] { return third.wait_for(0s) == std::future_status::ready; }));
    EXPECT_EQ(third.get().status, 200);
    EXPECT_THROW(first.get(), boost::system::system_error);
    EXPECT_THROW(second.get(), boost::system::system_error);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace aisha::sandbox
