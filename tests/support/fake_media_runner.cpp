// Media without a decoder.
#include "tests/support/fake_media_runner.hpp"

#include "media/ffmpeg_report.hpp"
#include "tests/support/run.hpp"

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

awaitable<SpeechAudio> FakeMediaRunner::extract_speech(std::filesystem::path in, std::filesystem::path out,
                                                       SpeechFormat) {
    judge("extract_speech", in);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    std::ofstream(out, std::ios::binary) << (speech_bytes.empty() ? read_file(in) : speech_bytes);
    co_return audio;
}

awaitable<void> FakeMediaRunner::remux_to_ogg(std::filesystem::path in, std::filesystem::path out) {
    judge("remux_to_ogg", in);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    std::ofstream(out, std::ios::binary) << read_file(in);
    co_return;
}

}  // namespace aisha::tests
