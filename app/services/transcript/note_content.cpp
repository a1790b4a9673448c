// What a chat model says, made fit to be kept.
#include "services/transcript/note_content.hpp"

#include "core/limits/notes.hpp"
#include "core/utf.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace aisha::note_content {

namespace {

/// Marks of direction (200E, 200F, 202A to 202E, 2066 to 2069), the byte order mark, zero-width spaces, and
/// the control characters of Latin-1.
bool is_invisible(std::string_view c) {
    if (c.size() == 2) return c[0] == '\xC2' && static_cast<unsigned char>(c[1]) < 0xA0;
    if (c == "\xEF\xBB\xBF" || c == "\xE2\x80\x8B") return true;
    return (c >= std::string_view("\xE2\x80\x8E") && c <= std::string_view("\xE2\x80\x8F")) ||
           (c >= std::string_view("\xE2\x80\xAA") && c <= std::string_view("\xE2\x80\xAE")) ||
           (c >= std::string_view("\xE2\x81\xA6") && c <= std::string_view("\xE2\x81\xA9"));
}

void end_line(std::string& text) {
    while (text.ends_with(' ')) text.pop_back();
    if (!text.empty() && !text.ends_with("\n\n")) text += '\n';
}

std::string shortened(std::string text, std::size_t units_max) {
    if (utf::utf16_length(text) <= units_max) return text;
    return std::string(utf::utf16_prefix(text, units_max - 1)) + "…";
}

void clean(std::optional<std::string>& line) {
    if (!line) return;
    line = cleaned_line(*line, limits::note_line_units);
    if (line->empty()) line.reset();
}

void clean(std::vector<std::string>& lines) {
    for (auto& line : lines) line = cleaned_line(line, limits::note_line_units);
    std::erase(lines, "");
    if (lines.size() > limits::note_items_of_part) lines.resize(limits::note_items_of_part);
}

/// YYYY-MM-DD, and there is such a day.
bool is_date(std::string_view text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    auto const number = [&](std::size_t at, std::size_t size, auto& value) {
        auto const* const end = text.data() + at + size;
        return std::from_chars(text.data() + at, end, value).ptr == end;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return false;
    return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month),
                                       std::chrono::day(day))
        .ok();
}

void clean(std::vector<NoteTask>& tasks) {
    for (auto& task : tasks) {
        task.task = cleaned_line(task.task, limits::note_line_units);
        clean(task.owner);
        clean(task.due);
        if (task.due_date && !is_date(*task.due_date)) task.due_date.reset();
    }
    std::erase_if(tasks, [](NoteTask const& task) { return task.task.empty(); });
    if (tasks.size() > limits::note_items_of_part) tasks.resize(limits::note_items_of_part);
}

bool same(std::string const& a, std::string const& b) { return utf::lower_case(a) == utf::lower_case(b); }

}  // namespace

std::string cleaned(std::string_view text, std::size_t units_max) {
    auto const valid = utf::repaired(text);
    std::string result;
    for (std::size_t at = 0; at < valid.size();) {
        auto const size = utf::code_point_size(valid[at]);
        auto const c = std::string_view(valid).substr(at, size);
        at += size;
        if (c == "\n") end_line(result);
        else if (c == "\r" || is_invisible(c)) continue;
        else if (size == 1 && (c[0] == ' ' || static_cast<unsigned char>(c[0]) < 0x20 || c[0] == 0x7F)) {
            if (!result.empty() && result.back() != ' ' && result.back() != '\n') result += ' ';
        } else {
            result += c;
        }
    }
    while (result.ends_with(' ') || result.ends_with('\n')) result.pop_back();
    return shortened(std::move(result), units_max);
}

std::string cleaned_line(std::string_view text, std::size_t units_max) {
    std::string line(text);
    std::ranges::replace(line, '\n', ' ');
    return cleaned(line, units_max);
}

void clean(Summary& summary) {
    summary.overview = cleaned(summary.overview, limits::note_overview_units);
    clean(summary.points);
}

void clean(TaskList& tasks) { clean(tasks.tasks); }

void clean(Protocol& protocol) {
    clean(protocol.participants);
    clean(protocol.topics);
    clean(protocol.decisions);
    clean(protocol.tasks);
}

void clean(Translation& translation) {
    // A translation is hardly ever four times as long as its text.
    translation.text = cleaned(translation.text, limits::translated_part_units * 4);
}

void clean(Points& points) { clean(points.points); }

void clean(Overview& overview) {
    overview.overview = cleaned(overview.overview, limits::note_overview_units);
}

void clean(Title& title) { title.title = cleaned_line(title.title, limits::note_title_units); }

void join(std::vector<std::string>& all, std::vector<std::string> const& more) {
    for (auto const& line : more)
        if (std::ranges::none_of(all, [&](auto const& there) { return same(there, line); }))
            all.push_back(line);
}

void join(std::vector<NoteTask>& all, std::vector<NoteTask> const& more) {
    for (auto const& task : more) {
        auto const there = std::ranges::find_if(all, [&](NoteTask const& one) {
            return same(one.task, task.task) && (!one.owner || !task.owner || same(*one.owner, *task.owner));
        });
        if (there == all.end()) {
            all.push_back(task);
            continue;
        }
        if (!there->owner) there->owner = task.owner;
        if (!there->due) {
            there->due = task.due;
            there->due_date = task.due_date;
        }
    }
}

std::vector<std::vector<std::string>> groups(std::vector<std::string> const& lines, std::size_t units_max) {
    std::vector<std::vector<std::string>> result{{}};
    std::size_t units = 0;
    for (auto const& line : lines) {
        auto const more = utf::utf16_length(line);
        if (units + more > units_max && result.back().size() >= 2) {
            result.emplace_back();
            units = 0;
        }
        result.back().push_back(line);
        units += more;
    }
    return result;
}

}  // namespace aisha::note_content
