// Reading what speech services answer: text, segments, languages, noise, errors.
#include "services/openai/transcription.hpp"

#include "core/json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace aisha {
namespace {

using namespace std::chrono_literals;

TEST(ReadTranscription, takes_the_plain_text_of_json) {
    auto const read =
        read_transcription(R"({"text":" Hello there. \n","usage":{"type":"tokens","total_tokens":3}})");
    EXPECT_EQ(read.text, "Hello there.");
    EXPECT_FALSE(read.language);
    EXPECT_TRUE(read.segments.empty());
}

TEST(ReadTranscription, puts_segments_together_that_were_cut_inside_sentences_and_words) {
    auto const read = read_transcription(R"({"task":"transcribe","language":"english","duration":11.0,
        "text":" And so my fellow Americ\nans ask\n not.\n","segments":[
        {"id":0,"text":" And so my fellow Americ","start":0.0,"end":3.5,
"no_speech_prob":0.04,"avg_logprob":-0.2},
        {"id":1,"text":"ans ask","start":3.5,"end":4.0,"no_speech_prob":0.04},
        {"id":2,"text":" not.","start":4.0,"end":null,"no_speech_prob":null}]})");
    EXPECT_EQ(read.text, "And so my fellow Americans ask not.");
    EXPECT_EQ(read.language, "en");
    ASSERT_EQ(read.segments.size(), 3U);
    EXPECT_EQ(read.segments[0].text, "And so my fellow Americ");
    EXPECT_DOUBLE_EQ(read.segments[1].start_s, 3.5);
    EXPECT_DOUBLE_EQ(read.segments[2].end_s, 0);
}

TEST(ReadTranscription, puts_a_space_between_segments_of_servers_that_trim_them) {
    auto const read = read_transcription(
        R"({"text":"One.\nTwo.","language":"en",
"segments":[{"text":"One.","start":0,"end":1},{"text":"Two."}]})");
    EXPECT_EQ(read.text, "One. Two.");
    EXPECT_EQ(read.language, "en");
}

TEST(ReadTranscription, drops_noise_music_and_remarks) {
    auto const read = read_transcription(R"({"text":"x","language":"russian","segments":[
        {"text":" Привет.","no_speech_prob":0.02},
        {"text":" Продолжение следует...","no_speech_prob":0.61},
        {"text":" [Музыка]","no_speech_prob":0.1},
        {"text":" ♪ ♪","no_speech_prob":0.1},
        {"text":" Aquaman","no_speech_prob":0.0,"avg_logprob":-2.43},
        {"text":" (смех).","no_speech_prob":0.1},
        {"text":" Пока (вечером) увидимся.","no_speech_prob":0.59}]})");
    EXPECT_EQ(read.text, "Привет. Пока (вечером) увидимся.");
    EXPECT_EQ(read.segments.size(), 2U);
    EXPECT_EQ(read.language, "ru");
}

TEST(ReadTranscription, drops_closing_words_of_subtitles_that_last_too_long_to_be_said) {
    auto const heard = [](std::string const& text, double end) {
        return read_transcription(fmt::format(
            R"({{"text":"{0}","segments":[{{"start":0,"end":{1},"text":"{0}","no_speech_prob":0}}]}})", text,
            end));
    };
    EXPECT_EQ(heard(" Thanks for watching.", 12).text, "");
    EXPECT_EQ(heard(" ПРОДОЛЖЕНИЕ СЛЕДУЕТ...", 10).text, "");
    EXPECT_EQ(heard(" Thanks for watching.", 1.5).text, "Thanks for watching.");
    EXPECT_EQ(heard(" You are right.", 12).text, "You are right.");
}

TEST(ReadTranscription, is_empty_where_nobody_speaks) {
    EXPECT_EQ(read_transcription(R"({"text":""})").text, "");
    EXPECT_EQ(read_transcription(R"({"text":"[BLANK_AUDIO]"})").text, "");
    EXPECT_EQ(
        read_transcription(R"({"text":" Thanks.","segments":[{"text":" Thanks.","no_speech_prob":0.9}]})")
            .text,
        "");
}

TEST(ReadTranscription, leaves_out_a_language_that_it_does_not_know) {
    EXPECT_FALSE(read_transcription(R"({"text":"a","language":"klingon"})").language);
    EXPECT_EQ(read_transcription(R"({"text":"a","language":"Haitian Creole"})").language, "ht");
}

TEST(ReadTranscription, calls_everything_else_unavailable) {
    for (auto const* garbage :
         {"", "<html><body>Bad Gateway</body></html>", R"({"text":"cut o)", R"({"words":[]})",
          R"({"text":5})", R"([1,2])", R"({"text":"a","segments":{"a":1}})", "null"})
        EXPECT_THROW(read_transcription(garbage), Unavailable) << garbage;
}

