// The client of speech services: what it sends to whom, how it waits, and what it does when nobody answers.
#include "services/openai/transcription_client.hpp"

#include "core/limits.hpp"
#include "tests/services/openai/scripted_transport.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>

#include <gtest/gtest.h>

#include <map>

namespace aisha {
namespace {

using namespace std::chrono_literals;
using tests::run;
using tests::run_until;

constexpr auto hello = R"({"text":" Hello.\n","language":"english","segments":[
    {"text":" Hello.","start":0,"end":1,"no_speech_prob":0.01}]})";

struct TranscriptionClientTest : testing::Test {
    TranscriptionClient client(std::string model, std::string key = "") {
        return {transport,
                clock,
                {.base_url = "http://speech/v1", .api_key = Secret(std::move(key)), .model = model}};
    }
    Transcription transcribe(TranscriptionClient& by, std::optional<std::string> language = {},
                             Duration length = 5s) {
        return run(loop, by.transcribe({.path = "/recording", .length = length},
                                       {.language = language, .prompt = ""}));
    }
    std::future<Transcription> start(TranscriptionClient& by, asio::cancellation_signal* signal = nullptr) {
        SpeechFile const file{.path = "/recording", .length = 5s};
        if (!signal) return asio::co_spawn(loop, by.transcribe(file, {}), asio::use_future);
        return asio::co_spawn(loop, by.transcribe(file, {}),
                              asio::bind_cancellation_slot(signal->slot(), asio::use_future));
    }
    bool ready(std::future<Transcription>& future) {
        return run_until(loop, [&] { return future.wait_for(0s) == std::future_status::ready; });
    }
    /// An answer that comes when `answered` is notified, if ever.
    tests::ScriptedTransport::Answer held() {
        return [this](net::Request const&) -> awaitable<net::Response> {
            ++at_work;
            auto done = std::shared_ptr<void>(nullptr, [this](void*) { --at_work; });
            co_await answered.wait();
            co_return net::Response{.status = 200, .headers = {}, .body = hello};
        };
    }
    void turn_loop() {
        loop.restart();
        loop.poll();
    }

    asio::io_context loop;
    tests::FakeClock clock;
    tests::ScriptedTransport transport;
    Wakeup answered{loop.get_executor()};
    int at_work = 0;
};

TEST_F(TranscriptionClientTest, asks_whisper_1_as_openai_wants_it) {
    auto whisper = client("whisper-1", "sk-1");
    transport.answers(200, hello);
    auto const transcription =
        run(loop, whisper.transcribe({.path = "/recording", .format = SpeechFormat::ogg, .length = 5s}, {}));
    EXPECT_EQ(transcription.text, "Hello.");
    EXPECT_EQ(transcription.language, "en");
    EXPECT_TRUE(whisper.habits().compressed);
    EXPECT_EQ(transport.requests[0].url, "http://speech/v1/audio/transcriptions");
    EXPECT_EQ(transport.requests[0].method, "POST");
    EXPECT_EQ(transport.requests[0].headers.find("Authorization"), "Bearer sk-1");
    EXPECT_EQ(transport.file(0).filename, "voice.ogg");
    EXPECT_EQ(transport.file(0).content_type, "audio/ogg");
    EXPECT_EQ(transport.field(0, "model"), "whisper-1");
    EXPECT_EQ(transport.field(0, "response_format"), "verbose_json");
    EXPECT_EQ(transport.field(0, "language"), "-");
    EXPECT_EQ(transport.field(0, "max_context"), "-");
}

TEST_F(TranscriptionClientTest, asks_newer_models_for_json_and_names_the_language_it_was_given) {
    auto hosted = client("gpt-4o-transcribe", "sk-1");
    transport.answers(200, R"({"text":"Привет."})");
    auto const transcription = transcribe(hosted, "ru");
    EXPECT_EQ(transport.field(0, "response_format"), "json");
    EXPECT_EQ(transport.field(0, "language"), "ru");
    EXPECT_EQ(transcription.language, "ru");
}

