// Warnings to whoever runs the bot.
#include "texts/warnings.hpp"

#include "bot/html.hpp"
#include "texts/filled.hpp"

namespace aisha::texts {

namespace {

WarningTexts english() {
    return {
        .speech_key = "⚠️ The speech service refuses our key. Recordings fail until it is mended: check "
                      "SPEECH_API_KEY (or OPENAI_API_KEY) and start the bot again.",
        .speech_balance = "⚠️ The account at the speech service is empty. Recordings fail until it is topped "
                          "up.",
        .chat_key = "⚠️ The chat service refuses our key. Notes fail until it is mended: check "
                    "OPENAI_API_KEY and start the bot again.",
        .chat_balance = "⚠️ The account at the chat service is empty. Notes fail until it is topped up.",
        .disk = "⚠️ Only {} MiB are left where my data is. When it is full I stop taking messages: please "
                "make room.",
        .webhook = "⚠️ Telegram cannot deliver messages to me: “{}”. Please check PUBLIC_URL and the proxy "
                   "before me.",
        .quarantine = "⚠️ In quarantine, because I broke down again and again while working on them: {} "
                      "(jobs). Look at them with /admin.",
        .speech_key_over = "✅ The speech service takes our key again.",
        .speech_balance_over = "✅ The speech service works for us again.",
        .chat_key_over = "✅ The chat service takes our key again.",
        .chat_balance_over = "✅ The chat service works for us again.",
        .disk_over = "✅ There is room on the disk again.",
        .webhook_over = "✅ Telegram delivers messages to me again.",
        .quarantine_over = "✅ No job is in quarantine any more.",
    };
}

WarningTexts russian() {
    return {
        .speech_key = "⚠️ Служба распознавания не принимает наш ключ. Пока это не исправлено, записи не "
                      "превращаются в текст: проверьте SPEECH_API_KEY (или OPENAI_API_KEY) и запустите бота "
                      "заново.",
        .speech_balance = "⚠️ На счёте у службы распознавания пусто. Пока его не пополнят, записи не "
                          "превращаются в текст.",
        .chat_key = "⚠️ Служба, которая пишет заметки, не принимает наш ключ. Пока это не исправлено, "
                    "заметок не будет: проверьте OPENAI_API_KEY и запустите бота заново.",
        .chat_balance = "⚠️ На счёте у службы, которая пишет заметки, пусто. Пока его не пополнят, заметок "
                        "не будет.",
        .disk = "⚠️ Там, где мои данные, осталось всего {} МиБ. Когда место кончится, я перестану принимать "
                "сообщения: освободите его, пожалуйста.",
        .webhook = "⚠️ Telegram не может доставлять мне сообщения: «{}». Проверьте PUBLIC_URL и прокси "
                   "передо мной, пожалуйста.",
        .quarantine = "⚠️ В карантине задач: {}. Я раз за разом падала, работая над ними. Посмотреть: "
                      "/admin.",
        .speech_key_over = "✅ Служба распознавания снова принимает наш ключ.",
        .speech_balance_over = "✅ Служба распознавания снова работает для нас.",
        .chat_key_over = "✅ Служба, которая пишет заметки, снова принимает наш ключ.",
        .chat_balance_over = "✅ Служба, которая пишет заметки, снова работает для нас.",
        .disk_over = "✅ На диске снова есть место.",
        .webhook_over = "✅ Telegram снова доставляет мне сообщения.",
        .quarantine_over = "✅ В карантине больше нет задач.",
    };
}

}  // namespace

WarningTexts const& warnings(Language language) {
    static WarningTexts const english_texts = english();
    static WarningTexts const russian_texts = russian();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::string warning(Language language, WarningKind kind, std::string const& detail) {
    auto const& words = warnings(language);
    auto const with_detail = [&](std::string const& text) { return filled(text, bot::html::escape(detail)); };
    switch (kind) {
        case WarningKind::speech_key: return words.speech_key;
        case WarningKind::speech_balance: return words.speech_balance;
        case WarningKind::chat_key: return words.chat_key;
        case WarningKind::chat_balance: return words.chat_balance;
        case WarningKind::disk: return with_detail(words.disk);
        case WarningKind::webhook: return with_detail(words.webhook);
        case WarningKind::quarantine: return with_detail(words.quarantine);
    }
    throw std::logic_error("no words for this warning");
}

std::string warning_over(Language language, WarningKind kind) {
    auto const& words = warnings(language);
    switch (kind) {
        case WarningKind::speech_key: return words.speech_key_over;
        case WarningKind::speech_balance: return words.speech_balance_over;
        case WarningKind::chat_key: return words.chat_key_over;
        case WarningKind::chat_balance: return words.chat_balance_over;
        case WarningKind::disk: return words.disk_over;
        case WarningKind::webhook: return words.webhook_over;
        case WarningKind::quarantine: return words.quarantine_over;
    }
    throw std::logic_error("no words for this warning");
}

}  // namespace aisha::texts
