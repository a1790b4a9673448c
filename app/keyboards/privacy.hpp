// The keyboards about people's data, and what their buttons carry.
#pragma once

#include "bot/types.hpp"
#include "database/models/user.hpp"

#include <boost/describe.hpp>

#include <string_view>

namespace aisha::keyboards {

enum class PrivacyAction { copy, erase, sure, really, keep };
BOOST_DESCRIBE_ENUM(PrivacyAction, copy, erase, sure, really, keep)

struct PrivacyButton {
    static constexpr std::string_view prefix = "data";
    PrivacyAction action = PrivacyAction::keep;
};
BOOST_DESCRIBE_STRUCT(PrivacyButton, (), (action))

bot::InlineKeyboardMarkup privacy(Language language);
/// The first and the second question before everything is deleted.
bot::InlineKeyboardMarkup erase_question(Language language);
bot::InlineKeyboardMarkup erase_sure(Language language);

}  // namespace aisha::keyboards