TEST_F(TranscriptionClientTest, asks_whisper_cpp_with_settings_for_its_decoder) {
    auto local = client("whisper.cpp");
    transport.answers(200, hello);
    transport.answers(200, hello);
    transcribe(local);
    EXPECT_FALSE(local.habits().compressed);
    EXPECT_FALSE(transport.requests[0].headers.find("Authorization"));
    EXPECT_EQ(transport.file(0).filename, "audio.wav");
    EXPECT_EQ(transport.file(0).content_type, "audio/wav");
    EXPECT_EQ(transport.field(0, "model"), "whisper.cpp");
    EXPECT_EQ(transport.field(0, "response_format"), "verbose_json");
    EXPECT_EQ(transport.field(0, "language"), "auto");
    EXPECT_EQ(transport.field(0, "temperature"), "0.0");
    EXPECT_EQ(transport.field(0, "max_context"), "0");
    EXPECT_EQ(transport.field(0, "suppress_nst"), "true");
    EXPECT_EQ(transport.field(0, "no_timestamps"), "true");
    transcribe(local, "jv");
    EXPECT_EQ(transport.field(1, "language"), "jw");
    transport.answers(200, R"({"text":"a","segments":[{"text":" a"}]})");
    auto const untimed = transcribe(local, {}, 7s);
    ASSERT_EQ(untimed.segments.size(), 1U);
    EXPECT_EQ(untimed.segments[0].end_s, 7);
    transport.answers(200, hello);
    transcribe(local, {}, 31s);
    EXPECT_EQ(transport.field(3, "no_timestamps"), "false");
}

TEST_F(TranscriptionClientTest, a_piece_of_a_long_recording_is_heard_by_fewer_beams) {
    auto local = client("whisper.cpp");
    for (bool const is_piece : {false, true}) {
        transport.answers(200, hello);
        run(loop, local.transcribe({.path = "/recording", .length = 5s, .is_piece = is_piece}, {}));
    }
    EXPECT_EQ(transport.field(0, "beam_size"), "5");
    EXPECT_EQ(transport.field(1, "beam_size"), "1");
}

TEST_F(TranscriptionClientTest, names_to_expect_are_the_prompt_and_have_room) {
    Hearing const hearing{.language = {}, .prompt = "Аиша, Kubernetes"};
    auto local = client("whisper.cpp");
    transport.answers(200, hello);
    run(loop, local.transcribe({.path = "/recording", .length = 5s}, hearing));
    EXPECT_EQ(transport.field(0, "prompt"), "Аиша, Kubernetes");
    EXPECT_EQ(transport.field(0, "max_context"), "224");
    auto hosted = client("gpt-4o-transcribe", "sk-1");
    transport.answers(200, hello);
    run(loop, hosted.transcribe({.path = "/recording", .length = 5s}, hearing));
    EXPECT_EQ(transport.field(1, "prompt"), "Аиша, Kubernetes");
    transport.answers(200, hello);
    transcribe(hosted);
    EXPECT_EQ(transport.field(2, "prompt"), "-");
}

TEST_F(TranscriptionClientTest, a_model_without_a_name_is_told_by_the_key) {
    auto hosted = client("", "key");
    transport.answers(200, hello);
    transcribe(hosted);
    EXPECT_EQ(transport.field(0, "model"), "whisper-1");
}

TEST_F(TranscriptionClientTest, asks_speaches_to_leave_out_silence) {
    auto local = client("Systran/faster-whisper-small");
    transport.answers(200, hello);
    transcribe(local, "ru");
    EXPECT_EQ(transport.field(0, "model"), "Systran/faster-whisper-small");
    EXPECT_EQ(transport.field(0, "vad_filter"), "true");
    EXPECT_EQ(transport.field(0, "language"), "ru");
    EXPECT_EQ(transport.field(0, "max_context"), "-");
}

