// The file is a GLib key file with one group for the last settings and one for each preset. Every
// change loads it, changes one group and saves it.
#include "gimp/settings.h"

#include <algorithm>
#include <memory>

#include "common/text.h"
#include "gimp/actions.h"

namespace quant::plugin {
namespace {

constexpr const char *kLast = "last";
constexpr const char *kNamed = "preset ";  // precedes the name

struct FreeKeys {
    void operator()(GKeyFile *keys) const { g_key_file_unref(keys); }
};
using Keys = std::unique_ptr<GKeyFile, FreeKeys>;

Keys load(const std::string &path) {
    Keys keys(g_key_file_new());
    g_key_file_load_from_file(keys.get(), path.c_str(), G_KEY_FILE_NONE, nullptr);
    return keys;
}

void save(const std::string &path, const Keys &keys) {
    GError *error = nullptr;
    if (g_key_file_save_to_file(keys.get(), path.c_str(), &error)) return;
    const std::string message = error->message;
    g_error_free(error);
    throw Failure(message);
}

std::string text_in(GKeyFile *keys, const std::string &group, const char *key) {
    char *text = g_key_file_get_string(keys, group.c_str(), key, nullptr);
    std::string result = text ? text : "";
    g_free(text);
    return result;
}

int number_in(GKeyFile *keys, const std::string &group, const char *key, int least, int most,
              int otherwise) {
    GError *error = nullptr;
    const int number = g_key_file_get_integer(keys, group.c_str(), key, &error);
    if (!error) return std::clamp(number, least, most);
    g_error_free(error);
    return otherwise;
}

double real_in(GKeyFile *keys, const std::string &group, const char *key, double least, double most,
               double otherwise) {
    GError *error = nullptr;
    const double number = g_key_file_get_double(keys, group.c_str(), key, &error);
    const bool is_valid = !error && number >= least && number <= most;
    g_clear_error(&error);
    return is_valid ? number : otherwise;
}

int choice_in(GKeyFile *keys, const std::string &group, const char *key, const char *(*name)(int),
              int otherwise) {
    const std::string text = text_in(keys, group, key);
    for (int value = 0; name(value); ++value)
        if (text == name(value)) return value;
    return otherwise;
}

Settings settings_in(GKeyFile *keys, const std::string &group) {
    Settings settings;
    Parameters &to = settings.parameters;
    to.mode =
        static_cast<Mode>(choice_in(keys, group, "mode", mode_name, static_cast<int>(to.mode)));
    to.colors = static_cast<unsigned>(
        number_in(keys, group, "colors", 1, QUANT_MAX_COLORS, static_cast<int>(to.colors)));
    to.preset = choice_in(keys, group, "preset", quant_preset_name, to.preset);
    to.space = choice_in(keys, group, "space", quant_space_name, to.space);
    to.dither = choice_in(keys, group, "dither", quant_dither_name, to.dither);
    to.dither_strength = real_in(keys, group, "dither-strength", 0, 1, to.dither_strength);
    to.dither_space = choice_in(keys, group, "dither-space", quant_space_name, to.dither_space);
    to.serpentine = number_in(keys, group, "serpentine", 0, 1, 0) != 0;
    to.bayer_size = static_cast<unsigned>(number_in(keys, group, "bayer-size", 2, 16, 8));
    to.protect = real_in(keys, group, "protect", 0, 1, to.protect);
    to.target_psnr = real_in(keys, group, "target-psnr", 0, kMostPsnr, to.target_psnr);
    to.importance = text_in(keys, group, "importance");
    to.shares_palette = number_in(keys, group, "shared-palette", 0, 1, 1) != 0;
    to.seed = static_cast<std::uint64_t>(number_in(keys, group, "seed", 0, G_MAXINT, 0));
    settings.keep_foreground = number_in(keys, group, "keep-foreground", 0, 1, 0) != 0;
    settings.keep_background = number_in(keys, group, "keep-background", 0, 1, 0) != 0;
    settings.use_palette = number_in(keys, group, "use-palette", 0, 1, 0) != 0;
    settings.palette = palette_of_name(text_in(keys, group, "palette"));
    settings.keep_text = text_in(keys, group, "keep-colors");
    settings.palette_text = text_in(keys, group, "palette-colors");
    return settings;
}

void put(GKeyFile *keys, const std::string &group, const Settings &settings) {
    const Parameters &from = settings.parameters;
    const auto put_text = [&](const char *key, const std::string &text) {
        g_key_file_set_string(keys, group.c_str(), key, text.c_str());
    };
    const auto put_number = [&](const char *key, int number) {
        g_key_file_set_integer(keys, group.c_str(), key, number);
    };
    const auto put_real = [&](const char *key, double number) {
        g_key_file_set_double(keys, group.c_str(), key, number);
    };
    put_text("mode", mode_name(static_cast<int>(from.mode)));
    put_number("colors", static_cast<int>(from.colors));
    put_text("preset", quant_preset_name(from.preset));
    put_text("space", quant_space_name(from.space));
    put_text("dither", quant_dither_name(from.dither));
    put_real("dither-strength", from.dither_strength);
    put_text("dither-space", quant_space_name(from.dither_space));
    put_number("serpentine", from.serpentine ? 1 : 0);
    put_number("bayer-size", static_cast<int>(from.bayer_size));
    put_real("protect", from.protect);
    put_real("target-psnr", from.target_psnr);
    put_text("importance", from.importance);
    put_number("shared-palette", from.shares_palette ? 1 : 0);
    put_number("seed", static_cast<int>(from.seed));
    put_number("keep-foreground", settings.keep_foreground ? 1 : 0);
    put_number("keep-background", settings.keep_background ? 1 : 0);
    put_number("use-palette", settings.use_palette ? 1 : 0);
    put_text("palette", name_of_palette(settings.palette));
    put_text("keep-colors", settings.keep_text);
    put_text("palette-colors", settings.palette_text);
}

std::string group_of(const std::string &name) { return kNamed + name; }

}  // namespace

void Settings::offer_palette() {
    if (use_palette || size_of(palette) > 0) return;
    const std::vector<PaletteRef> all = palettes();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [](const PaletteRef &other) { return size_of(other) > 0; });
    if (found != all.end()) palette = *found;
}

