#include "locale_folder.h"

#include <libintl.h>

#include <clocale>
#include <filesystem>
#include <system_error>

#include "text.h"

namespace quant::plugin {

std::string locale_folder() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    return error ? std::string() : (program.parent_path() / "locale").string();
}

void use_texts() {
    std::setlocale(LC_ALL, "");
    bindtextdomain(QUANT_TEXT_DOMAIN, locale_folder().c_str());
    bind_textdomain_codeset(QUANT_TEXT_DOMAIN, "UTF-8");
}

}  // namespace quant::plugin
