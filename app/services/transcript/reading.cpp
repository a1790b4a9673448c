// Reading a text part by part.
#include "services/transcript/reading.hpp"

#include "core/limits/notes.hpp"
#include "core/utf.hpp"
#include "services/transcript/prompts.hpp"

namespace aisha {

namespace {

/// A model that gave something else than it was asked for, is asked once more.
constexpr int tries_max = 2;

std::string key_of(ChatQuestion const& question) {
    return sha256_hex(question.instructions + '\0' + question.text);
}

}  // namespace

awaitable<std::optional<json::Value>> Reading::ask_raw(ChatQuestion question, Read read) {
    auto const key = key_of(question);
    if (auto const known = answers_.find(key); known != answers_.end()) {
        if (auto const* model = known->second.as_object().if_contains("model"))
            model_ = json::read<std::string>(*model);
        co_return known->second.at("value");
    }
    std::optional<json::Value> value;
    for (int tries = 1; !value; ++tries) {
        try {
            auto const answer = co_await chat_.ask(question);
            model_ = note_content::cleaned_line(answer.model, limits::note_line_units);
            switch (answer.end) {
                case ChatAnswer::End::complete: value = read(answer); break;
                case ChatAnswer::End::too_long: co_return json::Value(nullptr);
                case ChatAnswer::End::declined:
                    declined_ = note_content::cleaned_line(answer.text, limits::note_declined_units);
                    co_return std::nullopt;
            }
        } catch (json::Error const& error) {
            if (tries == tries_max)
                throw std::runtime_error(std::string("the chat model does not answer as asked: ") +
                                         error.what());
        }
    }
    answers_[key] = json::Object{{"model", json::write(model_)}, {"value", *value}};
    if (watch_.keep) co_await watch_.keep(answers_);
    co_return value;
}

awaitable<std::optional<std::vector<json::Value>>> Reading::over_raw(
    std::function<ChatQuestion(std::string)> const& question, Read read, std::vector<TextPart> parts) {
    std::deque<TextPart> left(std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
    std::vector<json::Value> values;
    while (!left.empty()) {
        auto const part = std::move(left.front());
        left.pop_front();
        auto value = co_await ask_raw(question(prompts::data(part.before, part.text)), read);
        if (!value) co_return std::nullopt;
        if (!value->is_null()) {
            values.push_back(*std::move(value));
            if (watch_.on_part) watch_.on_part(values.size(), values.size() + left.size());
            continue;
        }
        auto const units = utf::utf16_length(part.text);
        if (units < 2 * limits::note_part_units_min)
            throw std::runtime_error(fmt::format("the chat model takes not even {} characters", units));
        auto halves = text_parts(part.text, (units + 1) / 2);
        halves.front().before = part.before;
        left.insert(left.begin(), std::make_move_iterator(halves.begin()),
                    std::make_move_iterator(halves.end()));
    }
    co_return values;
}

}  // namespace aisha
