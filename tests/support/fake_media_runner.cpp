// Media without a decoder.
#include "tests/support/fake_media_runner.hpp"

#include "media/ffmpeg_report.hpp"
#include "tests/support/run.hpp"
#include "tests/support/speech_wav.hpp"

#include <fstream>

namespace aisha::tests {

void FakeMediaRunner::judge(std::string call, std::filesystem::path const& file) {
    calls.push_back(std::move(call));
    if (!available) throw Unavailable("media: away, as the test wants it");
    if (std::filesystem::file_size(file) == 0) throw Refusal(RefusalReason::file_empty);
    if (refusal) throw Refusal(*refusal);
    if (!begins_like_sound(read_file(file))) throw Refusal(RefusalReason::not_audio);
}

awaitable<MediaInfo> FakeMediaRunner::probe(std::filesystem::path file) {
    judge("probe", file);
    co_return info;
}

awaitable<SpeechAudio> FakeMediaRunner::extract_speech(std::filesystem::path in, std::filesystem::path out) {
    judge("extract_speech", in);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    auto const samples = sound_and_silence(seconds);
    std::ofstream(out, std::ios::binary) << speech_wav(samples);
    std::chrono::duration<double> const made(static_cast<double>(samples.size()) /
                                             limits::speech_sample_rate);
    co_return SpeechAudio{.duration = length.value_or(std::chrono::duration_cast<Duration>(made)),
                          .peak_db = peak_db};
}

awaitable<SpeechFormat> FakeMediaRunner::cut(std::filesystem::path in, std::filesystem::path out,
                                             Stretch part) {
    judge("cut", in);
    cut_from.push_back(in.filename());
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    std::ofstream(out, std::ios::binary) << "OggS " << part.start.count() << ' ' << part.end.count();
    co_return compressed_format(info.audio_codec);
}

awaitable<void> FakeMediaRunner::remux_to_ogg(std::filesystem::path in, std::filesystem::path out) {
    judge("remux_to_ogg", in);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    std::ofstream(out, std::ios::binary) << read_file(in);
    co_return;
}

}  // namespace aisha::tests
