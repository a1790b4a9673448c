// The kinds of notes.
#include "services/transcript/text_processing_service.hpp"

#include "core/limits/notes.hpp"
#include "core/speech_languages.hpp"
#include "core/utf.hpp"
#include "services/transcript/note_content.hpp"
#include "services/transcript/prompts.hpp"
#include "services/transcript/reading.hpp"
#include "services/transcript/text_parts.hpp"

#include <algorithm>

namespace aisha {

namespace {

using note_content::Overview;
using note_content::Points;
using note_content::Title;

prompts::About about(TextProcessingService::Source const& source, std::size_t parts) {
    return {source.language, source.day, parts};
}

std::size_t share_of(std::size_t all, std::size_t parts) { return std::max<std::size_t>(1, all / parts); }

/// The overview of points, however many they are: groups of them first, then the overviews of the groups.
awaitable<std::optional<std::string>> overview(Reading& reading, prompts::About about,
                                               std::vector<std::string> points) {
    for (;;) {
        auto const groups = note_content::groups(points, limits::note_part_units);
        std::vector<std::string> overviews;
        for (auto const& group : groups) {
            auto const answer =
                co_await reading.ask<Overview>(prompts::overview(about), prompts::data(group));
            if (!answer) co_return std::nullopt;
            overviews.push_back(answer->overview);
        }
        if (overviews.size() == 1) co_return overviews.front();
        points = std::move(overviews);
    }
}

awaitable<std::optional<json::Value>> summary(Reading& reading, TextProcessingService::Source const& source) {
    auto const parts = text_parts(source.text, limits::note_part_units);
    auto const of = about(source, parts.size());
    if (parts.size() == 1) {
        auto const whole = co_await reading.over<Summary>(prompts::summary(of, limits::note_points), parts);
        if (!whole) co_return std::nullopt;
        // More than one where the model took only a half at a time.
        if (whole->size() == 1) co_return json::write(whole->front());
    }
    auto const points_each = share_of(limits::note_points, parts.size()) + 1;
    auto const read = co_await reading.over<Points>(prompts::points(of, points_each), parts);
    if (!read) co_return std::nullopt;
    Summary result;
    // What was said of each part stays, so that nothing of the text is out, its end least of all.
    for (auto const& part : *read)
        for (auto const& point : part.points)
            if (&point - part.points.data() < static_cast<std::ptrdiff_t>(points_each))
                result.points.push_back(point);
    auto const whole = co_await overview(reading, of, result.points);
    if (!whole) co_return std::nullopt;
    result.overview = *whole;
    co_return json::write(result);
}

awaitable<std::optional<json::Value>> todo(Reading& reading, TextProcessingService::Source const& source) {
    auto const parts = text_parts(source.text, limits::note_part_units);
    auto const read = co_await reading.over<TaskList>(prompts::tasks(about(source, parts.size())), parts);
    if (!read) co_return std::nullopt;
    TaskList result;
    for (auto const& part : *read) note_content::join(result.tasks, part.tasks);
    co_return json::write(result);
}

awaitable<std::optional<json::Value>> protocol(Reading& reading,
                                               TextProcessingService::Source const& source) {
    auto const parts = text_parts(source.text, limits::note_part_units);
    auto const topics_each = share_of(limits::note_topics, parts.size());
    auto const read =
        co_await reading.over<Protocol>(prompts::protocol(about(source, parts.size()), topics_each), parts);
    if (!read) co_return std::nullopt;
    Protocol result;
    for (auto part : *read) {
        if (part.topics.size() > topics_each) part.topics.resize(topics_each);
        note_content::join(result.participants, part.participants);
        note_content::join(result.topics, part.topics);
        note_content::join(result.decisions, part.decisions);
        note_content::join(result.tasks, part.tasks);
    }
    co_return json::write(result);
}

awaitable<std::optional<json::Value>> translation(Reading& reading,
                                                  TextProcessingService::Source const& source,
                                                  std::string const& language) {
    auto const parts = text_parts(source.text, limits::translated_part_units);
    auto const instructions = prompts::translation(language, language_name(language).value_or(language));
    auto const read = co_await reading.over<Translation>(instructions, parts);
    if (!read) co_return std::nullopt;
    Translation result;
    for (auto const& part : *read) result.text += (result.text.empty() ? "" : "\n\n") + part.text;
    co_return json::write(result);
}

awaitable<std::optional<json::Value>> note(NoteKind kind, Reading& reading,
                                           TextProcessingService::Source const& source,
                                           std::string const& language) {
    switch (kind) {
        case NoteKind::summary: return summary(reading, source);
        case NoteKind::todo: return todo(reading, source);
        case NoteKind::protocol: return protocol(reading, source);
        case NoteKind::translation: return translation(reading, source, language);
    }
    throw std::logic_error("no such kind of note");
}

/// What a title is made of.
std::string beginning_and_end(std::string_view text) {
    auto const units = utf::utf16_length(text);
    if (units <= limits::title_source_begin_units + limits::title_source_end_units) return std::string(text);
    auto const begin = utf::utf16_prefix(text, limits::title_source_begin_units);
    auto const until_end = utf::utf16_prefix(text, units - limits::title_source_end_units);
    return std::string(begin) + "\n…\n" + std::string(text.substr(until_end.size()));
}

}  // namespace

awaitable<TextProcessingService::Result> TextProcessingService::make(NoteKind kind, std::string language,
                                                                     Source source, Answers answers,
                                                                     Watch watch) {
    Reading reading(chat_, std::move(answers), std::move(watch));
    auto content = co_await note(kind, reading, source, language);
    if (!content) co_return Declined{reading.declined()};
    co_return Made{*std::move(content), reading.model()};
}

awaitable<std::optional<std::string>> TextProcessingService::title(Source source) {
    Reading reading(chat_, {}, {});
    auto const answer = co_await reading.ask<Title>(prompts::title(about(source, 1)),
                                                    prompts::data("", beginning_and_end(source.text)));
    if (!answer || answer->title.empty()) co_return std::nullopt;
    co_return answer->title;
}

}  // namespace aisha
