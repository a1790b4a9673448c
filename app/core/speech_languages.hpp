// The languages that Whisper models know, by name and by code.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aisha {

/// The ISO 639-1 code ("ru") of a language that a speech service names in English ("russian", "Russian") or
/// by its code; ISO 639-3 for the two that have no shorter one (Cantonese, Hawaiian). Nothing for an unknown
/// one.
/// https://github.com/openai/whisper/blob/main/whisper/tokenizer.py
std::optional<std::string> language_code(std::string_view name_or_code);

/// The English name ("Russian") of a language by its code.
std::optional<std::string> language_name(std::string_view code);

/// The code by which Whisper itself calls a language: ISO's but for Javanese.
std::string whisper_language(std::string_view code);

}  // namespace aisha
