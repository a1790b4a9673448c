// Which service is told by which name, and what it is given.
#include "services/openai/speech_habits.hpp"

#include "core/limits/audio.hpp"

#include <gtest/gtest.h>

namespace aisha {
namespace {

using namespace std::chrono_literals;

SpeechHabits const& habits(std::string model, std::string key = "") {
    return speech_habits({.base_url = "x", .api_key = Secret(std::move(key)), .model = std::move(model)});
}

TEST(SpeechHabits, tell_servers_apart_by_model_and_key) {
    EXPECT_EQ(habits("").server, SpeechServer::whisper_cpp);
    EXPECT_EQ(habits("whisper.cpp", "key").server, SpeechServer::whisper_cpp);
    EXPECT_EQ(habits("", "key").server, SpeechServer::openai);
    EXPECT_EQ(habits("whisper-1").server, SpeechServer::openai);
    EXPECT_EQ(habits("gpt-transcribe").server, SpeechServer::openai);
    EXPECT_EQ(habits("Systran/faster-whisper-small").server, SpeechServer::speaches);
}

TEST(SpeechHabits, only_whisper_has_times) {
    EXPECT_EQ(habits("whisper-1").response_format, "verbose_json");
    EXPECT_EQ(habits("whisper-large-v3").response_format, "verbose_json");
    for (auto const* model : {"gpt-4o-transcribe", "gpt-4o-mini-transcribe-2025-12-15", "gpt-transcribe"})
        EXPECT_EQ(habits(model).response_format, "json") << model;
    EXPECT_FALSE(habits("gpt-4o-transcribe-diarize").takes_prompt);
}

TEST(SpeechHabits, pieces_keep_within_what_each_service_takes) {
    for (auto const* model :
         {"whisper-1", "gpt-4o-transcribe", "gpt-4o-transcribe-diarize", "gpt-transcribe"}) {
        EXPECT_LT(habits(model).piece_max, 1400s) << model;
        EXPECT_LE(habits(model).upload_max, 24 * limits::mib) << model;
        EXPECT_GT(habits(model).at_once, 1) << model;
    }
    EXPECT_LE(habits("whisper.cpp").piece_max, 28s);
    EXPECT_EQ(habits("whisper.cpp").at_once, 1);
}

}  // namespace
}  // namespace aisha
