// Reading a text with a chat model, part by part: asking, remembering, asking again about smaller parts.
#pragma once

#include "core/hash.hpp"
#include "services/transcript/note_content.hpp"
#include "services/transcript/text_parts.hpp"
#include "services/transcript/text_processing_service.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace aisha {

class Reading {
public:
    using Answers = TextProcessingService::Answers;
    using Watch = TextProcessingService::Watch;

    Reading(ChatClient& chat, Answers answers, Watch watch)
        : chat_(chat), answers_(std::move(answers)), watch_(std::move(watch)) {}

    /// One question, answered as T. Nothing where the model declined, or the text was too long for it though
    /// it is in one piece.
    template <class T>
    awaitable<std::optional<T>> ask(std::string instructions, std::string text) {
        auto const value = co_await ask_raw(question<T>(std::move(instructions), std::move(text)), read<T>);
        if (!value || value->is_null()) co_return std::nullopt;
        co_return json::read<T>(*value);
    }

    /// The same question about every part, in order. Nothing where the model declined one of them.
    template <class T>
    awaitable<std::optional<std::vector<T>>> over(std::string instructions, std::vector<TextPart> parts) {
        auto const ask_about = [&](std::string data) { return question<T>(instructions, std::move(data)); };
        auto const values = co_await over_raw(ask_about, read<T>, std::move(parts));
        if (!values) co_return std::nullopt;
        std::vector<T> result;
        for (auto const& value : *values) result.push_back(json::read<T>(value));
        co_return result;
    }

    /// What the model said when it declined.
    std::string const& declined() const { return declined_; }
    /// Who answered last.
    std::string const& model() const { return model_; }

private:
    /// Reads and cleans an answer; throws json::Error where it does not fit.
    using Read = json::Value (*)(ChatAnswer const&);

    template <class T>
    static ChatQuestion question(std::string instructions, std::string text) {
        ChatQuestion result{std::move(instructions), std::move(text), {}};
        // A translation is plain text: nothing to be in a structure.
        if constexpr (!std::is_same_v<T, Translation>)
            result.shape = AnswerShape{"answer", note_content::schema_of<T>()};
        return result;
    }

    template <class T>
    static json::Value read(ChatAnswer const& answer) {
        T value;
        if constexpr (std::is_same_v<T, Translation>) value.text = answer.text;
        else value = json::read<T>(answer.value);
        note_content::clean(value);
        return json::write(value);
    }

    /// Null where the text is too long; nothing where the model declined.
    awaitable<std::optional<json::Value>> ask_raw(ChatQuestion question, Read read);
    awaitable<std::optional<std::vector<json::Value>>> over_raw(
        std::function<ChatQuestion(std::string)> const& question, Read read, std::vector<TextPart> parts);

    ChatClient& chat_;
    Answers answers_;
    Watch watch_;
    std::string declined_;
    std::string model_;
};

}  // namespace aisha
