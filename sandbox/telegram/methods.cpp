// The table of the methods that are built. What the contract has and this table has not is answered honestly.
#include "sandbox/telegram/methods.hpp"

#include <array>

namespace aisha::sandbox::telegram {

namespace {

struct Row {
    std::string_view name;
    Method method;
};

constexpr std::array rows{
    Row{"getMe", get_me},
    Row{"sendMessage", send_message},
    Row{"sendRichMessage", send_rich_message},
    Row{"sendMessageDraft", send_message_draft},
    Row{"sendChatAction", send_chat_action},
    Row{"answerCallbackQuery", answer_callback_query},
    Row{"sendPhoto", send_photo},
    Row{"sendAudio", send_audio},
    Row{"sendVoice", send_voice},
    Row{"sendVideo", send_video},
    Row{"sendVideoNote", send_video_note},
    Row{"sendDocument", send_document},
    Row{"sendAnimation", send_animation},
    Row{"sendMediaGroup", send_media_group},
    Row{"getFile", get_file},
    Row{"editMessageText", edit_message_text},
    Row{"editMessageCaption", edit_message_caption},
    Row{"editMessageMedia", edit_message_media},
    Row{"editMessageReplyMarkup", edit_message_reply_markup},
    Row{"deleteMessage", delete_message},
    Row{"deleteMessages", delete_messages},
    Row{"setMessageReaction", set_message_reaction},
    Row{"copyMessage", copy_message},
    Row{"copyMessages", copy_messages},
    Row{"forwardMessage", forward_message},
    Row{"forwardMessages", forward_messages},
    Row{"setWebhook", set_webhook},
    Row{"deleteWebhook", delete_webhook},
    Row{"getWebhookInfo", get_webhook_info},
    Row{"close", close},
    Row{"setMyCommands", set_my_commands},
    Row{"getMyCommands", get_my_commands},
    Row{"deleteMyCommands", delete_my_commands},
    Row{"setMyName", set_my_name},
    Row{"getMyName", get_my_name},
    Row{"setMyDescription", set_my_description},
    Row{"getMyDescription", get_my_description},
    Row{"setMyShortDescription", set_my_short_description},
    Row{"getMyShortDescription", get_my_short_description},
    Row{"getChat", get_chat},
    Row{"getChatMember", get_chat_member},
};

}  // namespace

Method find_built_method(std::string_view name) {
    auto const* const found = std::ranges::find(rows, name, &Row::name);
    return found == rows.end() ? nullptr : found->method;
}

std::vector<std::string_view> built_methods() {
    std::vector<std::string_view> names;
    for (auto const& row : rows) names.push_back(row.name);
    return names;
}

}  // namespace aisha::sandbox::telegram
