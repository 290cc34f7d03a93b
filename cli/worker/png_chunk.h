// The chunks of PNG streams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace quant::cli {

inline constexpr std::size_t kPngSignatureBytes = 8;

std::uint32_t big_endian(std::span<const std::byte> bytes, std::size_t at);
void append_big_endian(std::vector<std::byte> &bytes, std::uint32_t value);

struct PngChunk {
    std::string_view type;
    std::span<const std::byte> data;
    std::span<const std::byte> whole;
};

// Returns the chunk that begins at `position`, and moves on; nothing at the end of the file.
std::optional<PngChunk> next_chunk(std::span<const std::byte> file, std::size_t &position);

// Returns the file without a last chunk that is cut off, unless it has pixels. libpng would
// allocate all that such a chunk announces, up to 2 GB, before it finds that the file ends.
std::span<const std::byte> without_cut_chunk(std::span<const std::byte> file);

// Returns whether the checksum of a chunk is right.
bool is_whole(const PngChunk &chunk);

// Appends a chunk whose data is in several parts.
void append_chunk(std::vector<std::byte> &bytes, std::string_view type,
                  std::span<const std::span<const std::byte>> parts);

}  // namespace quant::cli
