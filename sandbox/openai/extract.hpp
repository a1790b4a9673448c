// What can be had from a text without understanding it: its weightiest sentences, tasks, names, decisions and
// frequent words. Nothing comes out that is not in the text.
#pragma once

#include "sandbox/openai/sentences.hpp"
#include "sandbox/openai/spoken_tasks.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace aisha::sandbox {

class Extract {
public:
    /// `said_on`: what "tomorrow" is counted from.
    Extract(std::string_view text, std::chrono::sys_days said_on);

    /// The weightiest sentences, in the order of the text: at most `count`, no two alike, and, where there is
    /// room for two, one from the end of the text.
    std::vector<std::string> sentences(std::size_t count) const;
    /// Tasks, each once.
    std::vector<SpokenTask> tasks() const;
    /// Sentences in which something is decided.
    std::vector<std::string> decisions() const;
    /// Who speaks or is spoken to by name.
    std::vector<std::string> people() const;
    /// The weightiest words.
    std::vector<std::string> topics(std::size_t count) const;
    /// The first words of the weightiest sentence.
    std::string title() const;
    std::string const& text() const { return text_; }

private:
    double weight(std::size_t sentence) const;
    bool alike(Sentence const& a, Sentence const& b) const;

    std::string text_;
    std::chrono::sys_days said_on_;
    std::vector<Sentence> sentences_;
    std::map<std::string, std::size_t> frequency_;  ///< in how many different sentences a stem stands
};

}  // namespace aisha::sandbox
