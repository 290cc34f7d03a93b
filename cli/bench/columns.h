// columns.h: the first lines of the tables that quant bench writes and quant report reads.
#pragma once

#include <string_view>

namespace quant::cli::bench {

// NAME.csv and NAME-cells.csv.
inline constexpr std::string_view table_columns =
    "K,Threads,T. Seq,Std. Seq,T. Par,Std. Par,Spd,Eff,Inertia";

// NAME-samples.csv.
inline constexpr std::string_view sample_columns =
    "image,width,height,unique_colors,K,engine,threads,run,seconds,iterations,inertia,evaluations";

}  // namespace quant::cli::bench
