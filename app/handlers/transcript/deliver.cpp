// How a text reaches a chat.
#include "handlers/transcript/deliver.hpp"

#include "bot/html.hpp"
#include "core/limits/history.hpp"
#include "core/utf.hpp"
#include "handlers/files.hpp"
#include "keyboards/history.hpp"
#include "services/transcript/paragraphs.hpp"
#include "services/transcript/transcript_export.hpp"
#include "texts/history.hpp"

namespace aisha::handlers::transcript {

namespace {

std::string with_note(std::string const& note, std::string text) {
    return note.empty() ? text : note + "\n\n" + text;
}

std::optional<bot::ReplyParameters> reply_parameters(Delivery const& delivery) {
    if (!delivery.reply_to) return std::nullopt;
    return bot::ReplyParameters{*delivery.reply_to, true};
}

bot::SendMessage message_with(Delivery const& delivery, std::string html) {
    auto message = message_to(delivery.chat, std::move(html));
    message.reply_parameters = reply_parameters(delivery);
    return message;
}

/// https://core.telegram.org/bots/api#inputrichblockparagraph
bot::SendRichMessage rich_message(Delivery const& delivery, std::vector<std::string> const& paragraphs) {
    json::Array blocks;
    auto const add = [&](std::string const& text) {
        blocks.push_back(json::Object{{"type", "paragraph"}, {"text", text}});
    };
    if (!delivery.note.empty()) add(bot::html::plain(delivery.note));
    // More paragraphs than a message has blocks share blocks.
    auto const shared = paragraphs.size() / (limits::rich_blocks_max - 1) + 1;
    for (std::size_t at = 0; at < paragraphs.size(); at += shared) {
        auto const last = std::min(at + shared, paragraphs.size());
        add(joined_paragraphs({paragraphs.begin() + static_cast<std::ptrdiff_t>(at),
                               paragraphs.begin() + static_cast<std::ptrdiff_t>(last)}));
    }
    return {.chat_id = delivery.chat,
            .rich_message = {std::move(blocks)},
            .reply_parameters = reply_parameters(delivery),
            .reply_markup = delivery.keyboard};
}

}  // namespace

void deliver(Context& context, Transaction& tx, Transcript const& transcript,
             std::vector<TranscriptSegment> const& segments, Delivery const& given) {
    auto delivery = given;
    if (!delivery.keyboard)
        delivery.keyboard =
            keyboards::text_actions(delivery.language, {.transcript = transcript.id}, transcript.kind, false);
    auto const paragraphs = paragraphs_of(transcript.text.value_or(""), segments);
    auto const text = joined_paragraphs(paragraphs);
    constexpr std::size_t note_units = 200;
    auto const units = utf::utf16_length(utf::repaired(text)) + (delivery.note.empty() ? 0 : note_units);
    if (units <= limits::message_units_max) {
        auto message = message_with(delivery, with_note(delivery.note, bot::html::escape(text)));
        message.reply_markup = delivery.keyboard;
        context.outbox.send(tx, message, transcript.user_id);
        return;
    }
    if (units <= limits::rich_units_max) {
        context.outbox.send(tx, rich_message(delivery, paragraphs), transcript.user_id);
        return;
    }
    auto const& words = texts::history(delivery.language);
    auto const beginning = bot::html::escape(bot::html::shortened(text, limits::beginning_units));
    context.outbox.send(
        tx, message_with(delivery, with_note(delivery.note, beginning + "\n\n" + words.beginning)),
        transcript.user_id);
    bot::OutgoingFile file;
    file.chat_id = delivery.chat;
    file.name = file_name_for(TranscriptService::name_of(transcript), "txt");
    file.mime_type = mime_type_of(ExportFormat::txt);
    file.source = export_of({transcript.user_id, {}, delivery.language}, transcript.id, ExportFormat::txt);
    file.reply_markup = delivery.keyboard;
    file.otherwise = words.file_refused;
    context.outbox.send(tx, file, transcript.user_id);
}

}  // namespace aisha::handlers::transcript
