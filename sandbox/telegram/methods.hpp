// The methods that are built, by the names of the Bot API. Each gives its result or throws ApiError.
#pragma once

#include "sandbox/telegram/method_call.hpp"

namespace aisha::sandbox::telegram {

// methods_sending.cpp
json::Value send_message(MethodCall& call);
json::Value send_message_draft(MethodCall& call);
json::Value send_chat_action(MethodCall& call);
json::Value answer_callback_query(MethodCall& call);

// methods_rich.cpp
json::Value send_rich_message(MethodCall& call);

// methods_media.cpp
json::Value send_photo(MethodCall& call);
json::Value send_audio(MethodCall& call);
json::Value send_voice(MethodCall& call);
json::Value send_video(MethodCall& call);
json::Value send_video_note(MethodCall& call);
json::Value send_document(MethodCall& call);
json::Value send_animation(MethodCall& call);
json::Value send_media_group(MethodCall& call);
json::Value get_file(MethodCall& call);

// methods_editing.cpp
json::Value edit_message_text(MethodCall& call);
json::Value edit_message_caption(MethodCall& call);
json::Value edit_message_media(MethodCall& call);
json::Value edit_message_reply_markup(MethodCall& call);
json::Value delete_message(MethodCall& call);
json::Value delete_messages(MethodCall& call);
json::Value set_message_reaction(MethodCall& call);

// methods_copying.cpp
json::Value copy_message(MethodCall& call);
json::Value copy_messages(MethodCall& call);
json::Value forward_message(MethodCall& call);
json::Value forward_messages(MethodCall& call);

// methods_bot.cpp
json::Value get_me(MethodCall& call);
json::Value close(MethodCall& call);
json::Value set_my_commands(MethodCall& call);
json::Value get_my_commands(MethodCall& call);
json::Value delete_my_commands(MethodCall& call);
json::Value set_my_name(MethodCall& call);
json::Value get_my_name(MethodCall& call);
json::Value set_my_description(MethodCall& call);
json::Value get_my_description(MethodCall& call);
json::Value set_my_short_description(MethodCall& call);
json::Value get_my_short_description(MethodCall& call);
json::Value get_chat(MethodCall& call);
json::Value get_chat_member(MethodCall& call);

// methods_webhook.cpp
json::Value set_webhook(MethodCall& call);
json::Value delete_webhook(MethodCall& call);
json::Value get_webhook_info(MethodCall& call);
/// The kinds that the bot asks for from now on, where the call names any.
void remember_allowed_updates(MethodCall& call);

}  // namespace aisha::sandbox::telegram
