// Notes as messages.
#include "texts/notes.hpp"

#include "bot/html.hpp"
#include "core/json.hpp"
#include "core/limits/notes.hpp"
#include "core/utf.hpp"
#include "texts/filled.hpp"
#include "texts/notes_languages.hpp"
#include "texts/texts.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace aisha::texts {

namespace {

using bot::html::bold;
using bot::html::inert;

std::string list(std::vector<std::string> const& lines) {
    std::string html;
    for (auto const& line : lines) html += "• " + inert(line) + "\n";
    return html;
}

/// "4 Dec 2026" of "2026-12-04".
std::string day(Language language, std::string const& date_text) {
    int year = 0;
    unsigned month = 0;
    unsigned number = 0;
    auto const* const text = date_text.data();
    std::from_chars(text, text + 4, year);
    std::from_chars(text + 5, text + 7, month);
    std::from_chars(text + 8, text + 10, number);
    return fmt::format("{} {} {}", number, in(language).months.at(month - 1), year);
}

/// "• prepare the report\n   Anna · by Friday (4 Dec 2026)"
std::string tasks(Language language, std::vector<NoteTask> const& all) {
    std::string html;
    for (auto const& task : all) {
        html += "• " + inert(task.task) + "\n";
        std::string more = task.owner ? inert(*task.owner) : "";
        std::string until = task.due ? inert(*task.due) : "";
        if (task.due_date) {
            auto const when = day(language, *task.due_date);
            until = until.empty() ? when : until + " (" + when + ")";
        }
        if (!more.empty() && !until.empty()) more += " · ";
        more += until;
        if (!more.empty()) html += "   " + more + "\n";
    }
    return html;
}

std::string section(std::string const& title, std::string const& html) {
    return html.empty() ? "" : bold(title) + "\n" + html + "\n";
}

std::string summary(Language language, Summary const& content) {
    auto const html =
        (content.overview.empty() ? "" : inert(content.overview) + "\n\n") + list(content.points);
    return html.empty() ? notes(language).nothing_said + "\n" : html;
}

std::string todo(Language language, TaskList const& content) {
    return content.tasks.empty() ? notes(language).nothing_to_do + "\n" : tasks(language, content.tasks);
}

std::string protocol(Language language, Protocol const& content) {
    auto const& words = notes(language);
    auto const html = section(words.participants_title, list(content.participants)) +
                      section(words.topics_title, list(content.topics)) +
                      section(words.decisions_title, list(content.decisions)) +
                      section(words.tasks_title, tasks(language, content.tasks));
    return html.empty() ? words.nothing_said + "\n" : html;
}

std::string body(Language language, Note const& note) {
    auto const content = json::parse(note.content.value_or("{}"));
    switch (note.kind) {
        case NoteKind::summary: return summary(language, json::read<Summary>(content));
        case NoteKind::todo: return todo(language, json::read<TaskList>(content));
        case NoteKind::protocol: return protocol(language, json::read<Protocol>(content));
        case NoteKind::translation: return inert(json::read<Translation>(content).text) + "\n";
    }
    throw std::logic_error("no such kind of note");
}

std::string title_of(Language language, Note const& note) {
    auto const& words = notes(language);
    switch (note.kind) {
        case NoteKind::summary: return words.summary_title;
        case NoteKind::todo: return words.todo_title;
        case NoteKind::protocol: return words.protocol_title;
        case NoteKind::translation:
            return filled(words.translation_title, translation_language(note.language));
    }
    throw std::logic_error("no such kind of note");
}

std::string const& writing(Language language, NoteKind kind) {
    auto const& words = notes(language);
    switch (kind) {
        case NoteKind::summary: return words.writing_summary;
        case NoteKind::todo: return words.writing_todo;
        case NoteKind::protocol: return words.writing_protocol;
        case NoteKind::translation: return words.writing_translation;
    }
    throw std::logic_error("no such kind of note");
}

std::size_t count_words(std::string_view text) {
    std::size_t words = 0;
    bool inside = false;
    for (char const c : text) {
        bool const space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        words += !space && !inside ? 1U : 0U;
        inside = !space;
    }
    return words;
}

}  // namespace

NotesTexts const& notes(Language language) {
    static NotesTexts const english_texts = english_notes();
    static NotesTexts const russian_texts = russian_notes();
    switch (language) {
        case Language::en: return english_texts;
        case Language::ru: return russian_texts;
    }
    throw std::logic_error("no texts in this language");
}

std::span<TranslationLanguage const> translation_languages() {
    static constexpr auto languages = std::to_array<TranslationLanguage>({{"en", "English"},
                                                                          {"ru", "Русский"},
                                                                          {"de", "Deutsch"},
                                                                          {"es", "Español"},
                                                                          {"fr", "Français"},
                                                                          {"it", "Italiano"},
                                                                          {"kk", "Қазақша"},
                                                                          {"tr", "Türkçe"},
                                                                          {"uk", "Українська"},
                                                                          {"zh", "中文"}});
    return languages;
}

std::string translation_language(std::string_view code) {
    for (auto const& language : translation_languages())
        if (language.code == code) return std::string(language.name);
    return std::string(code);
}

std::string note_button(Language language, NoteKind kind) {
    auto const& words = notes(language);
    switch (kind) {
        case NoteKind::summary: return words.summary_button;
        case NoteKind::todo: return words.todo_button;
        case NoteKind::protocol: return words.protocol_button;
        case NoteKind::translation: return words.translate_button;
    }
    throw std::logic_error("no such kind of note");
}

std::string note_writing(Language language, NoteKind kind, std::size_t done, std::size_t parts) {
    auto const& text = writing(language, kind);
    return parts < 2 ? text : text + " " + filled(notes(language).part, done, parts);
}

std::string note(Language language, Note const& note) {
    auto html = bold(title_of(language, note)) + "\n\n" + body(language, note);
    while (html.ends_with("\n\n")) html.pop_back();
    auto const made_by = filled(notes(language).made_by, inert(note.model.value_or("?")));
    return html + "\n" + made_by;
}

std::string note_name(Language language, Note const& note) { return title_of(language, note); }

std::string note_declined(Language language, std::string const& said) {
    auto const& words = notes(language);
    return said.empty() ? words.declined : filled(words.declined_said, inert(said));
}

std::string note_failed(Language language, std::string const& reference) {
    return filled(notes(language).failed, bot::html::escape(reference));
}

std::string text_received(Language language, std::string_view text) {
    auto const words = count_words(text);
    auto const& all = notes(language);
    return filled(all.text_received, counted(language, all.words_plural, words));
}

std::string text_refusal(Language language, RefusalReason reason) {
    auto const& words = notes(language);
    switch (reason) {
        case RefusalReason::file_empty: return words.text_empty;
        case RefusalReason::file_too_big:
            return filled(words.text_too_big, limits::text_file_bytes_max / limits::mib,
                          limits::source_text_units_max);
        case RefusalReason::file_gone: return words.text_gone;
        case RefusalReason::file_damaged: return words.text_damaged;
        default: return refusal(language, reason);
    }
}

std::string text_failed(Language language, std::string const& reference) {
    return filled(notes(language).text_failed, bot::html::escape(reference));
}

}  // namespace aisha::texts
