// The checks name the item that has the lock, which may be a group around the drawable.
#include "gimp/checks.h"

#include "common/parameters.h"
#include "common/text.h"

namespace quant::plugin {
namespace {

void check_is_not_locked(DrawableRef drawable) {
    for (const ItemRef item : holders_of(drawable))
        if (gimp_item_get_lock_content(item))
            throw Failure(format_text(_("The pixels of '%1' are locked"), {name_of_item(item)}));
}

}  // namespace

std::string name_of_item(ItemRef item) { return text_of(gimp_item_get_name(item)); }

void check_can_recolor(DrawableRef drawable) {
    check_is_not_locked(drawable);
    if (gimp_drawable_is_indexed(drawable))  // its masks and channels are not indexed
        throw Failure(
            _("The image is indexed: choose \"Convert to indexed\" to give it fewer colors"));
}

// GIMP 3 shows a layer through its filters, which would also change the pixels written here.
void check_has_no_filters(DrawableRef drawable) {
    if (has_filters(drawable))
        throw Failure(format_text(_("'%1' has filters: merge them first"),
                                  {name_of_item(item_of(drawable))}));
}

void check_can_index(DrawableRef layer) {
    if (gimp_item_is_group(item_of(layer)))
        throw Failure(_("GIMP cannot index an image with layer groups: merge them first"));
    check_is_not_locked(layer);
    check_has_no_filters(layer);
}

void check_can_change_alpha(DrawableRef layer) {
    if (is_alpha_locked(layer))
        throw Failure(
            format_text(_("The alpha of '%1' is locked, and an indexed image has no soft alpha"),
                        {name_of_item(item_of(layer))}));
}

}  // namespace quant::plugin
