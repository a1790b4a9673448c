// From a text to notes: summary, to-do list, protocol, translation, title. Always of the whole text: a long
// one is read in parts, and what is said of the parts is put together.
#pragma once

#include "database/models/note.hpp"
#include "services/openai/chat_client.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>

namespace aisha {

class TextProcessingService {
public:
    explicit TextProcessingService(ChatClient& chat) : chat_(chat) {}

    bool configured() const { return chat_.configured(); }

    struct Source {
        std::string text;
        std::string language;       ///< ISO 639-1; empty: not known
        std::chrono::sys_days day;  ///< on which it was said, where the person lives
    };
    /// What the model has answered before, by what it was asked: it is not asked the same again. Lets a run
    /// that was broken off go on where it was.
    using Answers = std::map<std::string, json::Value>;
    /// Who follows the work. Both may be empty.
    struct Watch {
        std::function<void(std::size_t done, std::size_t parts)> on_part;
        std::function<awaitable<void>(Answers const&)> keep;  ///< after each answer
    };

    struct Made {
        json::Value content;  ///< of the struct in models/note.hpp that goes with the kind
        std::string model;
    };
    struct Declined {
        std::string said;  ///< plain text, may be empty
    };
    using Result = std::variant<Made, Declined>;

    /// Makes a note of `source`. `language` is the ISO 639-1 code a translation is into. What the model says
    /// is read by its schema, cut to the lengths in limits/notes.hpp, and freed of control characters. Throws
    /// as ChatClient::ask does, and std::runtime_error where the model's answers fit no schema, or it takes
    /// not even limits::note_part_units_min.
    awaitable<Result> make(NoteKind kind, std::string language, Source source, Answers answers, Watch watch);

    /// A title of a few words; nothing where the model declines.
    awaitable<std::optional<std::string>> title(Source source);

private:
    ChatClient& chat_;
};

}  // namespace aisha
