// The texts are put together from parts, so that each part is translated once.
#include "common/status.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "common/distant_error.h"
#include "common/text.h"

namespace quant::plugin {
namespace {

std::string decibels(double psnr) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", psnr);
    return text.data();
}

std::string colors_text(const Figures &figures) {
    const std::size_t count = figures.colors;
    const std::string after = grouped(count);
    const std::string before = grouped(figures.colors_before.colors);
    if (figures.colors_before.has_more)
        return format_text(
            NP_("%1 color instead of more than %2", "%1 colors instead of more than %2", count),
            {after, before});
    if (before == after || figures.colors_before.colors == 0)
        return format_text(NP_("%1 color", "%1 colors", count), {after});
    // A palette that was given or kept can have entries that no pixel needs.
    if (!figures.psnr && figures.colors > figures.colors_before.colors)
        return format_text(_("%1 colors, %2 of them in use"), {after, before});
    return format_text(NP_("%1 color instead of %2", "%1 colors instead of %2", count),
                       {after, before});
}

std::string error_text(const Figures &figures) {
    if (!figures.psnr) return _("no error");
    const std::string psnr = decibels(*figures.psnr);
    if (!figures.distant_psnr) return format_text(_("PSNR %1 dB"), {psnr});
    return format_text(_("PSNR %1 dB, from afar %2 dB"), {psnr, decibels(*figures.distant_psnr)});
}

}  // namespace

Figures figures_of(std::span<const Layer> layers, const Reduction &reduction, std::size_t shown,
                   KnownColors &known, const Progressing &progressing) {
    const bool has_own_palette = reduction.palettes().size() > 1;
    std::optional<ColorCount> &before = has_own_palette ? known.shown : known.all;
    if (!before)
        before = count_colors(has_own_palette ? layers.subspan(shown, 1) : layers, progressing);
    Figures figures{Colormap(reduction.palette(shown).palette()).size(), *before,
                    psnr_of(reduction), std::nullopt};
    if (!figures.psnr) return figures;
    if (const double mse = distant_mse(layers, reduction); mse > 0)
        figures.distant_psnr = psnr(mse);
    return figures;
}

std::string status_text(const Figures &figures) {
    return colors_text(figures) + " \u00b7 " + error_text(figures);
}

std::string warnings_text(std::span<const Layer> layers) {
    std::size_t hardened = 0;
    std::size_t clipped = 0;
    for (const Layer &layer : layers) {
        hardened += layer.pixels.hardened;
        clipped += layer.pixels.clipped;
    }
    std::string text;
    if (hardened > 0)
        text += '\n' + format_text(_("%1 half-transparent pixels become opaque or transparent"),
                                   {grouped(hardened)});
    if (clipped > 0)
        text += '\n' + format_text(_("%1 pixels with values below 0 or above 1 are clipped"),
                                   {grouped(clipped)});
    return text;
}

}  // namespace quant::plugin
