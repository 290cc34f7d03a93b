// Writes the document as Markdown, for a repository or a mail. Plots become links to their files,
// and pictures are left out.
#include "report/format.h"
#include "report/render.h"

namespace quant::cli::report {
namespace {

std::string table_row(const std::vector<std::string> &cells) {
    std::string text = "|";
    for (const std::string &cell : cells)
        text.append(" ").append(escape_markdown(cell)).append(" |");
    return text + "\n";
}

// Returns the target of a link. All characters but letters, digits, '-', '_' and '.' are escaped,
// because they could end the link.
std::string url(std::string_view name) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                              (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
        if (is_plain)
            text += c;
        else
            text += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return text;
}

std::string sentence_of(const Figure &figure) {
    if (figure.label.empty() && figure.sentence.empty()) return "";
    const std::string label = figure.label.empty() ? "" : "**" + figure.label + ".** ";
    return label + escape_markdown(figure.sentence) + "\n\n";
}

struct Writer {
    std::string text;

    void operator()(const Paragraph &paragraph) {
        text += escape_markdown(paragraph.text) + "\n\n";
    }
    void operator()(const Findings &findings) {
        if (!findings.title.empty()) text += "### " + escape_markdown(findings.title) + "\n\n";
        for (const std::string &sentence : findings.sentences)
            text += "- " + escape_markdown(sentence) + "\n";
        text += "\n";
    }
    void operator()(const Table &table) {
        text += "**" + escape_markdown(table.title) + "**\n\n" + table_row(table.columns) + "|";
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            text += i < table.text_columns ? " --- |" : " ---: |";
        text += "\n";
        for (const auto &row : table.rows) text += table_row(row);
        text += "\n";
        if (!table.note.empty()) text += escape_markdown(table.note) + "\n\n";
    }
    void operator()(const Figures &figures) {
        for (const Figure &figure : figures.figures)
            text.append("![")
                .append(escape_markdown(figure.plot.title + ": " + figure.plot.y.label))
                .append("](plots/")
                .append(url(figure.file))
                .append(".svg)\n\n")
                .append(sentence_of(figure));
        if (!figures.caption.empty()) text += escape_markdown(figures.caption) + "\n\n";
    }
    void operator()(const Pictures &) {}
};

}  // namespace

std::string to_markdown(const Document &document) {
    Writer writer;
    writer.text = "<!-- " + std::string(kGeneratorMark) + " -->\n# " +
                  escape_markdown(document.title) + "\n\n" + escape_markdown(document.subtitle) +
                  "\n\n";
    for (const Section &section : document.sections) {
        writer.text += "## " + escape_markdown(section.title) + "\n\n";
        for (const Block &block : section.blocks) std::visit(writer, block);
    }
    return writer.text;
}

}  // namespace quant::cli::report
