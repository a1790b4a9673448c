// The buttons of whoever runs the bot.
#include "keyboards/admin.hpp"

#include "bot/callback_data.hpp"
#include "texts/admin.hpp"
#include "texts/filled.hpp"

#include <array>

namespace aisha::keyboards {

namespace {

bot::InlineKeyboardButton button(std::string label, std::string data) {
    return {std::move(label), std::move(data), {}};
}

template <class Button>
bot::InlineKeyboardButton button(std::string label, Button const& data) {
    return button(std::move(label), bot::pack(data));
}

std::string label_of(Language language, PersonAction action) {
    auto const& words = texts::admin(language);
    switch (action) {
        case PersonAction::show: return words.button_refresh;
        case PersonAction::ban: return words.button_ban;
        case PersonAction::unban: return words.button_unban;
        case PersonAction::admit: return words.button_admit;
    }
    throw std::logic_error("no label for this action");
}

/// What most people want: one friend, a team, a company.
constexpr std::array<MakeInvite, 3> usual_invites{{{1, 7}, {10, 7}, {100, 30}}};

}  // namespace

bot::InlineKeyboardMarkup admin_overview(Language language) {
    auto const& words = texts::admin(language);
    return {{{button(words.button_people, OpenAdmin{AdminScreen::people, 0}),
              button(words.button_invites, OpenAdmin{AdminScreen::invites, 0})},
             {button(words.button_waiting, OpenAdmin{AdminScreen::waiting, 0}),
              button(words.button_troubled, OpenAdmin{AdminScreen::troubled, 0})},
             {button(words.button_refresh, OpenAdmin{AdminScreen::overview, 0})}}};
}

bot::InlineKeyboardMarkup admin_list(Language language, std::vector<Entry> const& entries, Page const& page) {
    auto const& words = texts::admin(language);
    bot::InlineKeyboardMarkup keyboard;
    for (auto const& entry : entries) keyboard.inline_keyboard.push_back({button(entry.label, entry.data)});
    std::vector<bot::InlineKeyboardButton> turning;
    if (page.number > 0)
        turning.push_back(button(words.button_newer, OpenAdmin{page.screen, page.number - 1}));
    if (page.has_more) turning.push_back(button(words.button_older, OpenAdmin{page.screen, page.number + 1}));
    if (!turning.empty()) keyboard.inline_keyboard.push_back(std::move(turning));
    keyboard.inline_keyboard.push_back({button(words.button_refresh, OpenAdmin{page.screen, page.number}),
                                        button(words.button_back, OpenAdmin{AdminScreen::overview, 0})});
    return keyboard;
}

bot::InlineKeyboardMarkup admin_person(Language language, UserId person,
                                       std::vector<PersonAction> const& actions) {
    bot::InlineKeyboardMarkup keyboard;
    for (auto const action : actions)
        keyboard.inline_keyboard.push_back({button(label_of(language, action), AdminPerson{action, person})});
    keyboard.inline_keyboard.push_back(
        {button(texts::admin(language).button_back, OpenAdmin{AdminScreen::people, 0})});
    return keyboard;
}

bot::InlineKeyboardMarkup admin_invites(Language language, std::vector<Invite> const& invites) {
    constexpr std::size_t tail_characters = 4;
    auto const& words = texts::admin(language);
    bot::InlineKeyboardMarkup keyboard;
    for (auto const& usual : usual_invites)
        keyboard.inline_keyboard.push_back(
            {button(texts::filled(words.invite_button, usual.people, usual.days), usual)});
    for (auto const& invite : invites)
        keyboard.inline_keyboard.push_back({button(
            texts::filled(words.button_withdraw, invite.code.substr(invite.code.size() - tail_characters)),
            WithdrawInvite{invite.id})});
    keyboard.inline_keyboard.push_back({button(words.button_refresh, OpenAdmin{AdminScreen::invites, 0}),
                                        button(words.button_back, OpenAdmin{AdminScreen::overview, 0})});
    return keyboard;
}

bot::InlineKeyboardMarkup admin_job(Language language, JobId job, JobState state) {
    auto const& words = texts::admin(language);
    bot::InlineKeyboardMarkup keyboard;
    auto const add = [&](std::string const& label, JobAction action) {
        keyboard.inline_keyboard.push_back({button(label, AdminJob{action, job})});
    };
    bool const ended_badly = state == JobState::failed || state == JobState::quarantined;
    bool const is_unfinished = state == JobState::available || state == JobState::running;
    if (is_unfinished) add(words.button_call_off, JobAction::call_off);
    if (ended_badly) add(words.button_run, JobAction::run);
    if (ended_badly) add(words.button_dismiss, JobAction::dismiss);
    add(words.button_refresh, JobAction::show);
    auto const list = is_unfinished ? AdminScreen::waiting : AdminScreen::troubled;
    keyboard.inline_keyboard.push_back({button(words.button_back, OpenAdmin{list, 0})});
    return keyboard;
}

}  // namespace aisha::keyboards
