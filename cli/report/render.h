// Writes a document as HTML, Markdown and SVG files, and the analysis as JSON.
#pragma once

#include <string>
#include <string_view>

#include "report/analysis.h"
#include "report/document.h"

namespace quant::cli::report {

// The text in the first lines of each file by which `quant report` recognizes its own files.
inline constexpr std::string_view kGeneratorMark = "quant report";

// Returns a page that contains its style, plots and pictures. Reads the files of the pictures, and
// throws FailureOf if one cannot be read.
std::string to_html(const Document &document);
std::string to_markdown(const Document &document);
// Returns the figures of the analysis and the sentences of the document.
std::string to_json(const Analysis &analysis, const Document &document);
std::string to_svg_file(const Figure &figure);

std::string page_style();

}  // namespace quant::cli::report
