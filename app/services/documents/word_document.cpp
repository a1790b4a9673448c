// Office Open XML, by pugixml, packed by libzip.
#include "services/documents/word_document.hpp"

#include "core/utf.hpp"
#include "services/documents/zip_writer.hpp"

#include <pugixml.hpp>
#include <sstream>

namespace aisha {

namespace {

constexpr auto word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr auto packages = "http://schemas.openxmlformats.org/package/2006/";

std::string printed(pugi::xml_document const& document) {
    std::ostringstream out;
    document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
    return out.str();
}

/// https://www.w3.org/TR/xml/#charsets
std::string allowed_in_xml(std::string_view text) {
    std::string result;
    for (char const c : utf::repaired(text))
        if (static_cast<unsigned char>(c) >= ' ' || c == '\t' || c == '\n') result += c;
    return result;
}

pugi::xml_node with_value(pugi::xml_node parent, char const* name, std::string const& value) {
    auto node = parent.append_child(name);
    node.append_attribute("w:val") = value.c_str();
    return node;
}

void add_paragraph(pugi::xml_node body, char const* style, std::string_view text) {
    auto paragraph = body.append_child("w:p");
    with_value(paragraph.append_child("w:pPr"), "w:pStyle", style);
    auto run = paragraph.append_child("w:r");
    std::istringstream lines(allowed_in_xml(text));
    bool first = true;
    for (std::string line; std::getline(lines, line); first = false) {
        if (!first) run.append_child("w:br");
        auto words = run.append_child("w:t");
        words.append_attribute("xml:space") = "preserve";
        words.text() = line.c_str();
    }
}

char const* style_name(WordDocument::Style style) {
    switch (style) {
        case WordDocument::Style::heading: return "Heading1";
        case WordDocument::Style::list_item: return "ListParagraph";
        case WordDocument::Style::paragraph: break;
    }
    return "Normal";
}

std::string body_of(WordDocument const& document) {
    pugi::xml_document xml;
    auto root = xml.append_child("w:document");
    root.append_attribute("xmlns:w") = word;
    auto body = root.append_child("w:body");
    add_paragraph(body, "Title", document.title);
    if (!document.about.empty()) add_paragraph(body, "Subtitle", document.about);
    for (auto const& block : document.blocks)
        add_paragraph(body, style_name(block.style),
                      block.style == WordDocument::Style::list_item ? "• " + block.text : block.text);
    // A4 with margins of 2.5 cm, in twentieths of a point.
    auto section = body.append_child("w:sectPr");
    auto size = section.append_child("w:pgSz");
    size.append_attribute("w:w") = "11906";
    size.append_attribute("w:h") = "16838";
    auto margins = section.append_child("w:pgMar");
    for (auto const* side : {"w:top", "w:right", "w:bottom", "w:left"})
        margins.append_attribute(side) = "1418";
    return printed(xml);
}

struct Looks {
    char const* id;
    char const* size;  ///< half points
    char const* colour;
    char const* after;  ///< twentieths of a point
    bool bold;
};

std::string styles_of(std::string const& language) {
    pugi::xml_document xml;
    auto root = xml.append_child("w:styles");
    root.append_attribute("xmlns:w") = word;
    auto defaults = root.append_child("w:docDefaults").append_child("w:rPrDefault").append_child("w:rPr");
    auto fonts = defaults.append_child("w:rFonts");
    for (auto const* script : {"w:ascii", "w:hAnsi", "w:cs"}) fonts.append_attribute(script) = "Calibri";
    with_value(defaults, "w:lang", language);
    for (auto const& looks :
         {Looks{"Title", "36", "1F2937", "80", true}, Looks{"Subtitle", "20", "6B7280", "320", false},
          Looks{"Heading1", "28", "1F2937", "120", true}, Looks{"Normal", "24", "111111", "200", false},
          Looks{"ListParagraph", "24", "111111", "80", false}}) {
        auto style = root.append_child("w:style");
        style.append_attribute("w:type") = "paragraph";
        style.append_attribute("w:styleId") = looks.id;
        if (std::string_view(looks.id) == "Normal") style.append_attribute("w:default") = "1";
        with_value(style, "w:name", looks.id);
        auto spacing = style.append_child("w:pPr").append_child("w:spacing");
        spacing.append_attribute("w:after") = looks.after;
        spacing.append_attribute("w:line") = "300";
        auto run = style.append_child("w:rPr");
        // These names mean something to word processors: what is not said here is theirs to choose.
        with_value(run, "w:b", looks.bold ? "1" : "0");
        with_value(run, "w:i", "0");
        with_value(run, "w:color", looks.colour);
        with_value(run, "w:sz", looks.size);
    }
    return printed(xml);
}

std::string content_types() {
    pugi::xml_document xml;
    auto root = xml.append_child("Types");
    root.append_attribute("xmlns") = (std::string(packages) + "content-types").c_str();
    auto fallback = root.append_child("Default");
    fallback.append_attribute("Extension") = "rels";
    fallback.append_attribute("ContentType") = "application/vnd.openxmlformats-package.relationships+xml";
    for (auto const* part : {"document.main", "styles"}) {
        auto one = root.append_child("Override");
        bool const main = std::string_view(part) != "styles";
        one.append_attribute("PartName") = main ? "/word/document.xml" : "/word/styles.xml";
        one.append_attribute("ContentType") =
            ("application/vnd.openxmlformats-officedocument.wordprocessingml." + std::string(part) + "+xml")
                .c_str();
    }
    return printed(xml);
}

std::string relation(char const* type, char const* target) {
    pugi::xml_document xml;
    auto root = xml.append_child("Relationships");
    root.append_attribute("xmlns") = (std::string(packages) + "relationships").c_str();
    auto one = root.append_child("Relationship");
    one.append_attribute("Id") = "rId1";
    one.append_attribute("Type") =
        (std::string("http://schemas.openxmlformats.org/officeDocument/2006/relationships/") + type).c_str();
    one.append_attribute("Target") = target;
    return printed(xml);
}

}  // namespace

void write_word_document(WordDocument const& document, std::filesystem::path const& to) {
    ZipWriter archive(to);
    archive.add("[Content_Types].xml", content_types());
    archive.add("_rels/.rels", relation("officeDocument", "word/document.xml"));
    archive.add("word/_rels/document.xml.rels", relation("styles", "styles.xml"));
    archive.add("word/styles.xml", styles_of(document.language));
    archive.add("word/document.xml", body_of(document));
    archive.finish();
}

}  // namespace aisha
