// The writers of one format each that work in the program itself. See encode_picture().
#pragma once

#include <cstdint>
#include <vector>

#include "write/encode.h"

namespace quant::cli {

std::vector<std::uint8_t> encode_bmp(const OutputPicture &picture);
std::vector<std::uint8_t> encode_jpeg(const OutputPicture &picture);
std::vector<std::uint8_t> encode_pnm(const OutputPicture &picture);
std::vector<std::uint8_t> encode_targa(const OutputPicture &picture);

}  // namespace quant::cli
