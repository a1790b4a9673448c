// What whoever runs the bot reads, in Russian.
#include "texts/admin.hpp"

namespace aisha::texts {

AdminTexts admin_russian() {
    return {
        .help_admin = "/admin – цифры за сегодня, люди, приглашения, задачи",
        .figures = "<b>Сегодня</b> (с полуночи по UTC)\n"
                   "Людей: {}\nЗаписей: {}, из них превращено в текст {}\nНе удалось: {}\n\n"
                   "<b>Сейчас</b>\nЗадач ждёт или выполняется: {}\nЗадач в карантине: {}\n"
                   "Сообщений за сегодня, которые могли прийти дважды или не прийти: {}",
        .warnings = "<b>Нужно ваше внимание</b>",
        .people_title = "<b>Люди</b>, сначала те, кто писал недавно",
        .people_empty = "Здесь никого нет.",
        .people_found = "<b>Найдено по запросу</b> {}",
        .people_hint = "Поиск: /people и имя, @имя_пользователя или номер.",
        .person = "<b>{}</b> {}\nНомер: <code>{}</code>\nВпервые: {}\nБыл здесь: {}\n{}",
        .used_today = "Сегодня: {} записей, всего {}",
        .stands_open = "Может пользоваться ботом.",
        .stands_stranger = "Посторонний: бот для него закрыт.",
        .stands_admin = "Держит этого бота.",
        .stands_banned = "Заблокирован.",
        .invites_title = "<b>Приглашения</b>, по которым ещё можно войти",
        .invites_empty = "Таких нет.",
        .invites_off = "Приглашения действуют только при <code>ACCESS=invite</code>.",
        .invite_made = "По этой ссылке может войти человек: {}, до {}.\n\n{}",
        .invite_line = "{}\nиспользовано {} из {}, до {}",
        .invite_hint = "Создайте приглашение кнопкой или с другими числами: /invite ЛЮДЕЙ ДНЕЙ",
        .invite_button = "Новое: {} чел. на {} дн.",
        .waiting_title = "<b>Задачи, которые ждут или выполняются</b>, сначала старые",
        .waiting_empty = "Ничего не ждёт.",
        .troubled_title = "<b>Задачи, которые не удались или в карантине</b>, сначала новые",
        .troubled_empty = "Таких нет.",
        .job = "<b>Задача {}</b>\nВид: {}\nСостояние: {}\nЗапусков: {}\nС: {}",
        .job_error = "Последняя ошибка: {}",
        .job_runs_again = "Запускаю снова.",
        .job_called_off = "Остановлено. Тот, кто ждал, об этом знает.",
        .job_dismissed = "Убрано.",
        .job_gone = "Здесь больше нечего делать.",
        .gone = "Этого здесь больше нет.",
        .button_refresh = "Обновить",
        .button_people = "Люди",
        .button_invites = "Приглашения",
        .button_waiting = "Задачи в работе",
        .button_troubled = "Неудачные задачи",
        .button_back = "Назад",
        .button_older = "Дальше",
        .button_newer = "Раньше",
        .button_ban = "Заблокировать",
        .button_unban = "Разблокировать",
        .button_admit = "Впустить",
        .button_withdraw = "Отозвать …{}",
        .button_run = "Запустить сейчас",
        .button_call_off = "Остановить",
        .button_dismiss = "Убрать",
    };
}

}  // namespace aisha::texts
