// Ranking of sentences by the weight of their words, and rules.
#include "sandbox/openai/extract.hpp"

#include "core/utf.hpp"
#include "sandbox/openai/spoken_dates.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace aisha::sandbox {

namespace {

constexpr std::size_t sentence_units_max = 280;

std::set<std::string> stems_of(Sentence const& sentence) {
    std::set<std::string> stems;
    for (auto const& word : sentence.words)
        if (!word.stem.empty()) stems.insert(word.stem);
    return stems;
}

bool has_number(Sentence const& sentence) {
    return std::ranges::any_of(sentence.words,
                               [](Word const& word) { return word.text[0] >= '0' && word.text[0] <= '9'; });
}

std::string shortened(std::string const& text) {
    if (utf::utf16_length(text) <= sentence_units_max) return text;
    return std::string(utf::utf16_prefix(text, sentence_units_max - 1)) + "…";
}

bool begins_with_one_of(std::string_view word, std::initializer_list<std::string_view> beginnings) {
    return std::ranges::any_of(beginnings, [&](auto const beginning) { return word.starts_with(beginning); });
}

bool decides(Sentence const& sentence) {
    return std::ranges::any_of(sentence.words, [](Word const& word) {
        return begins_with_one_of(
            word.lower, {"решили", "решено", "договорились", "утвердили", "постановили", "согласовали",
                         "решение", "decided", "agreed", "approved", "resolved"});
    });
}

/// "сказала", "предлагает", "said": whoever stands beside it is a person.
bool is_speech(std::string_view lower) {
    return begins_with_one_of(
        lower, {"сказал", "говор",    "предлож", "предлаг",  "спрос",   "спраш", "ответ", "отмет",
                "дума",   "счита",    "добав",   "расскаж",  "рассказ", "said",  "says",  "asked",
                "asks",   "proposed", "thinks",  "answered", "added",   "told"});
}

}  // namespace

Extract::Extract(std::string_view text, std::chrono::sys_days said_on)
    : text_(text), said_on_(said_on), sentences_(sentences_of(text)) {
    std::set<std::set<std::string>> counted;
    for (auto const& sentence : sentences_) {
        auto const stems = stems_of(sentence);
        if (!counted.insert(stems).second) continue;  // what is said over and over weighs no more
        for (auto const& stem : stems) ++frequency_[stem];
    }
}

double Extract::weight(std::size_t number) const {
    auto const& sentence = sentences_[number];
    auto const stems = stems_of(sentence);
    if (stems.empty()) return 0;
    double sum = 0;
    for (auto const& stem : stems) sum += std::log(1.0 + static_cast<double>(frequency_.at(stem)));
    // Long sentences have more of everything; very short ones say little.
    constexpr double short_words = 3;
    auto const count = static_cast<double>(stems.size());
    double weight = sum / std::sqrt(count + short_words);
    if (count < short_words) weight /= 2;
    if (!tasks_in(sentence, said_on_).empty() || decides(sentence)) weight *= 1.5;
    if (has_number(sentence) || find_date(sentence.words, 0, sentence.words.size(), said_on_)) weight *= 1.2;
    if (number == 0) weight *= 1.15;
    return weight;
}

bool Extract::alike(Sentence const& a, Sentence const& b) const {
    auto const first = stems_of(a);
    auto const second = stems_of(b);
    std::vector<std::string> both;
    std::ranges::set_intersection(first, second, std::back_inserter(both));
    return both.size() * 2 > std::min(first.size(), second.size()) &&
           both.size() * 5 > (first.size() + second.size() - both.size()) * 3;
}

std::vector<std::string> Extract::sentences(std::size_t count) const {
    std::vector<std::size_t> order(sentences_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<double> weights;
    for (auto const number : order) weights.push_back(weight(number));
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
    });
    std::vector<std::size_t> chosen;
    auto const choose = [&](std::size_t number) {
        if (chosen.size() == count || weights[number] == 0) return;
        if (std::ranges::any_of(chosen,
                                [&](auto other) { return alike(sentences_[number], sentences_[other]); }))
            return;
        chosen.push_back(number);
    };
    // The end of a talk is where it is said what comes of it: the last sentence that says something.
    if (count > 1)
        for (auto number = sentences_.size(); number > 0 && chosen.empty(); --number)
            if (stems_of(sentences_[number - 1]).size() > 2) choose(number - 1);
    for (auto const number : order) choose(number);
    std::ranges::sort(chosen);
    std::vector<std::string> result;
    for (auto const number : chosen) result.push_back(shortened(sentences_[number].text));
    return result;
}

std::vector<SpokenTask> Extract::tasks() const {
    std::vector<SpokenTask> result;
    for (auto const& sentence : sentences_)
        for (auto& task : tasks_in(sentence, said_on_))
            if (std::ranges::none_of(result, [&](SpokenTask const& other) {
                    return other.task == task.task && other.owner == task.owner;
                }))
                result.push_back(std::move(task));
    return result;
}

std::vector<std::string> Extract::decisions() const {
    std::vector<std::string> result;
    for (auto const& sentence : sentences_)
        if (decides(sentence) && std::ranges::find(result, sentence.text) == result.end())
            result.push_back(shortened(sentence.text));
    return result;
}

std::vector<std::string> Extract::people() const {
    std::vector<std::string> names;
    std::set<std::string> known;
    auto const add = [&](Word const& word) {
        if (may_be_name(word) && known.insert(word.stem.empty() ? word.lower : word.stem).second)
            names.push_back(word.text);
    };
    for (auto const& sentence : sentences_) {
        auto const& words = sentence.words;
        for (std::size_t i = 0; i < words.size(); ++i) {
            bool const labels = i == 0 && sentence.text.substr(words[0].end).starts_with(":");
            bool const speaks = (i + 1 < words.size() && is_speech(words[i + 1].lower)) ||
                                (i > 0 && is_speech(words[i - 1].lower));
            if (labels || speaks) add(words[i]);
        }
        for (auto const& task : tasks_in(sentence, said_on_))
            if (task.owner)
                for (auto const& word : words)
                    if (word.text == *task.owner) add(word);
    }
    return names;
}

std::vector<std::string> Extract::topics(std::size_t count) const {
    std::map<std::string, std::pair<double, std::string>> words;  // by stem: weight, and the first form
    for (auto const& sentence : sentences_)
        for (auto const& word : sentence.words) {
            constexpr std::size_t letters_min = 4;
            if (word.stem.empty() || utf::length(word.lower) < letters_min || is_calendar_word(word.lower))
                continue;
            auto& [weight, form] = words[word.stem];
            weight += 1;
            if (form.empty() || word.lower.size() < form.size()) form = word.lower;
        }
    std::vector<std::pair<double, std::string>> sorted;
    for (auto const& [stem, word] : words) sorted.push_back(word);
    std::ranges::sort(sorted, std::greater{});
    std::vector<std::string> result;
    for (auto const& [weight, form] : sorted)
        if (result.size() < count) result.push_back(form);
    return result;
}

std::string Extract::title() const {
    auto const best = sentences(1);
    if (best.empty()) return {};
    constexpr std::size_t words_max = 7;
    auto const words = words_of(best.front());
    auto const end = words[std::min(words.size(), words_max) - 1].end;
    return best.front().substr(words.front().begin, end - words.front().begin);
}

}  // namespace aisha::sandbox
