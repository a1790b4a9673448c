// Invitations, as whoever runs the bot makes and withdraws them.
#include "core/errors.hpp"
#include "core/limits/access.hpp"
#include "handlers/admin/screens.hpp"
#include "texts/admin.hpp"
#include "texts/filled.hpp"

#include <sstream>

namespace aisha::handlers::admin {

namespace {

/// https://core.telegram.org/bots/features#deep-linking
std::string link_of(Context const& context, std::string const& code) {
    auto const name = context.bot.username();
    if (name.empty()) throw Unavailable("Telegram has not said yet what the bot is called");
    return "https://t.me/" + name + "?start=" + code;
}

void send_link(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
               AccessService::InviteTerms const& terms) {
    auto const& words = texts::admin(admin.language);
    if (context.access.mode() != AccessMode::invite) {
        context.outbox.send(tx, message_to(incoming.chat(), words.invites_off));
        return;
    }
    auto const made = context.access.invite(tx, admin.id, terms);
    incoming.log.info("invite_made", "by", admin.id, "people", made.uses_max);
    context.outbox.send(
        tx, message_to(incoming.chat(), texts::filled(words.invite_made, made.uses_max,
                                                      texts::moment(admin.language, made.expires_at),
                                                      link_of(context, made.code))));
}

}  // namespace

void show_invites(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin) {
    auto const& words = texts::admin(admin.language);
    auto const invites = context.access.invites(tx);
    auto text = words.invites_title;
    if (context.access.mode() != AccessMode::invite) text += "\n\n" + words.invites_off;
    if (invites.empty()) text += "\n\n" + words.invites_empty;
    for (auto const& invite : invites)
        text += "\n\n" + texts::filled(words.invite_line, link_of(context, invite.code), invite.uses,
                                       invite.uses_max, texts::moment(admin.language, invite.expires_at));
    show(context, tx, incoming, text + "\n\n" + words.invite_hint,
         keyboards::admin_invites(admin.language, invites));
}

void invite(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin) {
    std::istringstream words(argument_of(incoming));
    AccessService::InviteTerms terms;
    if (words >> terms.uses >> terms.days) send_link(context, tx, incoming, admin, terms);
    else show_invites(context, tx, incoming, admin);
}

void make_invite(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
                 keyboards::MakeInvite const& button) {
    send_link(context, tx, incoming, admin, {button.people, button.days});
    show_invites(context, tx, incoming, admin);
}

void withdraw_invite(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
                     keyboards::WithdrawInvite const& button) {
    if (!context.access.withdraw(tx, button.invite)) incoming.answer(texts::admin(admin.language).gone);
    show_invites(context, tx, incoming, admin);
}

}  // namespace aisha::handlers::admin
