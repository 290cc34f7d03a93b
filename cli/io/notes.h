// What a user should know about a picture, as lines of text and as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "io/format.h"
#include "io/picture_info.h"

namespace quant::cli {

// Returns the notes about a picture, without the name of its file. `from_decoder` has a note in
// each line.
std::vector<std::string> notes_of(const PictureInfo &info, std::string_view from_decoder,
                                  Format format, bool frame_chosen);

// Returns "EXIF", "XMP" and "text" for the bits of Metadata.
std::vector<std::string> metadata_names(std::uint32_t bits);

// Prints "quant: FILE: NOTE" for each note.
void print_notes(const std::string &file, const std::vector<std::string> &notes);

// Adds the fields frames, frame, clipped_pixels, not_kept and notes. All but the notes are null if
// there is no info.
void add_info(Json &json, const std::optional<PictureInfo> &info,
              const std::vector<std::string> &notes);

}  // namespace quant::cli
