// Russian: the history, cards, files.
#include "texts/history_languages.hpp"

namespace aisha::texts {

HistoryTexts russian_history() {
    return {
        .command_search = "Найти текст по словам",
        .list_title = "<b>Ваши тексты</b>: {}.\nНажмите на любой, чтобы прочитать.",
        .list_page = "Страница {} из {}",
        .texts_plural = {"{} текст", "{} текста", "{} текстов"},
        .private_only = "Это только для вас: спросите меня, пожалуйста, в нашем личном чате.",
        .search_button = "Поиск",
        .search_question = "Что найти? Пришлите слово или несколько: окончания не важны.",
        .found_title = "<b>Нашлось по запросу «{}»</b>: {}.",
        .found_most = "новейшие {} из многих",
        .found_none = "По запросу «{}» ничего не нашлось. Попробуйте меньше слов или другие слова.",
        .search_gone = "Я уже не помню, что искала. Поищите ещё раз, пожалуйста.",
        .cut = "<i>…и это ещё не всё.</i>",
        .whole_button = "Весь текст",
        .listen_button = "Послушать",
        .save_button = "Файлом",
        .again_button = "Другой язык",
        .rename_button = "Назвать",
        .delete_button = "Удалить",
        .list_button = "‹ Все тексты",
        .back_button = "‹ Назад",
        .delete_question = "Удалить текст и запись навсегда?",
        .delete_yes = "Да, удалить",
        .delete_no = "Нет, оставить",
        .deleted = "Удалено.",
        .rename_question = "Сейчас это называется «{}». Пришлите новое название.",
        .cancel_button = "Отмена",
        .cancelled = "Хорошо, всё осталось как было.",
        .save_question = "Какой нужен файл?",
        .save_txt = "Текст",
        .save_docx = "Word",
        .save_srt = "Субтитры SRT",
        .save_vtt = "WebVTT",
        .save_json = "JSON",
        .sending = "Уже отправляю.",
        .original_gone = "Сама запись больше не хранится, простите. Текст на месте.",
        .file_refused = "Telegram не принял этот файл, простите. Попробуйте другой вид.",
        .beginning = "<i>Это начало. Весь текст – в файле ниже.</i>",
        .again_question = "На каком языке здесь говорят?",
        .again_automatic = "Определить",
        .again_begun = "Слушаю запись ещё раз…",
        .again_under_way = "Эта запись уже в работе.",
        .heard_before = "<i>Эту запись вы уже присылали {}, так что вот её текст.</i>",
        .anew_button = "Послушать заново",
    };
}

}  // namespace aisha::texts
