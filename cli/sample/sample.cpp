// Chooses the sizes and the seeds of the pictures that `quant sample` writes.
#include "sample/sample.h"

#include <utility>

namespace quant::cli::sample {

std::vector<Picture> all() {
    std::vector<Picture> pictures;
    pictures.push_back(landscape(1024, 1024, 24));
    Picture small = landscape(150, 150, 20);
    small.name = "landscape-small";
    pictures.push_back(std::move(small));
    pictures.push_back(soft_alpha(512));
    return pictures;
}

}  // namespace quant::cli::sample
