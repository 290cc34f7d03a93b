// Describes the report as a document, from which HTML, Markdown and JSON are written. Texts are
// plain: the writers escape them.
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

// Sentences that rules have chosen from the figures.
struct Findings {
    std::string title;
    std::vector<std::string> sentences;
};

struct Table {
    std::string title;
    std::vector<std::string> columns;
    std::size_t text_columns = 1;  // columns of text, from the left; the others hold numbers
    std::vector<std::vector<std::string>> rows;
    std::string note;
};

struct Figure {
    std::string file;  // name in the folder plots/, without .svg
    Plot plot;
    std::string label = {};     // its number in the published experiment: "Plot 1"
    std::string sentence = {};  // what it shows
};

struct Figures {
    std::vector<Figure> figures;
    std::string caption;
};

struct Pictures {
    std::string title;  // title of the data set
    std::vector<results::PictureFile> files;
    bool are_published = false;  // whether they are figures 1, 2, ... of the published experiment
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
