// dladdr() tells which file the address of a constant in this code was loaded from.
#include "common/locale_folder.h"

#include <dlfcn.h>
#include <libintl.h>

#include <filesystem>
#include <system_error>

namespace quant::plugin {
namespace {

const char kHere = 0;

}  // namespace

std::string locale_folder() {
    Dl_info file{};
    std::error_code error;
    if (dladdr(&kHere, &file) == 0 || !file.dli_fname) return {};
    const auto path = std::filesystem::canonical(file.dli_fname, error);
    return error ? std::string() : (path.parent_path() / "locale").string();
}

void use_texts(const char *domain) {
    bindtextdomain(domain, locale_folder().c_str());
    bind_textdomain_codeset(domain, "UTF-8");
}

}  // namespace quant::plugin
