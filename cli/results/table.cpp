// Converts rows to and from CSV by the positions of the columns.
#include "results/table.h"

#include <algorithm>
#include <tuple>

#include "base/csv.h"

namespace quant::cli::results {
namespace {

constexpr std::string_view kTableColumns =
    "K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia";

}  // namespace

std::string table_csv(const std::vector<Row> &rows) {
    std::string text = std::string(kTableColumns) + '\n';
    for (const Row &row : rows) {
        text += std::to_string(row.colors) + ',' + std::to_string(row.threads);
        for (const double value :
             {row.sequential.mean, row.sequential.deviation, row.parallel.mean,
              row.parallel.deviation, row.speed_up(), row.efficiency(), row.inertia})
            text += ',' + number_text(value);
        text += '\n';
    }
    return text;
}

std::vector<Row> parse_table(std::string_view csv) {
    const CsvTable table(csv, kTableColumns);
    std::vector<Row> rows;
    for (const CsvRecord &record : table.records()) {
        const CsvFields fields = table.fields(record);
        Row row;
        row.colors = fields.positive(0);
        row.threads = fields.positive(1);
        std::size_t column = 2;
        for (double *value : {&row.sequential.mean, &row.sequential.deviation, &row.parallel.mean,
                              &row.parallel.deviation})
            *value = fields.number_or_nan(column++);
        // Speed-up and efficiency are only checked, since they follow from the times.
        for (; column < 8; ++column) fields.number_or_nan(column);
        row.inertia = fields.number_or_nan(column);
        if (row.parallel.mean > 0) rows.push_back(row);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return std::tie(a.colors, a.threads) < std::tie(b.colors, b.threads);
    });
    return rows;
}

}  // namespace quant::cli::results
