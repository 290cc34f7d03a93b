// document.h: the report as a document, before it is HTML or Markdown. All text is plain.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "report/plot.h"
#include "results/read_results.h"

namespace quant::cli::report {

struct Paragraph {
    std::string text;
};

// Sentences that rules made of the figures.
struct Findings {
    std::string title;
    std::vector<std::string> sentences;
};

struct Table {
    std::string title;
    std::vector<std::string> columns;
    std::size_t text_columns = 1;  // from the left; the others are numbers
    std::vector<std::vector<std::string>> rows;
    std::string note;
};

struct Figure {
    std::string file;  // name in the folder plots/, without .svg
    Plot plot;
};

struct Figures {
    std::vector<Figure> figures;
    std::string caption;
};

struct Pictures {
    std::string title;  // of the set
    std::vector<results::PictureFile> files;
};

using Block = std::variant<Paragraph, Findings, Table, Figures, Pictures>;

struct Section {
    std::string id;
    std::string title;
    std::vector<Block> blocks;
};

struct Document {
    std::string title;
    std::string subtitle;
    std::string version;
    std::vector<Section> sections;
};

}  // namespace quant::cli::report
