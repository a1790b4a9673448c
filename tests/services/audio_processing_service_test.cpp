// From a file to words, with media and speech service faked.
#include "services/transcript/audio_processing_service.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/support/fake_media_runner.hpp"
#include "tests/support/fake_transport.hpp"
#include "tests/support/run.hpp"

namespace aisha {
namespace {

using namespace tests;

class AudioProcessing : public ::testing::Test {
protected:
    AudioProcessing() {
        transport.serve("speech.test", [](net::IncomingRequest) -> awaitable<net::OutgoingResponse> {
            co_return net::json_response(200, R"({"text":" hello ","language":"english","segments":[]})");
        });
    }

    AudioProcessingService::Recognised recognise(std::string const& bytes) {
        TranscriptionClient client(transport, clock, {base_url, Secret(), ""});
        AudioProcessingService service(media, client);
        auto const file = folder.write("original", bytes);
        return tests::run(loop, service.recognise(file, folder.path(), {},
                                                  [this](Duration duration) { heard = duration; }));
    }

    std::optional<RefusalReason> refusal_for(std::string const& bytes) {
        try {
            recognise(bytes);
        } catch (Refusal const& refusal) {
            return refusal.reason();
        }
        return std::nullopt;
    }

    asio::io_context loop;
    TemporaryFolder folder;
    FakeClock clock;
    FakeTransport transport{clock};
    FakeMediaRunner media;
    std::string base_url = "http://speech.test/v1";
    Duration heard{};
};

constexpr auto ogg = "OggS and the rest";

TEST_F(AudioProcessing, a_recording_becomes_words) {
    auto const recognised = recognise(ogg);
    EXPECT_EQ(recognised.transcription.text, "hello");
    EXPECT_EQ(recognised.duration, std::chrono::seconds(2));
    EXPECT_EQ(heard, recognised.duration);
}

TEST_F(AudioProcessing, silence_costs_no_request) {
    media.audio.peak_db = -80;
    EXPECT_EQ(refusal_for(ogg), RefusalReason::no_speech);
    EXPECT_TRUE(transport.requests().empty());
}

TEST_F(AudioProcessing, what_is_no_recording_is_refused_before_the_speech_service_is_asked) {
    EXPECT_EQ(refusal_for(""), RefusalReason::file_empty);
    EXPECT_EQ(refusal_for("%PDF"), RefusalReason::not_audio);
    media.info.has_audio = false;
    EXPECT_EQ(refusal_for(ogg), RefusalReason::not_audio);
    EXPECT_TRUE(transport.requests().empty());
}

TEST_F(AudioProcessing, without_a_speech_service_nothing_is_decoded) {
    base_url.clear();
    EXPECT_EQ(refusal_for(ogg), RefusalReason::no_speech_service);
    EXPECT_TRUE(media.calls.empty());
}

}  // namespace
}  // namespace aisha
