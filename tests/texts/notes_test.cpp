// The texts about notes: complete in both languages, and notes as messages.
#include "texts/notes.hpp"

#include "bot/html.hpp"
#include "core/json.hpp"
#include "core/limits.hpp"
#include "core/utf.hpp"
#include "keyboards/notes.hpp"

#include <gtest/gtest.h>

namespace aisha::texts {
namespace {

std::size_t places(std::string const& text) {
    std::size_t count = 0;
    for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
}

bool has_cyrillic(std::string const& text) { return text.find("\xD0") != std::string::npos; }

Note note_of(NoteKind kind, json::Value const& content, std::string language = "") {
    Note note{.kind = kind, .language = std::move(language), .status = NoteStatus::ready};
    note.content = json::dump(content);
    note.model = "gpt-4o-mini";
    return note;
}

TEST(NotesTexts, are_complete_in_both_languages_with_the_same_places) {
    boost::mp11::mp_for_each<json::Members<NotesTexts>>([](auto member) {
        auto const& english = notes(Language::en).*member.pointer;
        auto const& russian = notes(Language::ru).*member.pointer;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(english)>, std::string>) {
            EXPECT_FALSE(english.empty()) << member.name;
            EXPECT_EQ(places(english), places(russian)) << member.name;
            EXPECT_FALSE(has_cyrillic(english)) << member.name;
            EXPECT_TRUE(has_cyrillic(russian)) << member.name;
        }
    });
    EXPECT_EQ(notes(Language::en).words_plural.size(), 2U);
    EXPECT_EQ(notes(Language::ru).words_plural.size(), 3U);
}

TEST(NotesTexts, notices_fit) {
    for (auto const language : {Language::en, Language::ru}) {
        auto const& words = notes(language);
        for (auto const& text : {words.not_set_up, words.already, words.too_many, words.stopped, words.over})
            EXPECT_LE(utf::utf16_length(text), limits::callback_answer_units_max) << text;
    }
}

TEST(NotesTexts, a_to_do_says_who_and_until_when) {
    auto const note_ = note_of(NoteKind::todo,
                               json::write(TaskList{{{"подготовит отчёт", "Анна", "до пятницы", "2026-12-04"},
                                                     {"купить хлеб", {}, {}, {}},
                                                     {"позвонить", "Борис", {}, "2026-12-01"}}}));
    EXPECT_EQ(note(Language::ru, note_),
              "<b>Задачи</b>\n\n• подготовит отчёт\n   Анна · до пятницы (4 дек. 2026)\n• купить хлеб\n"
              "• позвонить\n   Борис · 1 дек. 2026\n\n"
              "Написано моделью gpt-4o-mini. Она может ошибаться: проверьте важное, пожалуйста.");
    EXPECT_NE(note(Language::en, note_of(NoteKind::todo, json::write(TaskList{}))).find("nothing to do"),
              std::string::npos);
}

TEST(NotesTexts, a_summary_and_a_protocol_have_their_parts) {
    EXPECT_TRUE(
        note(Language::en, note_of(NoteKind::summary, json::write(Summary{"All of it.", {"one", "two"}})))
            .starts_with("<b>Summary</b>\n\nAll of it.\n\n• one\n• two\n\nWritten by gpt-4o-mini."));
    auto const protocol =
        note(Language::en, note_of(NoteKind::protocol, json::write(Protocol{{"Anna"}, {}, {"We go."}, {}})));
    EXPECT_NE(protocol.find("<b>Participants</b>\n• Anna\n\n<b>Decisions</b>\n• We go.\n"),
              std::string::npos);
    EXPECT_EQ(protocol.find("Topics"), std::string::npos);
    auto const empty = note(Language::en, note_of(NoteKind::protocol, json::write(Protocol{})));
    EXPECT_NE(empty.find(notes(Language::en).nothing_said), std::string::npos);
}

TEST(NotesTexts, nothing_that_a_model_says_is_markup_or_a_link) {
    std::string const evil =
        "<a href=\"https://evil.example\">click</a> https://evil.example @evil_bot /delete";
    for (auto const& one :
         {note_of(NoteKind::summary, json::write(Summary{evil, {evil}})),
          note_of(NoteKind::todo, json::write(TaskList{{{evil, evil, evil, "2026-12-04"}}})),
          note_of(NoteKind::protocol, json::write(Protocol{{evil}, {evil}, {evil}, {{evil, {}, {}, {}}}})),
          note_of(NoteKind::translation, json::write(Translation{evil}), "de")}) {
        auto const html = note(Language::en, one);
        EXPECT_EQ(html.find("<a"), std::string::npos);
        EXPECT_NE(html.find("<code>https://evil.example</code>"), std::string::npos);
        EXPECT_NE(html.find("<code>@evil_bot</code>"), std::string::npos);
        EXPECT_NE(html.find("<code>/delete</code>"), std::string::npos);
    }
    EXPECT_EQ(note_declined(Language::en, evil).find("<a"), std::string::npos);
}

TEST(NotesTexts, texts_are_counted_in_words) {
    EXPECT_NE(text_received(Language::ru, "одно два\nтри").find("3 слова"), std::string::npos);
    EXPECT_NE(text_received(Language::en, "one").find("1 word."), std::string::npos);
    EXPECT_NE(note_writing(Language::en, NoteKind::summary, 3, 13).find("3 of 13"), std::string::npos);
    EXPECT_EQ(note_writing(Language::en, NoteKind::summary, 0, 0), "Writing the summary…");
    EXPECT_NE(text_refusal(Language::en, RefusalReason::file_too_big).find("4 MB and 500000"),
              std::string::npos);
}

TEST(NotesKeyboards, offer_every_kind_and_language) {
    auto const keyboard = keyboards::notes(Language::ru, TranscriptId{7});
    std::size_t buttons = 0;
    for (auto const& row : keyboard.inline_keyboard) buttons += row.size();
    EXPECT_EQ(buttons, 4U);
    EXPECT_EQ(keyboard.inline_keyboard[0][0].callback_data, "note:7:summary");
    EXPECT_EQ(keyboards::translations(TranscriptId{7}).inline_keyboard[0][0].callback_data, "into:7:en");
    EXPECT_EQ(translation_language("de"), "Deutsch");
}

}  // namespace
}  // namespace aisha::texts
