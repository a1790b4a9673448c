// Texts that people send as files: plain ones in whatever encoding, and Word's .docx.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace aisha {

enum class TextFileKind { plain, docx };

/// What kind of text a file is, by its name and the type its sender gives: .txt and .md (text/plain,
/// text/markdown), .docx. Nothing for other files.
std::optional<TextFileKind> text_file_kind(std::string_view name, std::string_view mime_type);

/// The text of a file, in UTF-8 and freed of control characters. Blocking: offload it. Throws Refusal:
/// file_empty where there is no text in it, file_too_big over limits::text_file_bytes_max (of .docx: over
/// docx_part_bytes_max unpacked) or source_text_units_max, file_damaged where it is no text.
std::string read_text_file(std::filesystem::path const& file, TextFileKind kind);

/// Bytes in UTF-8, UTF-16 (either order, with or without a mark), CP1251, KOI8-R, CP866, ISO 8859-5, Mac
/// Cyrillic or CP1252, found out from the bytes themselves, as UTF-8. Nothing where they are no text.
std::optional<std::string> decoded_text(std::string_view bytes);

}  // namespace aisha
