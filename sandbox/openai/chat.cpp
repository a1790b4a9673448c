// Completions. https://platform.openai.com/docs/api-reference/chat/object
#include "sandbox/openai/chat.hpp"

#include "core/utf.hpp"
#include "sandbox/openai/chat_request.hpp"
#include "sandbox/openai/extract.hpp"
#include "sandbox/openai/schema_filler.hpp"
#include "sandbox/openai/spoken_dates.hpp"

#include <charconv>
#include <deque>
#include <memory>

namespace aisha::sandbox {

namespace {

using namespace std::chrono_literals;

constexpr auto fingerprint = "fp_sandbox_extractive";
/// Between the pieces of a stream, so that it is seen to be one.
constexpr auto stream_pause = 10ms;
/// Entries of a list, where nobody says how many.
constexpr std::size_t count_unless_said = 7;
constexpr std::size_t count_max = 100;

struct Answer {
    std::string content;
    bool declined = false;
    std::string finish_reason = "stop";
};

/// What the talk is about: the last message of a user. Of a JSON object in it the longest text counts, or its
/// list of texts.
std::string subject_of(ChatRequest const& request) {
    std::string subject;
    for (auto const& message : request.messages)
        if (message.role == "user") subject = message.text;
    if (!subject.starts_with('{')) return subject;
    std::string longest;
    try {
        auto const value = json::parse(subject);
        for (auto const& [key, field] : value.as_object()) {
            std::string text;
            if (field.is_string()) text = json::read<std::string>(field);
            if (auto const* list = field.if_array())
                for (auto const& entry : *list)
                    if (entry.is_string()) text += json::read<std::string>(entry) + "\n";
            if (text.size() > longest.size()) longest = std::move(text);
        }
    } catch (json::Error const&) {
        return subject;  // it only began like one
    }
    return longest.empty() ? subject : longest;
}

std::string instructions_of(ChatRequest const& request) {
    std::string instructions;
    for (auto const& message : request.messages)
        if (message.role == "system" || message.role == "developer") instructions += message.text + "\n";
    return instructions;
}

/// "at most 5 …" in the instructions.
std::size_t count_of(std::string const& instructions) {
    static constexpr std::string_view words = "at most ";
    std::size_t count = count_unless_said;
    if (auto const at = instructions.find(words); at != std::string::npos) {
        auto const* const begin = instructions.data() + at + words.size();
        std::from_chars(begin, instructions.data() + instructions.size(), count);
    }
    return std::clamp<std::size_t>(count, 1, count_max);
}

/// The first date in the instructions, else today.
std::chrono::sys_days said_on(std::string const& instructions, Time now) {
    constexpr std::size_t date_size = 10;
    for (std::size_t at = 0; at + date_size <= instructions.size(); ++at)
        if (auto const day = read_iso_date(std::string_view(instructions).substr(at, date_size))) return *day;
    return std::chrono::floor<std::chrono::days>(now);
}

bool wants_translation(std::string const& instructions, std::string const& subject) {
    static constexpr auto words =
        std::to_array<std::string_view>({"translate ", "переведи ", "переведите ", "you translate"});
    auto const asked = utf::lower_case(instructions.empty() ? subject : instructions);
    return std::ranges::any_of(words, [&](auto const word) { return asked.contains(word); });
}

std::string label(std::string_view text) {
    return is_cyrillic(text)
               ? "(Песочница: извлечено из текста по правилам, языковой модели здесь нет.)"
               : "(Sandbox: extracted from the text by rules; there is no language model here.)";
}

std::string free_text(Extract const& extract, std::size_t count) {
    std::string text;
    for (auto const& sentence : extract.sentences(count)) text += "- " + sentence + "\n";
    return text + (text.empty() ? "" : "\n") + label(extract.text());
}

/// An object where no schema says which.
json::Object free_object(Extract const& extract, std::size_t count) {
    json::Array tasks;
    for (auto const& task : extract.tasks()) {
        json::Object entry{{"task", json::write(task.task)}, {"owner", json::write(task.owner)}};
        entry["due"] = json::write(task.due);
        tasks.push_back(std::move(entry));
    }
    return {{"title", json::write(extract.title())},
            {"summary", json::write(extract.sentences(count))},
            {"tasks", std::move(tasks)},
            {"note", json::write(label(extract.text()))}};
}

Answer answer_to(ChatRequest const& request, Time now) {
    auto const subject = subject_of(request);
    auto const instructions = instructions_of(request);
    if (wants_translation(instructions, subject))
        return {is_cyrillic(subject) ? "Песочница не умеет переводить: языковой модели здесь нет."
                                     : "The sandbox cannot translate: there is no language model here.",
                true};
    Extract const extract(subject, said_on(instructions, now));
    auto const count = count_of(instructions);
    Answer answer;
    switch (request.format) {
        case ChatRequest::Format::text: answer.content = free_text(extract, count); break;
        case ChatRequest::Format::json_object:
            answer.content = json::dump(free_object(extract, count));
            break;
        case ChatRequest::Format::json_schema:
            answer.content = json::dump(filled(request.schema, extract, count));
            break;
    }
    if (request.tokens_max && tokens_in(answer.content) > *request.tokens_max) {
        constexpr std::size_t units_a_token = 3;
        answer.content = utf::utf16_prefix(answer.content, *request.tokens_max * units_a_token);
        answer.finish_reason = "length";
    }
    return answer;
}

json::Object usage_of(ChatRequest const& request, Answer const& answer) {
    std::size_t asked = 0;
    for (auto const& message : request.messages) asked += tokens_in(message.text);
    auto const answered = tokens_in(answer.content);
    return {{"prompt_tokens", asked},
            {"completion_tokens", answered},
            {"total_tokens", asked + answered},
            {"prompt_tokens_details", json::Object{{"cached_tokens", 0}, {"audio_tokens", 0}}},
            {"completion_tokens_details", json::Object{{"reasoning_tokens", 0}, {"audio_tokens", 0}}}};
}

/// What completions and pieces of them have in common.
json::Object frame(std::string_view object, std::string const& id, Time now) {
    return {{"id", json::write(id)},
            {"object", json::write(object)},
            {"created", std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count()},
            {"model", json::write(extractive_model)},
            {"service_tier", "default"},
            {"system_fingerprint", fingerprint}};
}

json::Value text_or_null(std::string const& text, bool is_text) {
    return is_text ? json::write(text) : json::Value(nullptr);
}

net::OutgoingResponse whole(ChatRequest const& request, Answer const& answer, json::Object completion) {
    json::Object message{{"role", "assistant"},
                         {"content", text_or_null(answer.content, !answer.declined)},
                         {"refusal", text_or_null(answer.content, answer.declined)},
                         {"annotations", json::Array{}}};
    completion["choices"] = json::Array{json::Object{{"index", 0},
                                                     {"message", std::move(message)},
                                                     {"logprobs", nullptr},
                                                     {"finish_reason", json::write(answer.finish_reason)}}};
    completion["usage"] = usage_of(request, answer);
    return net::json_response(200, json::dump(completion));
}

/// Pieces of a word or two, each with its space.
std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> pieces;
    while (!text.empty()) {
        auto const space = text.find(' ');
        auto const size = space == std::string_view::npos ? text.size() : space + 1;
        pieces.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return pieces;
}

/// https://platform.openai.com/docs/api-reference/chat/streaming
std::deque<std::string> events_of(ChatRequest const& request, Answer const& answer,
                                  json::Object const& frame) {
    std::deque<std::string> events;
    auto const add = [&](json::Object delta, json::Value finish_reason) {
        auto chunk = frame;
        chunk["choices"] = json::Array{json::Object{{"index", 0},
                                                    {"delta", std::move(delta)},
                                                    {"logprobs", nullptr},
                                                    {"finish_reason", std::move(finish_reason)}}};
        if (request.usage_in_stream) chunk["usage"] = nullptr;
        events.push_back("data: " + json::dump(chunk) + "\n\n");
    };
    auto const* const field = answer.declined ? "refusal" : "content";
    add({{"role", "assistant"}, {"content", text_or_null("", !answer.declined)}, {"refusal", nullptr}},
        nullptr);
    for (auto const& piece : pieces_of(answer.content)) add({{field, json::write(piece)}}, nullptr);
    add({}, json::write(answer.finish_reason));
    if (request.usage_in_stream) {
        auto last = frame;
        last["choices"] = json::Array{};
        last["usage"] = usage_of(request, answer);
        events.push_back("data: " + json::dump(last) + "\n\n");
    }
    events.emplace_back("data: [DONE]\n\n");
    return events;
}

awaitable<std::optional<std::string>> next_of(Clock& clock, std::shared_ptr<std::deque<std::string>> events) {
    if (events->empty()) co_return std::nullopt;
    co_await clock.sleep(stream_pause);
    auto event = std::move(events->front());
    events->pop_front();
    co_return event;
}

}  // namespace

net::OutgoingResponse Chat::complete(net::IncomingRequest const& incoming) {
    auto const began = clock_.monotonic();
    auto const read = read_chat_request(incoming);
    if (auto const* error = std::get_if<OpenAiError>(&read)) return openai_error(*error);
    auto const& request = std::get<ChatRequest>(read);
    auto const answer = answer_to(request, clock_.now());
    auto const id = "chatcmpl-" + clock_.token(29);
    net::OutgoingResponse response;
    if (request.stream) {
        auto const events = std::make_shared<std::deque<std::string>>(
            events_of(request, answer, frame("chat.completion.chunk", id, clock_.now())));
        response.headers.add("Content-Type", "text/event-stream; charset=utf-8");
        response.body = net::StreamBody([&clock = clock_, events] { return next_of(clock, events); });
    } else {
        response = whole(request, answer, frame("chat.completion", id, clock_.now()));
    }
    response.headers.add("x-request-id", "req_" + clock_.token(32));
    response.headers.add(
        "openai-processing-ms",
        std::to_string(
            std::chrono::duration_cast<std::chrono::milliseconds>(clock_.monotonic() - began).count()));
    return response;
}

}  // namespace aisha::sandbox
