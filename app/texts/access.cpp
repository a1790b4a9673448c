// What people are told about access and quotas.
#include "texts/access.hpp"

#include "texts/filled.hpp"
#include "texts/texts.hpp"

namespace aisha::texts {

namespace {

AccessTexts english() {
    return {
        .by_invitation =
            "I’m sorry, I only work for people with an invitation: please ask whoever runs this bot "
            "for a link.",
        .by_list =
            "I’m sorry, I only work for people I have been told about: please give whoever runs this bot "
            "your number, {}.",
        .banned = "I’m sorry, whoever runs this bot has closed it to you.",
        .invite_used_up =
            "This invitation has already let in everybody it was made for. Please ask for a new one.",
        .invite_expired = "This invitation is no longer valid. Please ask for a new one.",
        .over_audio = "You can send {} of recordings a day, and {} is left today: not enough for this one. "
                      "It renews in {}, at midnight UTC.",
        .over_texts = "I can take {} a day from you, texts included, and that’s all for today. "
                      "It renews in {}, at midnight UTC.",
        .over_notes = "I can write {} a day for you, and that’s all for today. It renews in {}, at midnight "
                      "UTC. What is written already stays yours to look at.",
        .command_limits = "What is left today",
        .help_limits = "/limits – what is left for you today",
        .limits_title = "<b>Left for you today</b>\nIt renews in {}, at midnight UTC.\n",
        .limits_audio = "Length of recordings: {} of {}",
        .limits_texts = "Recordings and texts: {} of {}",
        .limits_notes = "Notes: {} of {}",
        .limits_none = "There is no daily limit for you here.",
        .hours = "{} h",
        .hours_and_minutes = "{} h {} min",
        .minutes = "{} min",
        .seconds = "{} s",
        .notes_plural = {"{} note", "{} notes"},
    };
}

AccessTexts russian() {
    return {
        .by_invitation =
            "Простите, я работаю только по приглашениям: попросите ссылку у того, кто держит этого "
            "бота.",
        .by_list =
            "Простите, я работаю только для тех, о ком мне сказали: сообщите тому, кто держит этого бота, "
            "ваш номер: {}.",
        .banned = "Простите, тот, кто держит этого бота, закрыл его для вас.",
        .invite_used_up =
            "По этому приглашению уже вошли все, для кого оно было. Попросите новое, пожалуйста.",
        .invite_expired = "Это приглашение больше не действует. Попросите новое, пожалуйста.",
        .over_audio = "В день можно прислать {} записей, сегодня осталось {}: на эту запись не хватит. "
                      "Обновится через {}, в полночь по UTC.",
        .over_texts = "В день я могу принять от вас {}, тексты тоже считаются, и на сегодня это всё. "
                      "Обновится через {}, в полночь по UTC.",
        .over_notes =
            "В день я могу написать для вас {}, и на сегодня это всё. Обновится через {}, в полночь "
            "по UTC. Готовые заметки остаются у вас.",
        .command_limits = "Сколько осталось на сегодня",
        .help_limits = "/limits – сколько у вас осталось на сегодня",
        .limits_title = "<b>Осталось на сегодня</b>\nОбновится через {}, в полночь по UTC.\n",
        .limits_audio = "Длина записей: {} из {}",
        .limits_texts = "Записей и текстов: {} из {}",
        .limits_notes = "Заметок: {} из {}",
        .limits_none = "Для вас здесь нет дневных ограничений.",
        .hours = "{} ч",
        .hours_and_minutes = "{} ч {} мин",
        .minutes = "{} мин",
        .seconds = "{} с",
        .notes_plural = {"{} заметку", "{} заметки", "{} заметок"},
    };
}

/// An amount in the units of its kind.
std::string amount(Language language, QuotaKind kind, std::int64_t value) {
    switch (kind) {
        case QuotaKind::audio: return span(language, Duration(value));
        case QuotaKind::texts:
        case QuotaKind::notes: return std::to_string(value);
    }
    throw std::logic_error("no words for this kind of quota");
}

std::string const& limit_of(AccessTexts const& words, QuotaKind kind) {
    switch (kind) {
        case QuotaKind::audio: return words.limits_audio;
        case QuotaKind::texts: return words.limits_texts;
        case QuotaKind::notes: return words.limits_notes;
    }
    throw std::logic_error("no words for this kind of quota");
}

}  // namespace

AccessTexts const& access(Language language) {
    static AccessTexts const english_texts = english();
    static AccessTexts const russian_texts = russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string closed(Language language, AccessMode mode, UserId id) {
    auto const& words = access(language);
    return mode == AccessMode::list ? filled(words.by_list, id) : words.by_invitation;
}

std::string over_quota(Language language, DailyLimit const& daily) {
    auto const& words = access(language);
    auto const count = static_cast<std::size_t>(daily.limit);
    auto const limit = amount(language, daily.kind, daily.limit);
    auto const renews = span(language, daily.renews_in);
    switch (daily.kind) {
        case QuotaKind::audio:
            return filled(words.over_audio, limit, amount(language, daily.kind, daily.left), renews);
        case QuotaKind::texts:
            return filled(words.over_texts, counted(language, in(language).recordings_plural, count), renews);
        case QuotaKind::notes:
            return filled(words.over_notes, counted(language, words.notes_plural, count), renews);
    }
    throw std::logic_error("no words for this kind of quota");
}

std::string limits(Language language, std::vector<DailyLimit> const& daily) {
    auto const& words = access(language);
    if (daily.empty()) return words.limits_none;
    auto text = filled(words.limits_title, span(language, daily.front().renews_in));
    for (auto const& one : daily)
        text += "\n" + filled(limit_of(words, one.kind), amount(language, one.kind, one.left),
                              amount(language, one.kind, one.limit));
    return text;
}

std::string span(Language language, Duration duration) {
    auto const& words = access(language);
    auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
    if (seconds < 60) return filled(words.seconds, seconds);
    auto const minutes = seconds / 60;
    if (minutes < 60) return filled(words.minutes, minutes);
    if (minutes % 60 == 0) return filled(words.hours, minutes / 60);
    return filled(words.hours_and_minutes, minutes / 60, minutes % 60);
}

}  // namespace aisha::texts