net::Response answer(int status, std::string body, net::Headers headers = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

std::string openai_error(std::string const& message, std::string const& code) {
    return json::dump(json::Object{
        {"error", json::Object{{"message", message}, {"type", "invalid_request_error"}, {"code", code}}}});
}

void expect_refusal(net::Response const& response, RefusalReason reason) {
    try {
        throw_speech_error(response);
    } catch (Refusal const& refusal) {
        EXPECT_EQ(refusal.reason(), reason) << response.body;
    } catch (std::exception const& other) {
        ADD_FAILURE() << response.body << " gave " << other.what();
    }
}

/// What an operator is told; fails where it is one of the other kinds of error.
std::string operators_error(net::Response const& response) {
    try {
        throw_speech_error(response);
    } catch (Refusal const&) {
        ADD_FAILURE() << response.body << " became a refusal";
    } catch (Unavailable const&) {
        ADD_FAILURE() << response.body << " became unavailable";
    } catch (std::runtime_error const& error) {
        return error.what();
    }
    return {};
}

void expect_contains(std::string const& text, std::string_view words) {
    EXPECT_TRUE(text.contains(words)) << text << " does not say " << words;
}

std::optional<std::chrono::seconds> waiting_time(net::Response const& response) {
    try {
        throw_speech_error(response);
    } catch (Unavailable const& error) {
        return error.retry_after();
    }
    return std::nullopt;  // any other error leaves the test
}

TEST(SpeechErrors, of_the_recording_are_for_the_user) {
    expect_refusal(answer(400, openai_error("Audio file is too short. Minimum audio length is 0.1 seconds.",
                                            "audio_too_short")),
                   RefusalReason::no_speech);
    expect_refusal(answer(400, openai_error("Audio file might be corrupted or unsupported", "")),
                   RefusalReason::file_damaged);
    expect_refusal(answer(400, "Invalid request"), RefusalReason::file_damaged);
    expect_refusal(answer(501, openai_error("no speech model is installed", "")),
                   RefusalReason::no_speech_service);
}

TEST(SpeechErrors, that_an_operator_must_mend_say_how) {
    expect_contains(operators_error(answer(401, openai_error("Incorrect API key", "invalid_api_key"))),
                    "API_KEY");
    expect_contains(operators_error(answer(403, "<html>Forbidden</html>")), "API_KEY");
    expect_contains(operators_error(answer(404, openai_error("no such model", "model_not_found"))),
                    "SPEECH_MODEL");
    expect_contains(operators_error(answer(404, "File Not Found (/audio)")), "SPEECH_BASE_URL");
    expect_contains(operators_error(answer(429, openai_error("You exceeded", "insufficient_quota"))),
                    "quota");
    expect_contains(operators_error(answer(400, R"({"error":"no 'file' field in the request"})")),
                    "no 'file' field");
    expect_contains(operators_error(answer(404, R"({"detail":"Model 'x' is not installed locally"})")),
                    "locally");
}

TEST(SpeechErrors, of_length_and_size_are_known_in_every_shape) {
    for (auto const& response :
         {answer(400,
                 openai_error("audio duration 2000 seconds is longer than 1400 seconds which is the maximum "
                              "for this model",
                              "invalid_value")),
          answer(413, openai_error(
                          "413: Maximum content size limit (26214400) exceeded (26900000 bytes read)", "")),
          answer(413, "<html><head><title>413 Request Entity Too Large</title></head></html>"),
          answer(413, R"({"error":{"code":413,"message":"Request Entity Too Large","type":""}})"),
          answer(422, R"({"detail":"The audio is too long"})")})
        EXPECT_THROW(throw_speech_error(response), TooLong) << response.body;
}

TEST(SpeechErrors, that_pass_are_unavailable_for_as_long_as_the_service_asks) {
    EXPECT_THROW(throw_speech_error(answer(500, "500 Internal Server Error\nstof")), Unavailable);
    EXPECT_THROW(throw_speech_error(answer(502, "<html>")), Unavailable);
    EXPECT_THROW(throw_speech_error(answer(408, "")), Unavailable);
    EXPECT_THROW(throw_speech_error(answer(409, "{}")), Unavailable);
    EXPECT_EQ(
        waiting_time(answer(429, openai_error("slow down", "rate_limit_exceeded"), {{"Retry-After", "7"}})),
        7s);
    EXPECT_EQ(waiting_time(answer(503, "", {{"retry-after-ms", "1200.5"}, {"Retry-After", "9"}})), 2s);
    EXPECT_EQ(waiting_time(answer(503, "", {{"Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"}})),
              std::nullopt);
}

}  // namespace
}  // namespace aisha
