// From a file to words, piece by piece, with media and speech service faked and a real database.
#include "services/transcript/audio_processing_service.hpp"

#include "core/limits/audio.hpp"
#include "database/repositories/transcript_piece_repository.hpp"
#include "tests/services/openai/scripted_transport.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_media_runner.hpp"
#include "tests/support/run.hpp"
#include "tests/support/test_database.hpp"

#include <set>

namespace aisha {
namespace {

using namespace tests;
using namespace std::chrono_literals;

constexpr auto ogg = "OggS and the rest";

net::Response answer(std::string const& text, std::string const& language = "english") {
    return {.status = 200,
            .headers = {},
            .body = fmt::format(R"({{"text":"{0}","language":"{1}","segments":[{{"text":" {0}"}}]}})", text,
                                language)};
}

/// A second of silence and twenty of sound, `count` times: as many pieces for whisper.cpp, all of one length.
std::vector<double> pieces_of_sound(int count) {
    std::vector<double> seconds{0, 1};
    for (int i = 0; i < count; ++i) seconds.insert(seconds.end(), {20, 1});
    return seconds;
}

class AudioProcessing : public ::testing::Test {
protected:
    AudioProcessing() {
        in_transaction([](Transaction& tx) {
            tx.script("INSERT INTO users (id, first_name, created_at, seen_at) VALUES (1, 'A', 0, 0);"
                      "INSERT INTO transcripts (user_id, chat_id, message_id, status, kind, file_id, "
                      "file_unique_id, "
                      "created_at) VALUES (1, 1, 1, 'working', 'voice', 'f', 'u', 0)");
        });
        transcript = in_transaction(
            [](Transaction& tx) { return tx.one<TranscriptId>("SELECT id FROM transcripts"); });
        transport.otherwise = [this](net::Request const& request) { return serve(request); };
    }

    template <class F>
    std::invoke_result_t<F&, Transaction&> in_transaction(F work) {
        return tests::run(loop, database->write(work));
    }

    /// Every piece is answered by its length in whole seconds, unless the test has something else for it.
    awaitable<net::Response> serve(net::Request request) {
        int const number = ++requests;
        ++at_once;
        at_once_max = std::max(at_once_max, at_once);
        co_await clock.sleep(1s);
        --at_once;
        if (auto const found = instead.find(number); found != instead.end()) co_return found->second;
        co_return answer("piece " + std::to_string(number));
    }

    std::future<AudioProcessingService::Recognised> start(AudioProcessingService& service,
                                                          std::string const& bytes, Hearing hearing = {}) {
        AudioProcessingService::Recording recording{.transcript = transcript,
                                                    .file = folder.write("original", bytes),
                                                    .folder = folder.path(),
                                                    .hearing = std::move(hearing),
                                                    .wanted = [this](Transaction&) { return wanted; },
                                                    .log = silent_log()};
        return asio::co_spawn(loop,
                              service.recognise(std::move(recording), [this](auto const& s) { state = s; }),
                              asio::use_future);
    }

    AudioProcessingService::Recognised recognise(std::string const& bytes = ogg, Hearing hearing = {}) {
        TranscriptionClient client(transport, clock, {base_url, Secret(model.empty() ? "" : "key"), model});
        AudioProcessingService service(*database, clock, media, client, files);
        auto future = start(service, bytes, std::move(hearing));
        EXPECT_TRUE(tests::run_until(loop, [&] {
            if (clock.sleepers() > 0) clock.advance(100ms);
            return future.wait_for(0s) == std::future_status::ready;
        }));
        return future.get();
    }

    std::optional<RefusalReason> refusal_for(std::string const& bytes) {
        try {
            recognise(bytes);
        } catch (Refusal const& refusal) {
            return refusal.reason();
        }
        return std::nullopt;
    }

    std::vector<TranscriptPiece> kept() {
        return in_transaction(
            [&](Transaction& tx) { return transcript_piece_repository::all(tx, transcript); });
    }
    std::size_t heard_pieces() {
        auto const all = kept();
        return static_cast<std::size_t>(std::ranges::count(all, PieceState::heard, &TranscriptPiece::state));
    }

