// Reading .docx: a ZIP archive with XML in it.
#include "services/documents/word_text.hpp"

#include "core/errors.hpp"
#include "core/limits/notes.hpp"
#include "services/documents/zip_entries.hpp"

#include <pugixml.hpp>
#include <string_view>

namespace aisha {

namespace {

[[noreturn]] void throw_damaged() { throw Refusal(RefusalReason::file_damaged); }

void parse(pugi::xml_document& document, std::string& xml) {
    auto const flags = pugi::parse_default | pugi::parse_ws_pcdata;
    if (!document.load_buffer_inplace(xml.data(), xml.size(), flags)) throw_damaged();
}

/// The name without its namespace's prefix.
std::string_view local(char const* name) {
    std::string_view const whole(name);
    auto const colon = whole.find(':');
    return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

/// Where the text is: "word/document.xml", unless the archive says otherwise.
std::string main_part(ZipEntries const& archive) {
    auto relations = archive.read("_rels/.rels", limits::docx_part_bytes_max);
    if (!relations) throw_damaged();
    pugi::xml_document document;
    parse(document, *relations);
    for (auto const& relation : document.document_element().children()) {
        if (!std::string_view(relation.attribute("Type").value()).ends_with("/officeDocument")) continue;
        std::string_view target(relation.attribute("Target").value());
        if (target.starts_with('/')) target.remove_prefix(1);
        return std::string(target);
    }
    throw_damaged();
}

/// Collects text in the order of the document, without recursion: nothing in a document is too deep for it.
std::string text_of(pugi::xml_node const& root) {
    std::string text;
    auto const enter = [&](pugi::xml_node const& node) {
        auto const name = local(node.name());
        // Pictures' texts stand twice, the second time for old programs.
        if (name == "Fallback" || name == "del" || name == "moveFrom") return false;
        if (name == "t") text += node.text().get();
        else if (name == "tab") text += ' ';
        else if (name == "br" || name == "cr") text += '\n';
        return true;
    };
    auto const leave = [&](pugi::xml_node const& node) {
        if (local(node.name()) == "p") text += '\n';
    };
    auto node = root;
    while (node) {
        if (enter(node) && node.first_child()) {
            node = node.first_child();
            continue;
        }
        leave(node);
        while (node && node != root && !node.next_sibling()) {
            node = node.parent();
            leave(node);
        }
        if (!node || node == root) break;
        node = node.next_sibling();
    }
    return text;
}

}  // namespace

std::string word_text(std::filesystem::path const& file) {
    ZipEntries const archive(file, limits::docx_entries_max);
    auto part = archive.read(main_part(archive), limits::docx_part_bytes_max);
    if (!part) throw_damaged();
    pugi::xml_document document;
    parse(document, *part);
    auto const root = document.document_element();
    if (local(root.name()) != "document") throw_damaged();
    return text_of(root);
}

}  // namespace aisha
