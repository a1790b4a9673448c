// Rules for tasks.
#include "sandbox/openai/spoken_tasks.hpp"

#include "sandbox/openai/spoken_dates.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace aisha::sandbox {

namespace {

using Names = std::set<std::string, std::less<>>;
using Beginnings = std::span<std::string_view const>;

/// Beginnings of verbs for what people promise each other at work and at home.
constexpr auto verbs = std::to_array<std::string_view>(
    {"подготов", "сдела",   "напиш",   "отправ",   "пришл",  "провер",  "позвон",  "согласу",
     "законч",   "заверш",  "собер",   "организу", "закаж",  "куп",     "оплат",   "обнов",
     "исправ",   "состав",  "свяж",    "назнач",   "созвон", "переда",  "принес",  "уточн",
     "подпиш",   "реш",     "разбер",  "доработ",  "заплан", "найд",    "найт",    "посмотр",
     "договор",  "опублик", "протест", "внедр",    "почин",  "разошл",  "покаж",   "расскаж",
     "выступ",   "встрет",  "забер",   "приготов", "оформ",  "заполн",  "перевед", "загруз",
     "вылож",    "настро",  "установ", "подключ",  "запуст", "возьм",   "займ",    "добав",
     "удал",     "измен",   "посчита", "рассчита", "сообщ",  "предлож", "привез",  "отвез",
     "поговор",  "узна",    "закро",   "откро",    "сда",    "доведи",  "довед",   "проанализ"});
/// Endings of "he will": подготовит, позвонит, сделают, займётся.
constexpr auto third_person = std::to_array<std::string_view>(
    {"ит", "ет", "ёт", "ат", "ят", "ут", "ют", "ст", "ится", "ется", "ётся", "атся", "ятся", "утся", "ются"});
/// Endings of "do it": подготовь, позвоните, сделай, займись.
constexpr auto imperative =
    std::to_array<std::string_view>({"ь", "ьте", "и", "ите", "й", "йте", "ись", "итесь"});
constexpr auto infinitive = std::to_array<std::string_view>({"ть", "ти", "чь", "ться", "тись", "чься"});

bool begins(std::string_view word, Beginnings beginnings) {
    return std::ranges::any_of(beginnings, [&](auto const beginning) { return word.starts_with(beginning); });
}
bool ends(std::string_view word, Beginnings endings) {
    return std::ranges::any_of(endings, [&](auto const ending) { return word.ends_with(ending); });
}

Names const& no_names() {
    static Names const words{
        "завтра",    "сегодня", "послезавтра", "потом",    "затем", "если",   "когда", "пусть",  "давайте",
        "нужно",     "надо",    "он",          "она",      "они",   "мы",     "вы",    "я",      "ты",
        "кто",       "что",     "это",         "все",      "всё",   "но",     "и",     "а",      "или",
        "также",     "тогда",   "теперь",      "сначала",  "ещё",   "еще",    "никто", "каждый", "потому",
        "поэтому",   "прошу",   "спасибо",     "да",       "нет",   "хорошо", "итак",  "там",    "здесь",
        "так",       "как",     "кстати",      "вот",      "тоже",  "до",     "после", "во",     "в",
        "на",        "по",      "к",           "с",        "из",    "для",    "he",    "she",    "they",
        "we",        "you",     "i",           "it",       "this",  "that",   "these", "those",  "everyone",
        "everybody", "nobody",  "somebody",    "someone",  "who",   "what",   "which", "there",  "here",
        "then",      "please",  "today",       "tomorrow", "the",   "a",      "an",    "and",    "but",
        "if",        "when",    "so",          "now",      "next",  "let's",  "let",   "okay",   "ok",
        "yes",       "no",      "also",        "maybe",    "our",   "my",     "your",  "his",    "her",
        "their",     "in",      "on",          "at",       "by",    "for",    "to",    "with",   "after",
        "before",    "until"};
    return words;
}

/// Where a task begins in a sentence, where its own words begin, and who is to do it.
struct Match {
    std::size_t first = 0;
    std::size_t verb = 0;
    std::optional<std::string> owner;
};

class Finder {
public:
    explicit Finder(Sentence const& sentence) : sentence_(sentence), words_(sentence.words) {}

