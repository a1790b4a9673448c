// From a file to words.
#include "services/transcript/audio_processing_service.hpp"

namespace aisha {

awaitable<AudioProcessingService::Recognised> AudioProcessingService::recognise(
    std::filesystem::path recording, std::filesystem::path folder, Hearing hearing,
    std::function<void(Duration)> on_audio) {
    if (!speech_.configured()) throw Refusal(RefusalReason::no_speech_service);
    auto const info = co_await media_.probe(recording);
    if (!info.has_audio) throw Refusal(RefusalReason::not_audio);
    auto const format = speech_.format();
    auto const audio = folder / (format == SpeechFormat::wav ? "speech.wav" : "speech.ogg");
    auto const heard = co_await media_.extract_speech(recording, audio, format);
    if (heard.peak_db < limits::silence_peak_db) throw Refusal(RefusalReason::no_speech);
    on_audio(heard.duration);
    auto transcription = co_await speech_.transcribe(audio, heard.duration, std::move(hearing));
    co_return Recognised{std::move(transcription), heard.duration};
}

}  // namespace aisha
