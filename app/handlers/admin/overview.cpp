// Who may see the screens of whoever runs the bot, and the first of them.
#include "bot/html.hpp"
#include "database/repositories/admin_repository.hpp"
#include "database/repositories/warning_repository.hpp"
#include "handlers/admin/screens.hpp"
#include "handlers/menu.hpp"
#include "texts/access.hpp"
#include "texts/admin.hpp"
#include "texts/filled.hpp"
#include "texts/warnings.hpp"

namespace aisha::handlers::admin {

std::optional<Person> only(Context& context, Transaction& tx, bot::Incoming const& incoming) {
    auto const* sender = incoming.sender();
    auto const* message = incoming.message();
    bool const is_admin = sender && context.access.is_admin(sender->id);
    // What admins see is not for the eyes of a group.
    if (is_admin && message && message->chat.is_private()) return meet(context, tx, incoming);
    if (incoming.update.callback_query) menu::old_button(context, tx, incoming);
    else menu::hint(context, tx, incoming);
    return std::nullopt;
}

std::string argument_of(bot::Incoming const& incoming) {
    constexpr std::string_view blank = " \t\r\n";
    auto const& message = incoming.update.message;
    std::string_view text = message && message->text ? std::string_view(*message->text) : std::string_view();
    text.remove_prefix(std::min(text.find_first_of(blank), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
    return std::string(text.substr(0, text.find_last_not_of(blank) + 1));
}

void overview(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin) {
    auto const& words = texts::admin(admin.language);
    auto const midnight = std::chrono::floor<std::chrono::days>(context.clock.now());
    auto const figures = admin_repository::figures(tx, midnight);
    auto text = texts::filled(words.figures, figures.people, figures.recordings,
                              texts::span(admin.language, Duration(figures.audio_us)), figures.failed,
                              figures.unfinished, figures.quarantined, figures.unknown);
    auto const warnings = warning_repository::all(tx);
    if (!warnings.empty()) text += "\n\n" + words.warnings;
    for (auto const& warning : warnings)
        text += "\n" + texts::warning(admin.language, warning.kind, warning.detail);
    show(context, tx, incoming, std::move(text), keyboards::admin_overview(admin.language));
}

void open(Context& context, Transaction& tx, bot::Incoming const& incoming, Person const& admin,
          keyboards::OpenAdmin const& button) {
    using enum keyboards::AdminScreen;
    switch (button.screen) {
        case overview: return admin::overview(context, tx, incoming, admin);
        case people: return show_people(context, tx, incoming, admin, button.page);
        case invites: return show_invites(context, tx, incoming, admin);
        case waiting:
        case troubled: return show_jobs(context, tx, incoming, admin, button);
    }
}

}  // namespace aisha::handlers::admin