    std::optional<Match> at(std::size_t position) const {
        for (auto const find : {&Finder::promised, &Finder::asked, &Finder::needed, &Finder::needed_of,
                                &Finder::promised_in_english, &Finder::needed_in_english, &Finder::marked})
            if (auto match = (this->*find)(position)) return match;
        return std::nullopt;
    }

private:
    std::string_view word(std::size_t at) const {
        return at < words_.size() ? std::string_view(words_[at].lower) : std::string_view();
    }
    bool is_one_of(std::size_t at, Names const& names) const { return names.contains(word(at)); }
    bool is_name(std::size_t at) const { return at < words_.size() && may_be_name(words_[at]); }

    /// "Анна подготовит", "Иван завтра позвонит"
    std::optional<Match> promised(std::size_t at) const {
        if (!is_name(at)) return std::nullopt;
        for (auto verb = at + 1; verb <= at + 3 && verb < words_.size(); ++verb)
            if (begins(word(verb), verbs) && ends(word(verb), third_person))
                return Match{at, verb, words_[at].text};
        return std::nullopt;
    }

    /// "Анна, подготовь отчёт"
    std::optional<Match> asked(std::size_t at) const {
        if (!is_name(at) || at + 1 >= words_.size()) return std::nullopt;
        auto const between =
            std::string_view(sentence_.text).substr(words_[at].end, words_[at + 1].begin - words_[at].end);
        auto const verb = at + (word(at + 1) == "пожалуйста" || word(at + 1) == "please" ? 2U : 1U);
        bool const address = between.contains(',') || between.contains(':');
        bool const asks = (begins(word(verb), verbs) && ends(word(verb), imperative)) || verb == at + 2;
        if (!address || !asks || verb >= words_.size()) return std::nullopt;
        return Match{at, verb, words_[at].text};
    }

    std::optional<std::size_t> infinitive_after(std::size_t at) const {
        for (auto verb = at + 1; verb <= at + 4 && verb < words_.size(); ++verb)
            if (ends(word(verb), infinitive) && words_[verb].lower.size() > 6) return verb;
        return std::nullopt;
    }

    /// "Борис должен позвонить", "Анне нужно подготовить"
    std::optional<Match> needed_of(std::size_t at) const {
        static Names const modals{"должен", "должна", "должны",     "обязан", "обязана",
                                  "нужно",  "надо",   "необходимо", "следует"};
        if (!is_name(at) || !is_one_of(at + 1, modals)) return std::nullopt;
        auto const verb = infinitive_after(at + 1);
        return verb ? std::optional(Match{at, *verb, words_[at].text}) : std::nullopt;
    }

    /// "нужно купить", "не забыть позвонить"
    std::optional<Match> needed(std::size_t at) const {
        static Names const modals{"нужно",  "надо",     "необходимо", "следует",  "должны",   "забыть",
                                  "забудь", "забудьте", "прошу",      "поручить", "требуется"};
        if (!is_one_of(at, modals) || (at > 0 && is_name(at - 1))) return std::nullopt;
        auto const verb = infinitive_after(at);
        return verb ? std::optional(Match{at, *verb, {}}) : std::nullopt;
    }

    /// "Anna will prepare", "Bob needs to call"
    std::optional<Match> promised_in_english(std::size_t at) const {
        static Names const alone{"will", "shall", "must", "should"};
        static Names const with_to{"needs", "has", "have", "ought", "promised", "agreed"};
        if (!is_name(at)) return std::nullopt;
        std::size_t verb = 0;
        if (is_one_of(at + 1, alone)) verb = at + 2;
        else if (is_one_of(at + 1, with_to) && word(at + 2) == "to") verb = at + 3;
        else if (word(at + 1) == "is" && (word(at + 2) == "to" || word(at + 2) == "going"))
            verb = at + (word(at + 2) == "to" ? 3U : 4U);
        static Names const no_task{"be", "not", "have", "never"};
        if (verb == 0 || verb >= words_.size() || is_one_of(verb, no_task)) return std::nullopt;
        return Match{at, verb, words_[at].text};
    }

