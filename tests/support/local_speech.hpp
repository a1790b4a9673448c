// Where the local speech program, its model and a recording are on this machine: `make test` installs them
// first.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace aisha::tests {

struct LocalSpeech {
    std::filesystem::path program;
    std::filesystem::path model;
    std::filesystem::path recording;  ///< President Kennedy, 11 s
};

/// From WHISPER_SERVER and WHISPER_MODEL, else from the cache folder; nothing where one is missing.
inline std::optional<LocalSpeech> local_speech() {
    namespace fs = std::filesystem;
    auto const variable = [](char const* name) {
        auto const* value = std::getenv(name);
        return fs::path(value ? value : "");
    };
    auto const cache_home = variable("XDG_CACHE_HOME");
    auto const cache = (cache_home.empty() ? variable("HOME") / ".cache" : cache_home) / "aisha";
    LocalSpeech speech{.program = variable("WHISPER_SERVER"),
                       .model = variable("WHISPER_MODEL"),
                       .recording = cache / "samples/jfk.wav"};
    std::error_code error;
    if (speech.program.empty())
        for (auto const& entry : fs::directory_iterator(cache, error))
            if (fs::exists(entry.path() / "whisper-server")) speech.program = entry.path() / "whisper-server";
    for (auto const* name : {"ggml-base.bin", "ggml-base-q8_0.bin"})
        if (variable("WHISPER_MODEL").empty() && fs::exists(cache / "models" / name))
            speech.model = cache / "models" / name;
    for (auto const& file : {speech.program, speech.model, speech.recording})
        if (!fs::is_regular_file(file)) return std::nullopt;
    return speech;
}

}  // namespace aisha::tests
