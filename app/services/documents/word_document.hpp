// Word documents (.docx) with a title, a line about it, headings and paragraphs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace aisha {

struct WordDocument {
    enum class Style { paragraph, heading, list_item };
    struct Block {
        std::string text;
        Style style = Style::paragraph;
    };

    std::string title;
    std::string about;            ///< one grey line under the title; empty: none
    std::string language = "en";  ///< of the text, for the spelling checker
    std::vector<Block> blocks;
};

/// Writes an Office Open XML document. What XML does not allow in a text is left out.
/// https://ecma-international.org/publications-and-standards/standards/ecma-376/
void write_word_document(WordDocument const& document, std::filesystem::path const& to);

}  // namespace aisha