    /// "we need to buy", "don't forget to call"
    std::optional<Match> needed_in_english(std::size_t at) const {
        static Names const first{"need", "have", "forget", "remember"};
        static Names const who{"we", "you", "i", "they", "don't", "not", "to", "please", "must"};
        if (is_one_of(at, first) && word(at + 1) == "to" && at + 2 < words_.size() &&
            (at == 0 || is_one_of(at - 1, who)))
            return Match{at, at + 2, {}};
        if (word(at) == "please" && at + 1 < words_.size() && (at == 0 || !is_name(at - 1)))
            return Match{at, at + 1, {}};
        return std::nullopt;
    }

    /// "Задача: …", "to-do", "action item: …"
    std::optional<Match> marked(std::size_t at) const {
        if (at != 0) return std::nullopt;
        if ((word(0) == "todo" || word(0) == "задача") && words_.size() > 1) return Match{0, 1, {}};
        if (word(0) == "action" && word(1) == "item" && words_.size() > 2) return Match{0, 2, {}};
        return std::nullopt;
    }

    Sentence const& sentence_;
    std::vector<Word> const& words_;
};

bool is_joining(std::string_view lower) {
    static Names const joining{"а", "и", "но", "and", "but", "while", "также"};
    return joining.contains(lower);
}

/// The words from `first` up to `last`, without those of the time, as they stand.
std::string text_between(Sentence const& sentence, std::size_t first, std::size_t last,
                         std::optional<SpokenDate> const& date) {
    std::string text;
    auto const piece = [&](std::size_t from, std::size_t to) {
        if (from >= to) return;
        auto const begin = sentence.words[from].begin;
        if (!text.empty()) text += ' ';
        text += sentence.text.substr(begin, sentence.words[to - 1].end - begin);
    };
    while (last > first && is_joining(sentence.words[last - 1].lower)) --last;
    if (!date || date->first >= last) {
        piece(first, last);
    } else {
        piece(first, date->first);
        piece(std::max(first, date->last + 1), last);
    }
    return text;
}

}  // namespace

bool may_be_name(Word const& word) {
    return word.capital && !no_names().contains(word.lower) && !is_calendar_word(word.lower) &&
           word.text.size() > 2;
}

std::vector<SpokenTask> tasks_in(Sentence const& sentence, std::chrono::sys_days said_on) {
    Finder const finder(sentence);
    std::vector<Match> matches;
    for (std::size_t at = 0; at < sentence.words.size(); ++at) {
        auto const match = finder.at(at);
        if (!match) continue;
        matches.push_back(*match);
        at = match->verb;
    }
    std::vector<SpokenTask> tasks;
    for (std::size_t i = 0; i < matches.size(); ++i) {
        auto const& match = matches[i];
        auto const end = i + 1 < matches.size() ? matches[i + 1].first : sentence.words.size();
        // "До пятницы Анна подготовит отчёт": the time may stand before the first task.
        auto date = find_date(sentence.words, match.first, end, said_on);
        if (!date && i == 0) date = find_date(sentence.words, 0, match.first, said_on);
        SpokenTask task{.task = text_between(sentence, match.verb, end, date), .owner = match.owner};
        if (date) {
            auto const begin = sentence.words[date->first].begin;
            task.due = sentence.text.substr(begin, sentence.words[date->last].end - begin);
            task.due_day = date->day;
        }
        if (!task.task.empty()) tasks.push_back(std::move(task));
    }
    return tasks;
}

}  // namespace aisha::sandbox
