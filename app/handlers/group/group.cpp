// Groups.
#include "handlers/group/group.hpp"

#include "database/repositories/settings_repository.hpp"
#include "handlers/transcript/recording.hpp"
#include "texts/settings.hpp"
#include "texts/texts.hpp"

namespace aisha::handlers::group {

namespace {

struct Shown {
    std::string html;
    bot::InlineKeyboardMarkup keyboard;
};

Shown screen_of(Language language, bool automatic) {
    auto const& words = texts::settings(language);
    return {automatic ? words.group_automatic : words.group_on_demand,
            keyboards::group_settings(language, automatic)};
}

std::optional<bot::Message> replied_to(bot::Message const& message) {
    if (!message.reply_to_message) return std::nullopt;
    return json::read<bot::Message>(*message.reply_to_message);
}

}  // namespace

void transcribe(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message) return;
    auto const target = replied_to(*message);
    if (target && transcript::take_in(context, tx, incoming, *person, *target)) return;
    auto const& words = texts::settings(person->language);
    context.outbox.send(
        tx,
        reply_to(message->chat.id, message->message_id,
                 message->chat.is_private() ? words.transcribe_private : words.transcribe_group),
        person->id);
}

bool is_automatic(Transaction& tx, bot::Chat const& chat) {
    return chat.is_private() || settings_repository::is_automatic(tx, chat.id);
}

void show_settings(Context& context, Transaction& tx, Person const& person, bot::Message const& message) {
    auto shown = screen_of(person.language, is_automatic(tx, message.chat));
    auto reply = reply_to(message.chat.id, message.message_id, std::move(shown.html));
    reply.reply_markup = std::move(shown.keyboard);
    context.outbox.send(tx, reply, person.id);
}

void set_automatic(Context& context, Transaction& tx, bot::Incoming const& incoming,
                   keyboards::SetAutomatic const& button) {
    auto const person = meet(context, tx, incoming);
    auto const* message = incoming.message();
    if (!person || !message || message->chat.is_private()) return;
    context.jobs.enqueue(tx,
                         ChangeGroup{.group = message->chat.id,
                                     .message = message->message_id,
                                     .user = person->id,
                                     .callback = incoming.update.callback_query->id,
                                     .automatic = button.automatic != 0},
                         {.owner = person->id});
    incoming.answer_later();
}

bool has_moved(bot::Incoming const& incoming) {
    return incoming.update.message && incoming.update.message->migrate_to_chat_id;
}

void move(Context& /*context*/, Transaction& tx, bot::Incoming const& incoming) {
    auto const& message = *incoming.update.message;
    settings_repository::move_group(tx, message.chat.id, *message.migrate_to_chat_id);
}

JobPolicy change_policy() {
    // Nobody waits longer for a button.
    return {.at_once = 4, .give_up_after = std::chrono::minutes(2)};
}

awaitable<Outcome> run_change(Context& context, ChangeGroup job, JobRun /*run*/) {
    bot::GetChatMember question;
    question.chat_id = job.group;
    question.user_id = job.user;
    auto const member = co_await context.bot.call(question);
    bool const admin = member.status == "creator" || member.status == "administrator";
    co_return Done{[&context, job, admin](Transaction& tx) {
        auto const language = language_for(context, tx, job.user);
        auto const& words = texts::settings(language);
        tx.after_commit([&context, job, notice = admin ? words.saved : words.group_admins_only] {
            context.bot.fire(bot::AnswerCallbackQuery{job.callback, notice, {}});
        });
        if (!admin) return;
        settings_repository::set_automatic(tx, job.group, job.automatic, context.clock.now());
        auto shown = screen_of(language, job.automatic);
        context.outbox.edit(tx, bot::EditMessageText{.chat_id = job.group,
                                                     .message_id = job.message,
                                                     .text = std::move(shown.html),
                                                     .parse_mode = "HTML",
                                                     .reply_markup = std::move(shown.keyboard)});
    }};
}

void change_failed(Context& context, Transaction& tx, ChangeGroup const& job, JobFailure const& /*failure*/) {
    auto const language = language_for(context, tx, job.user);
    tx.after_commit([&context, job, language] {
        context.bot.fire(
            bot::AnswerCallbackQuery{job.callback, texts::settings(language).group_admins_only, {}});
    });
}

}  // namespace aisha::handlers::group
