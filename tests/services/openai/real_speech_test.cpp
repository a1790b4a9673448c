// Real words: the client, the sandbox's OpenAI, confined ffmpeg and the local whisper.cpp server, over real
// sockets.
#include "media/confined_runner.hpp"
#include "net/http_client.hpp"
#include "sandbox/openai/open_ai.hpp"
#include "sandbox/openai/whisper_server.hpp"
#include "services/openai/transcription_client.hpp"
#include "tests/support/local_speech.hpp"
#include "tests/support/run.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>

namespace aisha {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto per_recording = 300s;

/// The words, lower case, without punctuation, "ё" as "е".
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> result(1);
    for (std::size_t i = 0; i < text.size();) {
        std::string letter(text.substr(i, (text[i] & 0x80) != 0 ? 2 : 1));
        i += letter.size();
        if (letter.size() == 1) {
            auto const c = static_cast<unsigned char>(letter[0]);
            if (std::isalnum(c) != 0) result.back() += static_cast<char>(std::tolower(c));
            else if (c == ' ' && !result.back().empty()) result.emplace_back();
            continue;
        }
        static constexpr std::string_view upper = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ";
        static constexpr std::string_view lower = "абвгдежзийклмнопрстуфхцчшщъыьэюяе";
        auto const at = upper.find(letter);
        result.back() += at != std::string_view::npos ? std::string(lower.substr(at, 2))
                         : letter == "ё"              ? "е"
                                                      : letter;
    }
    if (result.back().empty()) result.pop_back();
    return result;
}

/// Word error rate: insertions, deletions and substitutions per word that was said.
double word_error_rate(std::string_view said, std::string_view heard) {
    auto const a = words(said);
    auto const b = words(heard);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const best =
                std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = std::exchange(row[j], best);
        }
    }
    return static_cast<double>(row.back()) / static_cast<double>(a.size());
}

struct RealSpeech : testing::Test {
    void SetUp() override {
        auto const speech = tests::local_speech();
        if (!speech)
            GTEST_SKIP() << "WHISPER_SERVER and WHISPER_MODEL are not installed: `make test` does that";
        recording = speech->recording;
        whisper.emplace(http, clock, tests::silent_log(),
                        sandbox::WhisperServerOptions{.program = speech->program, .model = speech->model});
        open_ai.emplace(http, clock, media, folder.path(),
                        [this] { return whisper->ready() ? std::optional(whisper->url()) : std::nullopt; });
        server.emplace(loop.get_executor(), clock, tests::silent_log(),
                       net::ServerOptions{.temporary_folder = folder.path()},
                       [this](net::IncomingRequest request) { return open_ai->handle(std::move(request)); });
        tasks.spawn("whisper", whisper->run());
        tasks.spawn("server", server->run());
        ASSERT_TRUE(tests::run_until(loop, [&] { return whisper->ready(); }, per_recording));
    }
    void TearDown() override {
        if (!whisper) return;
        whisper->stop();
        server->stop();
        tests::run(loop, tasks.join());
    }

    /// What the bot would write for `file`; the model decides about the form in which it is sent.
    Transcription hear(fs::path const& file, std::string model) {
        TranscriptionClient client(
            http, clock, {.base_url = fmt::format("http://127.0.0.1:{}/v1", server->port()), .model = model});
        auto const out = folder.path() / "extracted";
        fs::create_directories(out);
        SpeechFile speech{.path = out / "speech"};
        auto const audio = tests::run(loop, media.extract_speech(file, speech.path), per_recording);
        speech.length = audio.duration;
        if (client.habits().compressed) {
            auto const whole = out / "whole";
            speech.format =
                tests::run(loop, media.cut(speech.path, whole, {Duration(0), audio.duration}), per_recording);
            speech.path = whole;
        }
        return tests::run(loop, client.transcribe(std::move(speech), {}), per_recording);
    }
    void expect_no_speech(fs::path const& file, std::string_view what) {
        EXPECT_EQ(hear(file, "whisper.cpp").text, "") << what;
    }
    /// A 16 kHz WAV file of `seconds` whose samples `sample(t)` gives, -1 to 1.
    template <class Sample>
    fs::path wav(std::string const& name, int seconds, Sample sample) {
        std::string pcm;
        for (int i = 0; i < seconds * limits::speech_sample_rate; ++i) {
            auto const value = static_cast<std::int16_t>(std::lround(
                32767 * std::clamp(sample(static_cast<double>(i) / limits::speech_sample_rate), -1.0, 1.0)));
            pcm += static_cast<char>(value & 0xFF);
            pcm += static_cast<char>((value >> 8) & 0xFF);
        }
        auto const number = [](std::uint32_t value, int bytes) {
            std::string text;
            for (int i = 0; i < bytes; ++i) text += static_cast<char>((value >> (8 * i)) & 0xFF);
            return text;
        };
        auto const size = static_cast<std::uint32_t>(pcm.size());
        return folder.write(name, "RIFF" + number(size + 36, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) +
                                      number(1, 2) + number(limits::speech_sample_rate, 4) +
                                      number(2 * limits::speech_sample_rate, 4) + number(2, 2) +
                                      number(16, 2) + "data" + number(size, 4) + pcm);
    }

