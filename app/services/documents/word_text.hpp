// The text of Word's .docx files.
#pragma once

#include <filesystem>
#include <string>

namespace aisha {

/// The paragraphs of a .docx, a line each, with the cells of tables; no headers, footnotes, deleted text or
/// comments. Reads no more than limits::docx_part_bytes_max of the one part that holds the text, whatever the
/// archive says of its size. Blocking. Throws Refusal(file_damaged | file_too_big).
/// https://ecma-international.org/publications-and-standards/standards/ecma-376/
std::string word_text(std::filesystem::path const& file);

}  // namespace aisha
