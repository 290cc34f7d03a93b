// dataset_options.h: the options about sets of pictures, which several commands share.
#ifndef QUANT_CLI_DATASET_DATASET_OPTIONS_H
#define QUANT_CLI_DATASET_DATASET_OPTIONS_H

#include <string>

#include "dataset/dataset.h"

namespace CLI {
class App;
}

namespace quant::cli {

// --dataset, --limit and --sample-seed.
void add_dataset_options(CLI::App &command, DatasetOptions &options, const std::string &group);

}  // namespace quant::cli
#endif
