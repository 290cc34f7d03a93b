// Writes one HTML page with its styles, plots and pictures embedded, so that it needs no other
// file.
#include <cstdint>

#include "base/text.h"
#include "base/text_file.h"
#include "report/format.h"
#include "report/render.h"

namespace quant::cli::report {

using namespace results;

namespace {

std::string base64(std::string_view bytes) {
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8 | (j < have ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += j <= have ? digits[bits >> (18 - 6 * j) & 63U] : '=';
    }
    return text;
}

std::string tag(const std::string &name, const std::string &content) {
    return "<" + name + ">" + content + "</" + name + ">";
}

class Page {
public:
    std::string render(const Document &document) {
        const std::string title = escape(document.title);
        out_ =
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"generator\" content=\"" +
            std::string(kGeneratorMark) +
            "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
            title + "</title>\n<style>\n" + page_style() + plot_style() +
            "</style>\n</head>\n<body>\n<header>\n" + tag("h1", title) + "\n<p class=\"about\">" +
            escape(document.subtitle) + "</p>\n</header>\n";
        navigation(document);
        out_ += "<main>\n";
        for (const Section &section : document.sections) {
            const std::string id = escape(section.id);
            out_.append("<section id=\"").append(id).append("\" aria-labelledby=\"").append(id);
            out_.append("-title\">\n<h2 id=\"").append(id).append("-title\">");
            out_.append(escape(section.title)).append("</h2>\n");
            for (const Block &block : section.blocks)
                std::visit([this](const auto &content) { add(content); }, block);
            out_ += "</section>\n";
        }
        return out_ + "</main>\n</body>\n</html>\n";
    }

private:
    void navigation(const Document &document) {
        out_ += "<nav aria-label=\"Contents\"><ul>";
        for (const Section &section : document.sections)
            out_ += "<li><a href=\"#" + escape(section.id) + "\">" + escape(section.title) +
                    "</a></li>";
        out_ += "</ul></nav>\n";
    }

    // Long paragraphs are set in two columns where the page is wide.
    void add(const Paragraph &paragraph) {
        constexpr std::size_t kLong = 420;
        out_ += paragraph.text.size() > kLong ? "<p class=\"long\">" : "<p>";
        out_ += escape(paragraph.text) + "</p>\n";
    }

    void add(const Findings &findings) {
        out_ += "<div class=\"findings\">\n";
        if (!findings.title.empty()) out_ += tag("h3", escape(findings.title)) + "\n";
        out_ += "<ul>\n";
        for (const std::string &sentence : findings.sentences)
            out_ += tag("li", escape(sentence)) + "\n";
        out_ += "</ul>\n</div>\n";
    }

    // Returns whether neighboring rows have the same first cell: lines between such groups then
    // help.
    static bool groups(const Table &table) {
        for (std::size_t i = 1; i < table.rows.size(); ++i)
            if (table.rows[i][0] == table.rows[i - 1][0]) return true;
        return false;
    }

    // Adds a table that scrolls sideways if the screen is narrower, by keyboard too (tabindex).
    void add(const Table &table) {
        const std::string title = escape(table.title);
        constexpr std::size_t kShort = 20;  // rows that are printed on one page
        out_ +=
            table.rows.size() <= kShort ? "<div class=\"table short\">" : "<div class=\"table\">";
        out_ += "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + title +
                "\">\n<table>\n" + tag("caption", title) + "\n";
        const bool has_groups = groups(table);
        const auto row = [&](const std::vector<std::string> &cells, const std::string &name,
                             bool begins_group = false) {
            out_ += begins_group ? "<tr class=\"group\">" : "<tr>";
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const bool heads_row = name == "td" && i == 0 && table.text_columns > 0;
                const std::string cell = heads_row ? "th" : name;
                out_.append("<").append(cell);
                if (name == "th") out_ += " scope=\"col\"";
                if (heads_row) out_ += " scope=\"row\"";
                if (i < table.text_columns) out_ += " class=\"text\"";
                out_.append(">").append(escape(cells[i])).append("</").append(cell).append(">");
            }
            out_ += "</tr>\n";
        };
        bool has_head = false;
        for (const std::string &column : table.columns) has_head |= !column.empty();
        if (has_head) {
            out_ += "<thead>";
            row(table.columns, "th");
            out_ += "</thead>\n";
        }
        out_ += "<tbody>\n";
        for (std::size_t i = 0; i < table.rows.size(); ++i)
            row(table.rows[i], "td",
                has_groups && i > 0 && table.rows[i][0] != table.rows[i - 1][0]);
        out_ += "</tbody>\n</table></div>\n";
        if (!table.note.empty()) out_ += "<p class=\"note\">" + escape(table.note) + "</p>\n";
        out_ += "</div>\n";
    }

    static std::string sentence_of(const Figure &figure) {
        if (figure.label.empty() && figure.sentence.empty()) return "";
        std::string text = figure.label.empty() ? "" : tag("b", escape(figure.label + ".")) + " ";
        return "<p class=\"says\">" + text + escape(figure.sentence) + "</p>";
    }

    void add(const Figures &figures) {
        out_ += "<figure>\n<div class=\"plots\">\n";
        for (const Figure &figure : figures.figures)
            out_ += "<div>" + to_svg(figure.plot, false) + sentence_of(figure) + "</div>\n";
        out_ += "</div>\n";
        if (!figures.caption.empty()) out_ += tag("figcaption", escape(figures.caption)) + "\n";
        out_ += "</figure>\n";
    }

    void add(const Pictures &pictures) {
        out_ += "<figure>\n<div class=\"pictures\">\n";
        unsigned number = 0;
        for (const PictureFile &file : pictures.files) {
            const std::string name =
                file.colors == 0 ? "original" : count_text(file.colors, "color");
            ++number;
            const std::string label =
                pictures.are_published ? "Figure " + std::to_string(number) + ". " : "";
            out_ += "<div><img alt=\"" + escape(pictures.title + ", " + name) +
                    "\" src=\"data:image/png;base64," + base64(read_text_file(file.path)) +
                    "\"><span>" + escape(label + name) + "</span></div>\n";
        }
        out_ += "</div>\n<figcaption>One picture of " + escape(pictures.title) +
                ", at most 400 × 300 pixels of its middle, and the same with fewer "
                "colors.</figcaption>\n</figure>\n";
    }

    std::string out_;
};

}  // namespace

std::string to_html(const Document &document) { return Page().render(document); }

std::string to_svg_file(const Figure &figure) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- " + std::string(kGeneratorMark) +
           " -->\n" + to_svg(figure.plot, true);
}

}  // namespace quant::cli::report
