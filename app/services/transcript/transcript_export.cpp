// Writing transcripts as files.
#include "services/transcript/transcript_export.hpp"

#include "core/json.hpp"
#include "core/limits/history.hpp"
#include "core/time_zone.hpp"
#include "core/utf.hpp"
#include "services/documents/word_document.hpp"
#include "services/transcript/paragraphs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace aisha {

namespace {

double seconds_of(Transcript const& transcript) {
    constexpr double micro = 1e-6;
    return static_cast<double>(transcript.duration_us.value_or(0)) * micro;
}

std::string text_file(ExportedTranscript const& what) {
    return fmt::format("{}\n{}\n\n{}\n", what.title, what.about,
                       joined_paragraphs(paragraphs_of(what.transcript.text.value_or(""), what.segments)));
}

/// 01:02:03,004 (SRT) or with a point (WebVTT).
std::string time_code(double seconds, char point) {
    auto const total = static_cast<std::int64_t>(std::llround(seconds * 1000));
    return fmt::format("{:02}:{:02}:{:02}{}{:03}", total / 3'600'000, total / 60'000 % 60, total / 1000 % 60,
                       point, total % 1000);
}

std::string joined_lines(Subtitle const& subtitle) {
    std::string text;
    for (auto const& line : subtitle.lines) text += line + "\n";
    return text;
}

std::string srt_file(std::vector<Subtitle> const& subtitles) {
    std::string out;
    std::size_t number = 1;
    for (auto const& one : subtitles)
        out += fmt::format("{}\n{} --> {}\n{}\n", number++, time_code(one.start_s, ','),
                           time_code(one.end_s, ','), joined_lines(one));
    return out;
}

/// https://www.w3.org/TR/webvtt1/#webvtt-cue-text-span
std::string vtt_escaped(std::string const& text) {
    std::string out;
    for (char const c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else out += c;
    }
    return out;
}

std::string vtt_file(std::vector<Subtitle> const& subtitles) {
    std::string out = "WEBVTT\n\n";
    for (auto const& one : subtitles)
        out += fmt::format("{} --> {}\n{}\n", time_code(one.start_s, '.'), time_code(one.end_s, '.'),
                           vtt_escaped(joined_lines(one)));
    return out;
}

std::string json_file(ExportedTranscript const& what) {
    auto const made = local_time(what.transcript.created_at, "");
    json::Object const object{
        {"title", what.title},
        {"created_at", fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", made.year, made.month, made.day,
                                   made.hour, made.minute, made.second)},
        {"duration_s", seconds_of(what.transcript)},
        {"language", json::write(what.transcript.language)},
        {"text", what.transcript.text.value_or("")},
        {"segments", json::write(what.segments)}};
    return json::dump(object) + "\n";
}

void write_docx(ExportedTranscript const& what, std::filesystem::path const& to) {
    WordDocument document{.title = what.title,
                          .about = what.about,
                          .language = what.transcript.language.value_or("en"),
                          .blocks = {}};
    for (auto& paragraph : paragraphs_of(what.transcript.text.value_or(""), what.segments))
        document.blocks.push_back({std::move(paragraph), WordDocument::Style::paragraph});
    write_word_document(document, to);
}

/// Words of at most `units_max` units; a longer word alone is cut.
std::vector<std::string> wrapped(std::string_view text, std::size_t units_max) {
    std::vector<std::string> lines;
    std::string line;
    std::size_t units = 0;
    auto const take = [&](std::string_view word) {
        auto const width = utf::utf16_length(word);
        if (units > 0 && units + 1 + width > units_max) {
            lines.push_back(std::move(line));
            line.clear();
            units = 0;
        }
        if (units > 0) line += ' ';
        line += word;
        units += width + (units > 0 ? 1 : 0);
    };
    while (!text.empty()) {
        auto const end = std::min(text.find_first_of(" \n\t\r"), text.size());
        auto word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!word.empty()) {
            auto const piece = utf::utf16_prefix(word, units_max);
            take(piece);
            word.remove_prefix(piece.size());
        }
    }
    if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

}  // namespace

std::vector<Subtitle> subtitles_of(std::string_view text, std::vector<TranscriptSegment> const& segments,
                                   double duration_s) {
    std::vector<TranscriptSegment> const whole{{0, duration_s, std::string(text)}};
    std::vector<Subtitle> subtitles;
    for (auto const& segment : segments.empty() ? whole : segments) {
        auto const lines = wrapped(utf::repaired(segment.text), limits::subtitle_line_units);
        double units = 0, before = 0;
        for (auto const& line : lines) units += static_cast<double>(utf::utf16_length(line));
        auto const length = std::max(segment.end_s - segment.start_s, 0.0);
        for (std::size_t at = 0; at < lines.size(); at += 2) {
            Subtitle subtitle{.start_s = segment.start_s + length * before / units, .end_s = 0, .lines = {}};
            for (std::size_t number = at; number < std::min(at + 2, lines.size()); ++number) {
                before += static_cast<double>(utf::utf16_length(lines[number]));
                subtitle.lines.push_back(lines[number]);
            }
            subtitle.end_s = segment.start_s + length * before / units;
            subtitles.push_back(std::move(subtitle));
        }
    }
    return subtitles;
}

void write_export(ExportedTranscript const& what, ExportFormat format, std::filesystem::path const& to) {
    if (format == ExportFormat::docx) return write_docx(what, to);
    auto const subtitles = [&] {
        return subtitles_of(what.transcript.text.value_or(""), what.segments, seconds_of(what.transcript));
    };
    std::ofstream out(to, std::ios::binary);
    switch (format) {
        case ExportFormat::txt: out << text_file(what); break;
        case ExportFormat::srt: out << srt_file(subtitles()); break;
        case ExportFormat::vtt: out << vtt_file(subtitles()); break;
        case ExportFormat::json: out << json_file(what); break;
        case ExportFormat::docx: break;
    }
    out.close();
    if (!out) throw std::runtime_error("cannot write " + to.string());
}

std::string_view mime_type_of(ExportFormat format) {
    switch (format) {
        case ExportFormat::txt: return "text/plain; charset=utf-8";
        case ExportFormat::docx:
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        case ExportFormat::srt: return "application/x-subrip";
        case ExportFormat::vtt: return "text/vtt";
        case ExportFormat::json: return "application/json";
    }
    throw std::logic_error("no type for this format");
}

std::string file_name_for(std::string_view title, std::string_view extension) {
    constexpr std::size_t units_max = 60;
    std::string name;
    for (char const c : utf::repaired(title)) {
        bool const bad = static_cast<unsigned char>(c) < ' ' || std::string_view("\\/:*?\"<>|%").contains(c);
        char const kept = bad ? ' ' : c;
        if (kept == ' ' && (name.empty() || name.back() == ' ')) continue;
        name += kept;
    }
    name = utf::utf16_prefix(name, units_max);
    auto const is_end = [](char c) { return c == ' ' || c == '.'; };
    while (!name.empty() && is_end(name.back())) name.pop_back();
    while (!name.empty() && is_end(name.front())) name.erase(0, 1);
    if (name.empty()) name = "transcript";
    return fmt::format("{}.{}", name, extension);
}

}  // namespace aisha
