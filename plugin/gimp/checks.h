// Finds the reasons why a drawable cannot be changed before anything is changed. GIMP itself finds
// some of them too late: it ends the process of a plug-in that writes to a locked drawable.
#pragma once

#include "gimp/host.h"

namespace quant::plugin {

// Each throws Failure with the reason, if there is one.
void check_can_recolor(DrawableRef drawable);
void check_has_no_filters(DrawableRef drawable);
void check_can_index(DrawableRef layer);
// For a layer with soft alpha, which an indexed image does not have.
void check_can_change_alpha(DrawableRef layer);

std::string name_of_item(ItemRef item);

}  // namespace quant::plugin