TEST_F(TranscriptionClientTest, names_the_words_to_expect_where_the_model_takes_them) {
    for (auto const& [model, prompt] :
         std::vector<std::pair<std::string, std::string>>{{"whisper.cpp", "Аиша, Opus"},
                                                          {"gpt-4o-transcribe", "Аиша, Opus"},
                                                          {"gpt-4o-transcribe-diarize", "-"}}) {
        auto service = client(model, "key");
        transport.answers(200, hello);
        run(loop, service.transcribe({.path = "/recording", .length = 5s},
                                     {.language = {}, .prompt = "Аиша, Opus"}));
        EXPECT_EQ(transport.field(transport.requests.size() - 1, "prompt"), prompt) << model;
    }
    EXPECT_NE(transport.field(0, "max_context"), "0") << "it would not be read";
    EXPECT_EQ(transport.field(1, "chunking_strategy"), "-");
    EXPECT_EQ(transport.field(2, "chunking_strategy"), "auto");
}

TEST_F(TranscriptionClientTest, names_files_as_openai_reads_them) {
    auto hosted = client("whisper-1", "key");
    for (auto const& [format, name] : std::map<SpeechFormat, std::string>{{SpeechFormat::ogg, "voice.ogg"},
                                                                          {SpeechFormat::mp3, "audio.mp3"},
                                                                          {SpeechFormat::m4a, "audio.m4a"}}) {
        transport.answers(200, hello);
        run(loop, hosted.transcribe({.path = "/recording", .format = format, .length = 5s}, {}));
        EXPECT_EQ(transport.file(transport.requests.size() - 1).filename, name);
    }
}

TEST_F(TranscriptionClientTest, passes_on_that_a_recording_must_be_cut) {
    auto hosted = client("whisper-1", "key");
    transport.answers(413, "<html>413 Request Entity Too Large</html>");
    EXPECT_THROW(transcribe(hosted), TooLong);
}

TEST_F(TranscriptionClientTest, gives_no_words_where_nobody_speaks) {
    auto local = client("");
    transport.answers(200,
                      R"({"text":" Thank you.","segments":[{"text":" Thank you.","no_speech_prob":0.7}]})");
    EXPECT_EQ(transcribe(local).text, "");
}

