// What people are told about avatars.
#include "texts/avatar.hpp"

#include "bot/html.hpp"
#include "core/limits/avatar.hpp"
#include "texts/avatar_languages.hpp"
#include "texts/filled.hpp"
#include "texts/texts.hpp"

#include <fmt/format.h>

namespace aisha::texts {

AvatarTexts const& avatar(Language language) {
    static AvatarTexts const english_texts = avatar_english();
    static AvatarTexts const russian_texts = avatar_russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

AvatarStateTexts const& avatar_states(Language language) {
    static AvatarStateTexts const english_texts = avatar_states_english();
    static AvatarStateTexts const russian_texts = avatar_states_russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

AvatarButtonTexts const& avatar_buttons(Language language) {
    static AvatarButtonTexts const english_texts = avatar_buttons_english();
    static AvatarButtonTexts const russian_texts = avatar_buttons_russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string avatar_list(Language language, std::size_t all, std::size_t completed, std::size_t drafts) {
    auto const& words = avatar(language);
    if (all == 0) return words.list_empty;
    return filled(words.list_title, counted(language, words.avatars_plural, all), completed, drafts);
}

std::string avatar_label(Language language, Avatar const& a) {
    auto const& words = avatar(language);
    auto const name = a.name.empty() ? words.unnamed : a.name;
    return fmt::format("{}{}, {}", a.is_main ? words.list_main_mark : "", name,
                       avatar_status(language, a.status));
}

std::string avatar_name(Language language, Avatar const& a) {
    return a.name.empty() ? avatar(language).unnamed : bot::html::escape(a.name);
}

std::string avatar_ask_name(Language language) {
    return filled(avatar(language).ask_name, limits::avatar_name_min, limits::avatar_name_max);
}

std::string avatar_ask_new_name(Language language, Avatar const& a) {
    return filled(avatar(language).ask_new_name, avatar_name(language, a), limits::avatar_name_min,
                  limits::avatar_name_max);
}

std::string avatar_consent(Language language, AvatarTrainingType type) {
    auto const& words = avatar_states(language);
    return type == AvatarTrainingType::portrait ? words.consent_portrait : words.consent_other;
}

std::string avatar_ask_photos(Language language, Avatar const& a, std::int64_t least, std::int64_t most) {
    auto const& words = avatar(language);
    auto const text = [&]() -> std::string const& {
        switch (a.training_type) {
            case AvatarTrainingType::portrait: return words.ask_photos_portrait;
            case AvatarTrainingType::style: return words.ask_photos_style;
            case AvatarTrainingType::object: return words.ask_photos_object;
        }
        throw std::logic_error("no words for this type of training");
    };
    return filled(text(), avatar_name(language, a), least, most);
}

std::string avatar_photos_first(Language language, std::int64_t missing) {
    return filled(avatar(language).photos_first, photos_counted(language, missing));
}

std::string avatar_card(Language language, Avatar const& a, std::int64_t photos) {
    auto const& words = avatar(language);
    auto text = filled(words.card, avatar_name(language, a), avatar_type(language, a.training_type),
                       avatar_status(language, a.status), photos_counted(language, photos),
                       date(language, a.created_at));
    if (a.gender)
        text += "\n" + filled(words.card_gender,
                              *a.gender == AvatarGender::male ? words.gender_male : words.gender_female);
    if (a.is_main) text += "\n" + words.card_main;
    return text;
}

std::string avatar_type(Language language, AvatarTrainingType type) {
    auto const& words = avatar(language);
    switch (type) {
        case AvatarTrainingType::portrait: return words.type_portrait;
        case AvatarTrainingType::style: return words.type_style;
        case AvatarTrainingType::object: return words.type_object;
    }
    throw std::logic_error("no words for this type of training");
}

std::string avatar_refusal(Language language, AvatarRefusal reason) {
    auto const& words = avatar_states(language);
    switch (reason) {
        case AvatarRefusal::not_found: return words.not_found;
        case AvatarRefusal::too_many_avatars: return filled(words.too_many_avatars, limits::avatars_of_one);
        case AvatarRefusal::too_many_drafts:
            return filled(words.too_many_drafts, limits::avatar_drafts_of_one);
        case AvatarRefusal::bad_name:
            return filled(words.bad_name, limits::avatar_name_min, limits::avatar_name_max);
        case AvatarRefusal::too_few_photos: return words.too_few_photos;
        case AvatarRefusal::photos_wait: return words.photos_wait;
        case AvatarRefusal::wrong_status: return words.wrong_status;
    }
    throw std::logic_error("no words for this refusal");
}

std::string avatar_status(Language language, AvatarStatus status) {
    auto const& words = avatar_states(language);
    switch (status) {
        case AvatarStatus::draft: return words.status_draft;
        case AvatarStatus::uploading: return words.status_uploading;
        case AvatarStatus::ready: return words.status_ready;
        case AvatarStatus::training: return words.status_training;
        case AvatarStatus::completed: return words.status_completed;
        case AvatarStatus::error: return words.status_error;
        case AvatarStatus::cancelled: return words.status_cancelled;
    }
    throw std::logic_error("no words for this status");
}

std::string photos_counted(Language language, std::int64_t photos) {
    return counted(language, avatar(language).photos_plural, static_cast<std::size_t>(photos));
}

}  // namespace aisha::texts