    asio::io_context loop;
    SystemClock clock;
    net::HttpClient http{loop.get_executor()};
    ConfinedRunner media{clock, tests::silent_log()};
    TaskGroup tasks{loop.get_executor(), tests::silent_log()};
    tests::TemporaryFolder folder;
    fs::path recording;
    std::optional<sandbox::WhisperServer> whisper;
    std::optional<sandbox::OpenAi> open_ai;
    std::optional<net::HttpServer> server;
};

constexpr std::string_view kennedy = "And so, my fellow Americans, ask not what your country can do for you, "
                                     "ask what you can do for your country.";

TEST_F(RealSpeech, in_english_is_heard_by_every_kind_of_server) {
    for (auto const* model : {"whisper.cpp", "whisper-1", "gpt-4o-transcribe"}) {
        auto const heard = hear(recording, model);
        EXPECT_LE(word_error_rate(kennedy, heard.text), 0.1) << model << ": " << heard.text;
        EXPECT_EQ(heard.segments.empty(), std::string_view(model).starts_with("gpt")) << model;
        if (!heard.segments.empty()) EXPECT_EQ(heard.language, "en") << model;
    }
}

TEST_F(RealSpeech, in_russian_is_heard) {
    constexpr std::string_view said = "Кошка спала на подоконнике, а собака лежала у двери и ждала хозяина. "
                                      "Скажи ему, что ключи лежат на столе, а машина стоит возле дома.";
    auto const text = folder.write("said.txt", said);
    auto const spoken = folder.path() / "said.wav";
    try {
        auto const made = tests::run(loop,
                                     run_process(clock,
                                                 {.arguments = {"text2wave", "-o", spoken, "-eval",
                                                                "(voice_msu_ru_nsh_clunits)", text},
                                                  .environment = {{"PATH", "/usr/bin:/bin"}}},
                                                 60s),
                                     60s);
        if (!fs::exists(spoken)) GTEST_SKIP() << "festival and festvox-ru are not installed: " << made.errors;
    } catch (Unavailable const& error) {
        GTEST_SKIP() << "festival is not installed: " << error.what();
    }
    auto const heard = hear(spoken, "whisper.cpp");
    EXPECT_LE(word_error_rate(said, heard.text), 0.3) << heard.text;
    EXPECT_EQ(heard.language, "ru");
}

TEST_F(RealSpeech, is_not_found_in_silence_noise_and_music) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> spread(-0.3, 0.3);
    double brown = 0;
    auto const tone = [](double hertz, double t) { return std::sin(2 * std::numbers::pi * hertz * t); };
    expect_no_speech(wav("silence.wav", 5, [](double) { return 0.0; }), "silence");
    expect_no_speech(wav("white.wav", 10, [&](double) { return spread(random); }), "white noise");
    expect_no_speech(
        wav("brown.wav", 20, [&](double) { return 5 * (brown = 0.98 * brown + 0.1 * spread(random)); }),
        "brown noise");
    expect_no_speech(wav("chords.wav", 12,
                         [&](double t) {
                             double const root = 220 * std::pow(2, std::floor(std::fmod(t, 8) / 2) / 12);
                             double const fade = std::exp(-1.5 * std::fmod(t, 2));
                             return 0.25 * fade *
                                    (tone(root, t) + tone(root * 1.26, t) + tone(root * 1.5, t));
                         }),
                     "chords");
    expect_no_speech(wav("tremolo.wav", 15,
                         [&](double t) {
                             return 0.2 * (tone(262, t) + tone(330, t) + tone(392, t)) *
                                    (1 + 0.5 * tone(5, t));
                         }),
                     "a tremolo");
}

}  // namespace
}  // namespace aisha