    asio::io_context loop{1};
    TemporaryFolder folder;
    FakeClock clock;
    TestDatabase database{loop, clock};
    asio::thread_pool files{1};
    ScriptedTransport transport;
    FakeMediaRunner media;
    std::string base_url = "http://speech.test/v1";
    std::string model;  ///< whisper.cpp
    TranscriptId transcript;
    AudioProcessingService::State state;
    std::map<int, net::Response> instead;  ///< by the number of the request
    int requests = 0;
    int at_once = 0;
    int at_once_max = 0;
    bool wanted = true;
};

TEST_F(AudioProcessing, a_short_recording_is_one_piece) {
    auto const recognised = recognise();
    EXPECT_EQ(recognised.transcription.text, "piece 1");
    EXPECT_EQ(recognised.transcription.language, "en");
    EXPECT_EQ(recognised.duration, 2s);
    EXPECT_EQ(state.length, 2s);
    EXPECT_EQ(requests, 1);
    EXPECT_EQ(transport.field(0, "beam_size"), "5");
    EXPECT_EQ(kept().size(), 1U);
}

TEST_F(AudioProcessing, a_long_one_is_heard_in_pieces_and_put_together_in_order) {
    media.seconds = pieces_of_sound(6);
    auto const recognised = recognise();
    EXPECT_EQ(recognised.transcription.text, "piece 1 piece 2 piece 3 piece 4 piece 5 piece 6");
    ASSERT_EQ(recognised.transcription.segments.size(), 6U);
    for (std::size_t at = 0; at < 6; ++at)
        EXPECT_NEAR(recognised.transcription.segments[at].start_s, 1 + 21.0 * static_cast<double>(at), 0.4);
    EXPECT_EQ(state.heard, state.speech);
    EXPECT_EQ(at_once_max, 1) << "whisper.cpp does one thing at a time";
    EXPECT_EQ(transport.field(0, "beam_size"), "1") << "nobody waits for five beams of a long recording";
    EXPECT_EQ(in_transaction(
                  [](Transaction& tx) { return tx.one<Duration>("SELECT duration_us FROM transcripts"); }),
              recognised.duration);
}

TEST_F(AudioProcessing, hosted_services_are_sent_compressed_pieces_and_several_at_once) {
    model = "whisper-1";
    media.seconds.clear();
    for (int i = 0; i < 5; ++i) media.seconds.insert(media.seconds.end(), {5, 12});
    recognise();
    EXPECT_EQ(requests, 5);
    EXPECT_EQ(std::ranges::count(media.calls, "cut"), 5);
    EXPECT_EQ(transport.file(0).filename, "voice.ogg");
    EXPECT_GE(at_once_max, 2);
    EXPECT_LE(at_once_max, limits::pieces_at_once);
}

TEST_F(AudioProcessing, the_longest_pieces_decide_the_language) {
    media.seconds = {8, 25, 20, 9, 6, 25, 21, 8, 22, 8, 9};
    // The voters come first: those of 20, 21 and 22 s.
    instead[1] = answer("раз", "russian");
    instead[2] = answer("dos", "spanish");
    instead[3] = answer("три", "russian");
    auto const recognised = recognise();
    EXPECT_EQ(recognised.transcription.language, "ru");
    EXPECT_FALSE(recognised.transcription.text.contains("dos")) << "it was heard again as Russian";
    for (std::size_t at = 0; at < 3; ++at) EXPECT_EQ(transport.field(at, "language"), "auto");
    for (std::size_t at = 3; at < transport.requests.size(); ++at)
        EXPECT_EQ(transport.field(at, "language"), "ru") << at;
    EXPECT_EQ(transport.requests.size(), kept().size() + 1);
}

TEST_F(AudioProcessing, a_chosen_language_and_expected_words_go_with_every_piece) {
    media.seconds = pieces_of_sound(3);
    recognise(ogg, {.language = "de", .prompt = "Aisha"});
    ASSERT_EQ(transport.requests.size(), 3U);
    for (std::size_t at = 0; at < 3; ++at) {
        EXPECT_EQ(transport.field(at, "language"), "de");
        EXPECT_EQ(transport.field(at, "prompt"), "Aisha");
    }
}

TEST_F(AudioProcessing, a_piece_in_trouble_is_tried_again_alone) {
    media.seconds = pieces_of_sound(5);
    instead[4] = {.status = 500, .headers = {}, .body = "no"};
    instead[5] = {
        .status = 429, .headers = {{"Retry-After", "2"}}, .body = R"({"error":{"message":"slow down"}})"};
    instead[6] = {.status = 502, .headers = {}, .body = "<html>"};
    EXPECT_EQ(recognise().transcription.text, "piece 1 piece 2 piece 3 piece 7 piece 8");
    EXPECT_EQ(requests, 8);
}

TEST_F(AudioProcessing, a_service_that_stays_away_leaves_what_was_heard) {
    media.seconds = pieces_of_sound(5);
    for (int number = 4; number < 4 + limits::piece_tries_max; ++number)
        instead[number] = {.status = 503, .headers = {}, .body = "no"};
    EXPECT_THROW(recognise(), Unavailable);
    EXPECT_EQ(heard_pieces(), 3U);
    auto const so_far =
        in_transaction([&](Transaction& tx) { return AudioProcessingService::heard_so_far(tx, transcript); });
    ASSERT_TRUE(so_far);
    EXPECT_EQ(so_far->transcription.text, "piece 1 piece 2 piece 3");
    EXPECT_NEAR(std::chrono::duration<double>(so_far->until).count(), 63.3, 0.1);

    auto const before = requests;
    EXPECT_EQ(recognise().transcription.text, "piece 1 piece 2 piece 3 piece 8 piece 9");
    EXPECT_EQ(requests, before + 2) << "what was heard is not sent again";
}

TEST_F(AudioProcessing, a_long_wait_that_is_asked_for_holds_no_worker) {
    instead[1] = {.status = 429, .headers = {{"Retry-After", "60"}}, .body = "{}"};
    try {
        recognise();
        FAIL();
    } catch (Unavailable const& error) {
        EXPECT_EQ(error.retry_after(), 60s);
    }
    EXPECT_EQ(requests, 1);
}

TEST_F(AudioProcessing, a_piece_that_is_too_long_is_cut_in_two) {
    media.seconds = pieces_of_sound(3);
    instead[2] = {.status = 413, .headers = {}, .body = "<html>413 Request Entity Too Large</html>"};
    instead[3] = answer("one half");
    instead[4] = answer("half the other");
    EXPECT_EQ(recognise().transcription.text, "piece 1 one half the other piece 5");
    EXPECT_EQ(kept().size(), 4U);
}

TEST_F(AudioProcessing, a_service_that_finds_everything_too_long_is_a_mistake_and_no_loop) {
    transport.otherwise = [this](net::Request const&) -> awaitable<net::Response> {
        ++requests;
        co_return net::Response{
            .status = 400, .headers = {}, .body = R"({"error":{"message":"audio is too long"}})"};
    };
    for (auto const& seconds : {std::vector<double>{1}, std::vector<double>{0.05}, pieces_of_sound(2)}) {
        media.seconds = seconds;
        EXPECT_THROW(recognise(), std::runtime_error);
        in_transaction([&](Transaction& tx) { transcript_piece_repository::remove(tx, transcript); });
    }
    EXPECT_LT(requests, 20);
}

TEST_F(AudioProcessing, pieces_without_a_word_do_not_refuse_the_others) {
    media.seconds = pieces_of_sound(3);
    instead[1] = answer("");
    instead[3] = {.status = 400,
                  .headers = {},
                  .body = R"({"error":{"message":"Audio file is too short.","code":"audio_too_short"}})"};
    EXPECT_EQ(recognise().transcription.text, "piece 2");
    in_transaction([&](Transaction& tx) { transcript_piece_repository::remove(tx, transcript); });
    transport.otherwise = [](net::Request const&) -> awaitable<net::Response> { co_return answer(""); };
    EXPECT_EQ(refusal_for(ogg), RefusalReason::no_speech);
}

TEST_F(AudioProcessing, a_part_of_the_original_that_the_service_cannot_read_is_sent_as_it_was_decoded) {
    model = "whisper-1";
    media.info.audio_codec = "opus";
    media.info.duration = 2s;
    net::Response const damaged{
        .status = 400, .headers = {}, .body = R"({"error":{"message":"Audio file might be corrupted"}})"};
    instead[1] = damaged;
    EXPECT_EQ(recognise().transcription.text, "piece 2");
    EXPECT_EQ(media.cut_from, (std::vector<std::string>{"original", "speech.wav"}));
    in_transaction([&](Transaction& tx) { transcript_piece_repository::remove(tx, transcript); });
    instead[3] = damaged;
    instead[4] = damaged;
    EXPECT_EQ(refusal_for(ogg), RefusalReason::file_damaged);
    EXPECT_EQ(requests, 4);
}

TEST_F(AudioProcessing, what_is_not_wanted_any_more_is_not_written) {
    TranscriptionClient client(transport, clock, {base_url, Secret(), ""});
    AudioProcessingService service(*database, clock, media, client, files);
    media.seconds = pieces_of_sound(3);
    auto future = start(service, ogg);
    ASSERT_TRUE(tests::run_until(loop, [&] { return requests == 1; }));
    wanted = false;
    ASSERT_TRUE(tests::run_until(loop, [&] {
        if (clock.sleepers() > 0) clock.advance(100ms);
        return future.wait_for(0s) == std::future_status::ready;
    }));
    EXPECT_THROW(future.get(), boost::system::system_error);
    EXPECT_EQ(requests, 1);
    EXPECT_EQ(heard_pieces(), 0U);
}

TEST_F(AudioProcessing, silence_costs_no_request) {
    media.peak_db = -80;
    EXPECT_EQ(refusal_for(ogg), RefusalReason::no_speech);
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(AudioProcessing, what_is_no_recording_is_refused_before_the_speech_service_is_asked) {
    EXPECT_EQ(refusal_for(""), RefusalReason::file_empty);
    EXPECT_EQ(refusal_for("%PDF"), RefusalReason::not_audio);
    media.info.has_audio = false;
    EXPECT_EQ(refusal_for(ogg), RefusalReason::not_audio);
    EXPECT_TRUE(transport.requests.empty());
}

TEST_F(AudioProcessing, without_a_speech_service_nothing_is_decoded) {
    base_url.clear();
    EXPECT_EQ(refusal_for(ogg), RefusalReason::no_speech_service);
    EXPECT_TRUE(media.calls.empty());
}

}  // namespace
}  // namespace aisha
