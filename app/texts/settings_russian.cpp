// Russian: choices.
#include "texts/settings_languages.hpp"

namespace aisha::texts {

SettingsTexts russian_settings() {
    return {
        .command_settings = "Языки, часовой пояс, сколько хранить",
        .title = "<b>Настройки</b>",
        .interface_line = "Мои сообщения: {}",
        .speech_line = "Язык записей: {}",
        .vocabulary_line = "Имена и слова: {}",
        .zone_line = "Часовой пояс: {}, там сейчас {}",
        .keep_line = "Записи и тексты хранятся: {}",
        .interface_button = "Мои сообщения",
        .speech_button = "Язык записей",
        .vocabulary_button = "Имена и слова",
        .zone_button = "Часовой пояс",
        .keep_button = "Сколько хранить",
        .back_button = "‹ Настройки",
        .found_out = "определяю сама",
        .nothing = "не заданы",
        .forever = "пока вы их не удалите",
        .days_plural = {"{} день", "{} дня", "{} дней"},
        .keep_button_days = "{}",
        .interface_question = "На каком языке мне с вами говорить?",
        .speech_question = "На каком языке говорят в ваших записях? Если выбрать, я не буду угадывать.",
        .type_language_button = "Другой…",
        .type_language_question =
            "Пришлите язык: его английское название или код, например «Portuguese» или «pt».",
        .language_unknown = "Такого языка я не знаю. Поможет английское название или код из двух букв.",
        .vocabulary_question =
            "Имена и слова, которые встречаются в ваших записях: так я напишу их правильно. "
            "Достаточно списка, например «Аиша, Кубернетес, Новосибирск».",
        .vocabulary_now = "Сейчас: <i>{}</i>",
        .vocabulary_clear_button = "Забыть эти слова",
        .type_words_button = "Написать слова",
        .zone_question = "По каким часам вы живёте? По ним будут все даты.",
        .type_zone_button = "Другой…",
        .type_zone_question =
            "Пришлите город, например «Томск», или разницу с UTC, например «+5» или «-3:30».",
        .zone_unknown =
            "Такого места я не знаю. Поможет большой город рядом или разница с UTC, например «+5».",
        .zone_choice = "Какой из них?",
        .keep_question = "Сколько хранить ваши записи и тексты? Потом я сама их удалю.",
        .keep_limited = "Тот, кто держит этого бота, хранит всё не дольше {}.",
        .saved = "Готово.",
        .command_transcribe = "Текст записи: ответьте на неё этой командой",
        .transcribe_private = "Пришлите или перешлите мне запись, и я превращу её в текст. "
                              "Можно и ответить на неё командой /transcribe.",
        .transcribe_group = "Ответьте на запись командой /transcribe, и я превращу её в текст.",
        .group_automatic =
            "В этой группе я превращаю в текст <b>каждую</b> запись.\n\n"
            "Telegram показывает мне все записи, только если я администратор группы или если мой "
            "режим приватности выключен.",
        .group_on_demand = "В этой группе я превращаю запись в текст, <b>когда просят</b>: "
                           "если ответить на неё командой /transcribe.",
        .group_automatic_button = "Каждую запись",
        .group_on_demand_button = "Только когда просят",
        .group_admins_only = "Это могут менять только администраторы группы.",
    };
}

}  // namespace aisha::texts
