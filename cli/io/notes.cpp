// Puts what the decoder has counted into words.
#include "io/notes.h"

#include <sstream>
#include <utility>

#include "base/json_text.h"
#include "base/terminal.h"

namespace quant::cli {
namespace {

std::string pixels_with(std::uint64_t count, const char *one, const char *many) {
    return count == 1 ? std::string("1 pixel has ") + one
                      : std::to_string(count) + " pixels have " + many;
}

}  // namespace

std::vector<std::string> notes_of(const PictureInfo &info, std::string_view from_decoder,
                                  Format format, bool frame_chosen) {
    std::vector<std::string> notes;
    std::istringstream lines{std::string(from_decoder)};
    for (std::string line; std::getline(lines, line);) notes.push_back(line);
    if (info.frames > 1 && !frame_chosen)
        notes.push_back("has " + std::to_string(info.frames) + " " + info_of(format).frames +
                        ", and only the first is taken (--frame N chooses another)");
    if (info.above_1 > 0)
        notes.push_back(pixels_with(info.above_1, "a value", "values") +
                        " above 1, cut off at 1 (--tone-map offers other ways)");
    if (info.not_a_number > 0)
        notes.push_back(pixels_with(info.not_a_number, "a value that is not a number",
                                    "values that are not numbers") +
                        ", taken as 0");
    return notes;
}

std::vector<std::string> metadata_names(std::uint32_t bits) {
    std::vector<std::string> names;
    for (const auto &[bit, name] :
         {std::pair{metadata_exif, "EXIF"}, std::pair{metadata_xmp, "XMP"},
          std::pair{metadata_text, "text"}})
        if ((bits & bit) != 0) names.emplace_back(name);
    return names;
}

void print_notes(const std::string &file, const std::vector<std::string> &notes) {
    for (const std::string &note : notes) print_error(file, note);
}

void add_info(Json &json, const std::optional<PictureInfo> &info,
              const std::vector<std::string> &notes) {
    const auto value = [&info](auto get) { return info ? Json(get(*info)) : Json(nullptr); };
    json["frames"] = value([](const PictureInfo &i) { return i.frames; });
    json["frame"] = value([](const PictureInfo &i) { return i.frame; });
    json["clipped_pixels"] = value([](const PictureInfo &i) { return i.above_1; });
    json["not_kept"] = value([](const PictureInfo &i) { return metadata_names(i.metadata); });
    json["notes"] = notes;
}

}  // namespace quant::cli