Parameters Settings::resolve(ImageRef image, const Drawables &chosen) const {
    const Babl *format = color_format(drawable_of_colors(image, chosen, parameters.mode));
    Parameters resolved = parameters;
    if (keep_foreground) resolved.keep.push_back(foreground(format));
    if (keep_background) resolved.keep.push_back(background(format));
    for (const Color &color : colors_of_text(keep_text, "keep-colors"))
        if (!contains(resolved.keep, color)) resolved.keep.push_back(color);
    resolved.palette = colors_of_text(palette_text, "palette-colors");
    if (resolved.palette.empty() && use_palette) {
        resolved.palette = palette_colors(palette, format);
        if (resolved.palette.empty())
            throw Failure(
                format_text(_("The palette '%1' has no colors"), {name_of_palette(palette)}));
    }
    return resolved;
}

HandPicked Settings::hand_picked() const {
    const auto colors_of = [](const std::string &text, const char *name) {
        try {
            return colors_of_text(text, name);
        } catch (const Failure &) {
            return std::vector<Color>();
        }
    };
    return {colors_of(keep_text, "keep-colors"), colors_of(palette_text, "palette-colors"),
            use_palette};
}

void Settings::set_hand_picked(const HandPicked &picked) {
    keep_text = hex_colors(picked.locked);
    palette_text = hex_colors(picked.palette);
    const std::size_t kept =
        picked.locked.size() + (keep_foreground ? 1 : 0) + (keep_background ? 1 : 0);
    parameters.colors =
        static_cast<unsigned>(std::clamp<std::size_t>(kept, parameters.colors, QUANT_MAX_COLORS));
}

void Settings::forget_other_image(ImageRef image) {
    keep_text.clear();
    palette_text.clear();
    const std::vector<std::string> names = importance_names(image);
    if (std::find(names.begin(), names.end(), parameters.importance) == names.end())
        parameters.importance.clear();
}

SavedSettings::SavedSettings() {
    char *path = g_build_filename(gimp_directory(), "quant-kmeans.ini", nullptr);
    path_ = path;
    g_free(path);
}

Settings SavedSettings::last() const { return settings_in(load(path_).get(), kLast); }

std::vector<std::string> SavedSettings::names() const {
    const Keys keys = load(path_);
    std::vector<std::string> names;
    char **groups = g_key_file_get_groups(keys.get(), nullptr);
    for (char **group = groups; *group; ++group)
        if (const std::string text = *group; text.starts_with(kNamed))
            names.push_back(text.substr(std::string(kNamed).size()));
    g_strfreev(groups);
    return names;
}

Settings SavedSettings::named(const std::string &name) const {
    return settings_in(load(path_).get(), group_of(name));
}

void SavedSettings::set_last(const Settings &settings) {
    const Keys keys = load(path_);
    put(keys.get(), kLast, settings);
    save(path_, keys);
}

std::string SavedSettings::valid_name(const std::string &name) {
    // The name of a group in the file must not contain these characters.
    std::string valid = name;
    std::erase_if(
        valid, [](char c) { return c == '[' || c == ']' || static_cast<unsigned char>(c) < ' '; });
    if (valid.empty()) throw Failure(_("A preset needs a name"));
    return valid;
}

void SavedSettings::set_named(const std::string &name, const Settings &settings) {
    const Keys keys = load(path_);
    put(keys.get(), group_of(name), settings);
    save(path_, keys);
}

void SavedSettings::remove(const std::string &name) {
    const Keys keys = load(path_);
    g_key_file_remove_group(keys.get(), group_of(name).c_str(), nullptr);
    save(path_, keys);
}

}  // namespace quant::plugin
