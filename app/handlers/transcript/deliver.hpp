// How a text reaches a chat: as one message, as one rich message, or as its beginning and a file.
#pragma once

#include "handlers/context.hpp"

namespace aisha::handlers::transcript {

struct Delivery {
    ChatId chat;
    std::optional<MessageId> reply_to{};
    Language language = Language::en;                     ///< of the person
    std::string note{};                                   ///< HTML, before the text; empty: none
    std::optional<bot::InlineKeyboardMarkup> keyboard{};  ///< nothing: what can be done with any text
};

/// Sends a text in paragraphs, in the form that its length asks for: up to limits::message_units_max one
/// message, up to limits::rich_units_max one rich message, and beyond that the beginning and a .txt file.
void deliver(Context& context, Transaction& tx, Transcript const& transcript,
             std::vector<TranscriptSegment> const& segments, Delivery const& delivery);

}  // namespace aisha::handlers::transcript
