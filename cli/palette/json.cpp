// Reads ["#rrggbb", ...], or an object with such an array as "colors" and an optional "name". The
// colors may be in any notation. Writes the object.
#include "base/failure.h"
#include "base/json_text.h"
#include "base/text.h"
#include "palette/codecs.h"
#include "palette/color_text.h"

namespace quant::cli {
namespace {

Json parse(std::string_view text) {
    try {
        return Json::parse(text);
    } catch (const Json::parse_error &error) {
        throw Failure("is not valid JSON (byte " + std::to_string(error.byte) + ")");
    } catch (const Json::exception &) {
        throw Failure("is JSON with a number out of range");
    }
}

// Returns the string that the value holds, or nullptr.
const std::string *text_in(const Json &value) { return value.get_ptr<const std::string *>(); }

}  // namespace

bool looks_like_json(std::string_view text) {
    text = trim(text).substr(0, 1);
    return text == "[" || text == "{";
}

NamedPalette read_json(std::string_view text) {
    const Json json = parse(text);
    NamedPalette palette;
    const Json *colors = &json;
    if (json.is_object()) {
        if (const auto name = json.find("name"); name != json.end() && text_in(*name))
            palette.name = clean_name(*text_in(*name));
        const auto found = json.find("colors");
        colors = found == json.end() ? nullptr : &*found;
    }
    if (!colors || !colors->is_array())
        throw Failure("holds no palette (an array of \"#rrggbb\", alone or as \"colors\")");
    for (const Json &entry : *colors) {
        const std::string number = "color " + std::to_string(palette.colors.size() + 1);
        const std::string *const value = text_in(entry);
        if (!value) throw Failure(number + " is not a text such as \"#rrggbb\"");
        try {
            palette.colors.push_back(parse_color(*value));
        } catch (const Failure &failure) {
            throw Failure(number + ": " + failure.what());
        }
    }
    return palette;
}

FileBytes write_json(const NamedPalette &palette) {
    Json json = Json::object();
    if (!palette.name.empty()) json["name"] = palette.name;
    Json &colors = json["colors"] = Json::array();
    for (const Color &color : palette.colors) colors.push_back(web_color(color));
    return bytes_of(json_text(json));
}

}  // namespace quant::cli
