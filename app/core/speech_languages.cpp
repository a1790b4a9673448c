// The table of Whisper's languages.
#include "core/speech_languages.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace aisha {

namespace {

using Language = std::pair<std::string_view, std::string_view>;

// clang-format off
constexpr auto languages = std::to_array<Language>({
    {"afrikaans", "af"}, {"albanian", "sq"}, {"amharic", "am"}, {"arabic", "ar"}, {"armenian", "hy"},
    {"assamese", "as"}, {"azerbaijani", "az"}, {"bashkir", "ba"}, {"basque", "eu"}, {"belarusian", "be"},
    {"bengali", "bn"}, {"bosnian", "bs"}, {"breton", "br"}, {"bulgarian", "bg"}, {"cantonese", "yue"},
    {"catalan", "ca"}, {"chinese", "zh"}, {"croatian", "hr"}, {"czech", "cs"}, {"danish", "da"},
    {"dutch", "nl"}, {"english", "en"}, {"estonian", "et"}, {"faroese", "fo"}, {"finnish", "fi"},
    {"french", "fr"}, {"galician", "gl"}, {"georgian", "ka"}, {"german", "de"}, {"greek", "el"},
    {"gujarati", "gu"}, {"haitian creole", "ht"}, {"hausa", "ha"}, {"hawaiian", "haw"}, {"hebrew", "he"},
    {"hindi", "hi"}, {"hungarian", "hu"}, {"icelandic", "is"}, {"indonesian", "id"}, {"italian", "it"},
    {"japanese", "ja"}, {"javanese", "jv"}, {"kannada", "kn"}, {"kazakh", "kk"}, {"khmer", "km"},
    {"korean", "ko"}, {"lao", "lo"}, {"latin", "la"}, {"latvian", "lv"}, {"lingala", "ln"},
    {"lithuanian", "lt"}, {"luxembourgish", "lb"}, {"macedonian", "mk"}, {"malagasy", "mg"},
    {"malay", "ms"}, {"malayalam", "ml"}, {"maltese", "mt"}, {"maori", "mi"}, {"marathi", "mr"},
    {"mongolian", "mn"}, {"myanmar", "my"}, {"nepali", "ne"}, {"norwegian", "no"}, {"nynorsk", "nn"},
    {"occitan", "oc"}, {"pashto", "ps"}, {"persian", "fa"}, {"polish", "pl"}, {"portuguese", "pt"},
    {"punjabi", "pa"}, {"romanian", "ro"}, {"russian", "ru"}, {"sanskrit", "sa"}, {"serbian", "sr"},
    {"shona", "sn"}, {"sindhi", "sd"}, {"sinhala", "si"}, {"slovak", "sk"}, {"slovenian", "sl"},
    {"somali", "so"}, {"spanish", "es"}, {"sundanese", "su"}, {"swahili", "sw"}, {"swedish", "sv"},
    {"tagalog", "tl"}, {"tajik", "tg"}, {"tamil", "ta"}, {"tatar", "tt"}, {"telugu", "te"}, {"thai", "th"},
    {"tibetan", "bo"}, {"turkish", "tr"}, {"turkmen", "tk"}, {"ukrainian", "uk"}, {"urdu", "ur"},
    {"uzbek", "uz"}, {"vietnamese", "vi"}, {"welsh", "cy"}, {"yiddish", "yi"}, {"yoruba", "yo"}
});
// clang-format on

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

}  // namespace

std::optional<std::string> language_code(std::string_view name_or_code) {
    auto const wanted = lower(name_or_code);
    if (wanted == "jw") return "jv";
    if (wanted == "mandarin") return "zh";
    auto const found = std::ranges::find_if(languages, [&](Language const& language) {
        return language.first == wanted || language.second == wanted;
    });
    if (found == languages.end()) return std::nullopt;
    return std::string(found->second);
}

std::optional<std::string> language_name(std::string_view code) {
    auto const found = std::ranges::find(languages, code, &Language::second);
    if (found == languages.end()) return std::nullopt;
    std::string name(found->first);
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name;
}

std::string whisper_language(std::string_view code) { return code == "jv" ? "jw" : std::string(code); }

}  // namespace aisha
