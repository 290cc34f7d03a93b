// render.h: a document as a web page and as Markdown, and the analysis as JSON.
#pragma once

#include <string>
#include <string_view>

#include "report/analysis.h"
#include "report/document.h"

namespace quant::cli::report {

// In the first lines of each file, by which a report knows its own.
inline constexpr std::string_view generator_mark = "quant report";

// Complete: style, plots and pictures within. Reads the pictures; throws FailureOf.
std::string to_html(const Document &document);
std::string to_markdown(const Document &document);
// The figures of the analysis, and the sentences of the document.
std::string to_json(const Analysis &analysis, const Document &document);
std::string to_svg_file(const Figure &figure);

std::string page_style();

}  // namespace quant::cli::report
