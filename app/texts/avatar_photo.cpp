// What people are told about the photos of their avatars.
#include "texts/avatar_photo.hpp"

#include "bot/html.hpp"
#include "core/limits/avatar.hpp"
#include "core/limits/photo.hpp"
#include "texts/avatar_languages.hpp"
#include "texts/filled.hpp"

namespace aisha::texts {

namespace {

std::string const& words_of(PhotoProblemTexts const& words, PhotoWarning warning) {
    switch (warning) {
        case PhotoWarning::no_face: return words.warning_no_face;
        case PhotoWarning::small_face: return words.warning_small_face;
        case PhotoWarning::dim: return words.warning_dim;
        case PhotoWarning::glaring: return words.warning_glaring;
        case PhotoWarning::pale: return words.warning_pale;
        case PhotoWarning::soft: return words.warning_soft;
        case PhotoWarning::narrow: return words.warning_narrow;
    }
    throw std::logic_error("no words for this warning");
}

/// Of names with commas between.
std::string warnings(Language language, std::string_view names) {
    std::string text;
    while (!names.empty()) {
        auto const comma = names.find(',');
        auto const warning = json::enum_from<PhotoWarning>(std::string(names.substr(0, comma)));
        text += (text.empty() ? "" : ", ") + words_of(photo_problems(language), warning);
        names.remove_prefix(comma == std::string_view::npos ? names.size() : comma + 1);
    }
    return text;
}

}  // namespace

AvatarPhotoTexts const& avatar_photo(Language language) {
    static AvatarPhotoTexts const english_texts = avatar_photo_english();
    static AvatarPhotoTexts const russian_texts = avatar_photo_russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

PhotoProblemTexts const& photo_problems(Language language) {
    static PhotoProblemTexts const english_texts = photo_problem_english();
    static PhotoProblemTexts const russian_texts = photo_problem_russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string photo_progress(Language language, PhotoLimits const& limits, std::int64_t valid,
                           std::int64_t waiting) {
    auto const& words = avatar_photo(language);
    if (waiting > 0) return filled(words.looking, valid, limits.most, waiting);
    if (valid >= limits.most) return filled(words.full, valid);
    if (valid >= limits.least) return filled(words.enough, valid, limits.most);
    return filled(words.missing, valid, limits.most, limits.least - valid);
}

std::string photo_problem(Language language, PhotoProblem problem, PhotoLimits const& limits) {
    auto const& words = photo_problems(language);
    switch (problem) {
        case PhotoProblem::file_gone: return words.file_gone;
        case PhotoProblem::empty: return words.empty;
        case PhotoProblem::too_many_bytes:
            return filled(words.too_many_bytes, limits.bytes_max / static_cast<std::int64_t>(limits::mib));
        case PhotoProblem::not_a_picture: return words.not_a_picture;
        case PhotoProblem::unsupported: return words.unsupported;
        case PhotoProblem::animated: return words.animated;
        case PhotoProblem::too_many_pixels:
            return filled(words.too_many_pixels, limits::photo_pixels_max / 1'000'000);
        case PhotoProblem::damaged: return words.damaged;
        case PhotoProblem::too_heavy: return words.too_heavy;
        case PhotoProblem::too_small: return filled(words.too_small, limits::avatar_photo_side_min);
        case PhotoProblem::too_narrow: return words.too_narrow;
        case PhotoProblem::blank: return words.blank;
        case PhotoProblem::too_dark: return words.too_dark;
        case PhotoProblem::too_bright: return words.too_bright;
        case PhotoProblem::blurred: return words.blurred;
        case PhotoProblem::several_people: return words.several_people;
        case PhotoProblem::no_room: return filled(words.no_room, limits.most);
    }
    throw std::logic_error("no words for this problem");
}

std::string photo_duplicate(Language language, std::optional<std::size_t> number) {
    auto const& words = avatar_photo(language);
    return number ? filled(words.duplicate, *number) : words.duplicate_unnumbered;
}

std::string photo_full(Language language, PhotoLimits const& limits) {
    return filled(avatar_photo(language).full_already, limits.most);
}

std::string photos_not_looked_at(Language language, std::string const& reference) {
    return filled(avatar_photo(language).could_not_look, bot::html::escape(reference));
}

std::string photo_sheet(Language language, std::string const& name, std::int64_t photos) {
    return filled(avatar_photo(language).sheet, name, photos_counted(language, photos));
}

std::string photo_caption(Language language, AvatarPhoto const& photo, std::size_t number, std::size_t of) {
    auto const& words = avatar_photo(language);
    constexpr double percent = 100;
    auto const quality = static_cast<int>(photo.quality.value_or(0) * percent + 0.5);
    auto const head =
        filled(words.photo, number, of, quality, photo.width.value_or(0), photo.height.value_or(0));
    auto const better = warnings(language, photo.warnings);
    return head + "\n" + (better.empty() ? words.good : filled(words.could_be_better, better));
}

std::string photo_ask_replacement(Language language, std::size_t number) {
    return filled(avatar_photo(language).ask_replacement, number);
}

}  // namespace aisha::texts
