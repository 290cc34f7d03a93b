// Writes PPM (P6): https://netpbm.sourceforge.net/doc/ppm.html.
#include <string>

#include "write/writers.h"

namespace quant::cli {

std::vector<std::uint8_t> encode_pnm(const OutputPicture &picture) {
    const std::string header = "P6\n" + std::to_string(picture.width()) + " " +
                               std::to_string(picture.height()) + "\n255\n";
    std::vector<std::uint8_t> bytes;
    bytes.reserve(header.size() + picture.pixels.size());
    bytes.assign(header.begin(), header.end());
    const auto *pixels = reinterpret_cast<const std::uint8_t *>(picture.pixels.data());
    bytes.insert(bytes.end(), pixels, pixels + picture.pixels.size());
    return bytes;
}

}  // namespace quant::cli
