// Cleaning texts and putting their entities in order, as the service does after parsing.
#include "sandbox/telegram/formatted_text.hpp"

#include "core/utf.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace aisha::sandbox::telegram {

namespace {

bool is_code(Entity const& entity) { return entity.type == "pre" || entity.type == "code"; }
bool is_quote(Entity const& entity) { return entity.type.ends_with("blockquote"); }

/// Kinds that only change how letters look, and so can be cut and joined anywhere.
bool is_style(Entity const& entity) {
    constexpr std::array<std::string_view, 5> styles{"bold", "italic", "underline", "strikethrough",
                                                     "spoiler"};
    return std::ranges::find(styles, entity.type) != styles.end();
}

bool overlap(Entity const& a, Entity const& b) { return a.offset < b.end() && b.offset < a.end(); }

void sort_entities(std::vector<Entity>& entities) {
    auto const rank = [](Entity const& entity) { return is_quote(entity) ? 0 : is_style(entity) ? 2 : 1; };
    std::ranges::sort(entities, [&](Entity const& a, Entity const& b) {
        return std::tuple(a.offset, -a.length, rank(a), std::string_view(a.type)) <
               std::tuple(b.offset, -b.length, rank(b), std::string_view(b.type));
    });
}

/// Removes control characters and the spaces around the text; entities move along.
FormattedText trimmed(FormattedText const& in) {
    std::string text;
    std::vector<std::int64_t> moved;  // for each UTF-16 unit of `in`, and for its end: the unit in `text`
    std::int64_t units = 0;
    for (std::size_t at = 0; at < in.text.size();) {
        auto const size = utf::code_point_size(in.text[at]);
        auto const old_units = size == 4 ? 2 : 1;
        moved.insert(moved.end(), static_cast<std::size_t>(old_units), units);
        if (size == 1 && in.text[at] == '\r') {
            ++at;
            continue;
        }
        auto const byte = static_cast<unsigned char>(in.text[at]);
        if (size == 1 && byte < ' ' && byte != '\n') text += ' ';
        else text += in.text.substr(at, size);
        units += old_units;
        at += size;
    }
    moved.push_back(units);

    auto const last = text.find_last_not_of(" \n");
    text.resize(last == std::string::npos ? 0 : last + 1);
    auto const first_entity = std::ranges::min_element(in.entities, {}, &Entity::offset);
    auto const place = [&](std::int64_t unit) {
        return moved[static_cast<std::size_t>(std::clamp<std::int64_t>(unit, 0, std::ssize(moved) - 1))];
    };
    auto const lead_max = first_entity == in.entities.end() ? units : place(first_entity->offset);
    std::int64_t lead = 0;
    while (lead < lead_max && lead < std::ssize(text) &&
           (text[static_cast<std::size_t>(lead)] == ' ' || text[static_cast<std::size_t>(lead)] == '\n'))
        ++lead;
    text.erase(0, static_cast<std::size_t>(lead));

    auto const length = static_cast<std::int64_t>(utf::utf16_length(text));
    FormattedText out{.text = std::move(text), .entities = {}};
    for (auto entity : in.entities) {
        auto const begin = std::clamp<std::int64_t>(place(entity.offset) - lead, 0, length);
        auto const end = std::clamp<std::int64_t>(place(entity.end()) - lead, begin, length);
        entity.offset = begin;
        entity.length = end - begin;
        if (entity.length > 0) out.entities.push_back(std::move(entity));
    }
    return out;
}

/// What is left of a style outside of code.
std::vector<Entity> outside(Entity const& style, std::vector<Entity> const& codes) {
    std::vector<Entity> pieces;
    auto begin = style.offset;
    for (auto const& code : codes) {
        if (!overlap(style, code)) continue;
        if (code.offset > begin)
            pieces.push_back({.type = style.type, .offset = begin, .length = code.offset - begin});
        begin = std::max(begin, code.end());
    }
    if (style.end() > begin)
        pieces.push_back({.type = style.type, .offset = begin, .length = style.end() - begin});
    return pieces;
}

/// Joins pieces of one style that touch.
void join_styles(std::vector<Entity>& entities) {
    std::vector<Entity> joined;
    for (auto const& entity : entities) {
        auto const before = std::find_if(joined.rbegin(), joined.rend(),
                                         [&](Entity const& other) { return other.type == entity.type; });
        if (is_style(entity) && before != joined.rend() && before->end() >= entity.offset)
            before->length = std::max(before->end(), entity.end()) - before->offset;
        else joined.push_back(entity);
    }
    entities = std::move(joined);
}

/// Code holds nothing else, quotes and links do not nest.
std::vector<Entity> without_conflicts(std::vector<Entity> entities) {
    sort_entities(entities);
    std::vector<Entity> codes, result;
    for (auto const& entity : entities)
        if (is_code(entity) &&
            std::ranges::none_of(codes, [&](auto const& code) { return overlap(code, entity); }))
            codes.push_back(entity);
    for (auto const& entity : entities) {
        if (is_code(entity)) continue;
        if (is_style(entity)) {
            auto const pieces = outside(entity, codes);
            result.insert(result.end(), pieces.begin(), pieces.end());
        } else if (is_quote(entity)) {
            if (std::ranges::none_of(
                    result, [&](auto const& other) { return is_quote(other) && overlap(other, entity); }))
                result.push_back(entity);
        } else {
            auto const conflicts = [&](auto const& other) {
                return !is_style(other) && !is_quote(other) && overlap(other, entity);
            };
            if (std::ranges::none_of(codes, conflicts) && std::ranges::none_of(result, conflicts))
                result.push_back(entity);
        }
    }
    result.insert(result.end(), codes.begin(), codes.end());
    sort_entities(result);
    join_styles(result);
    return result;
}

}  // namespace

FormattedText cleaned(FormattedText text) {
    auto out = trimmed(text);
    out.entities = without_conflicts(std::move(out.entities));
    for (auto& found : find_entities(out.text)) {
        auto const taken = [&](Entity const& other) {
            return !is_style(other) && !is_quote(other) && overlap(other, found);
        };
        if (std::ranges::none_of(out.entities, taken)) out.entities.push_back(std::move(found));
    }
    sort_entities(out.entities);
    return out;
}

std::size_t characters(std::string_view text) { return utf::length(text); }

}  // namespace aisha::sandbox::telegram