TEST_F(TranscriptionClientTest, refuses_without_a_service) {
    TranscriptionClient none(transport, clock, {});
    EXPECT_FALSE(none.configured());
    EXPECT_THROW(transcribe(none), Refusal);
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(TranscriptionClientTest, passes_on_that_the_network_is_away) {
    auto local = client("");
    transport.answers([](net::Request const&) -> awaitable<net::Response> {
        throw net::TransportError("refused", net::TransportError::Sent::no);
        co_return net::Response{};
    });
    EXPECT_THROW(transcribe(local), Unavailable);
    EXPECT_EQ(transport.requests.size(), 1U);
}

TEST_F(TranscriptionClientTest, asks_once_more_when_the_decoder_fell_into_a_loop) {
    auto local = client("");
    transport.answers(200, R"({"text":"Да, да. Да, да. Да, да."})");
    transport.answers(200, R"({"text":"Да, да. Пока."})");
    EXPECT_EQ(transcribe(local).text, "Да, да. Пока.");
    EXPECT_EQ(transport.field(1, "temperature"), "0.2");
    transport.answers(200, R"({"text":"Нет! Нет! Нет!"})");
    transport.answers(200, R"({"text":"Нет! Нет! Нет!"})");
    EXPECT_EQ(transcribe(local).text, "Нет! Нет! Нет!") << "somebody may really say so";
    EXPECT_EQ(transport.requests.size(), 4U);
    transport.answers(200, R"({"text":"Ну. Ну. Ну. Ну. Ну. Ну."})");
    transport.answers(200, R"({"text":"Ну. Ну. Ну. Ну. Ну. Ну."})");
    EXPECT_EQ(transcribe(local).text, "[Ну…?]") << "but not so often";
}

TEST_F(TranscriptionClientTest, gives_whisper_cpp_one_recording_at_a_time_and_in_order) {
    auto local = client("");
    transport.otherwise = held();
    auto first = start(local);
    auto second = start(local);
    turn_loop();
    EXPECT_EQ(at_work, 1);
    answered.notify();
    ASSERT_TRUE(ready(first));
    EXPECT_EQ(first.get().text, "Hello.");
    ASSERT_TRUE(run_until(loop, [&] { return at_work == 1; }));
    answered.notify();
    ASSERT_TRUE(ready(second));
    EXPECT_EQ(second.get().text, "Hello.");
}

TEST_F(TranscriptionClientTest, sends_hosted_services_everything_at_once) {
    auto hosted = client("whisper-1", "key");
    transport.otherwise = held();
    auto first = start(hosted);
    auto second = start(hosted);
    turn_loop();
    EXPECT_EQ(at_work, 2);
    for (auto* future : {&first, &second}) EXPECT_EQ(future->wait_for(0s), std::future_status::timeout);
}

TEST_F(TranscriptionClientTest, asks_again_beside_a_request_that_hangs) {
    auto local = client("");
    transport.answers(held());
    transport.answers(200, hello);
    auto future = start(local);
    ASSERT_TRUE(run_until(loop, [&] { return at_work == 1 && clock.sleepers() > 0; }));
    ASSERT_EQ(transport.requests.size(), 1U);
    clock.advance(21s);
    turn_loop();
    EXPECT_EQ(transport.requests.size(), 1U);
    clock.advance(1s);
    ASSERT_TRUE(ready(future));
    EXPECT_EQ(future.get().text, "Hello.");
    EXPECT_EQ(transport.requests.size(), 2U);
    EXPECT_EQ(at_work, 0) << "the one that hangs is given up";
    EXPECT_EQ(clock.sleepers(), 0U);
}

TEST_F(TranscriptionClientTest, waits_longer_for_longer_recordings_and_not_for_ever) {
    auto hosted = client("whisper-1", "key");
    transport.answers(200, hello);
    transcribe(hosted, {}, 5s);
    auto const short_one = transport.requests.back().timeout;
    transport.answers(200, hello);
    transcribe(hosted, {}, 1h);
    EXPECT_EQ(short_one, 13s * limits::speech_requests_max);
    EXPECT_EQ(transport.requests.back().timeout, (10s + 360s) * limits::speech_requests_max);
}

TEST_F(TranscriptionClientTest, a_cancelled_call_gives_way_to_the_next) {
    auto local = client("");
    transport.otherwise = held();
    asio::cancellation_signal first_signal, second_signal;
    auto first = start(local, &first_signal);
    auto second = start(local, &second_signal);
    auto third = start(local);
    turn_loop();
    ASSERT_EQ(at_work, 1);
    second_signal.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(ready(second));
    EXPECT_THROW(second.get(), boost::system::system_error);
    first_signal.emit(asio::cancellation_type::terminal);
    ASSERT_TRUE(ready(first));
    EXPECT_THROW(first.get(), boost::system::system_error);
    ASSERT_TRUE(run_until(loop, [&] { return at_work == 1; }));
    answered.notify();
    ASSERT_TRUE(ready(third));
    EXPECT_EQ(third.get().text, "Hello.");
}

TEST_F(TranscriptionClientTest, checks_whether_the_service_answers) {
    auto hosted = client("whisper-1", "key");
    transport.answers(200, "{}");
    run(loop, hosted.check());
    EXPECT_EQ(transport.requests[0].url, "http://speech/v1/models");
    transport.answers(401, R"({"error":{"message":"Incorrect API key"}})");
    EXPECT_THROW(run(loop, hosted.check()), std::runtime_error);
    auto local = client("");
    transport.answers(404, "File Not Found (/v1/models)");
    run(loop, local.check());
}

}  // namespace
}  // namespace aisha
