// Maps the file and copies it into a string.
#include "base/text_file.h"

#include "base/failure.h"
#include "base/open_file.h"
#include "base/signals.h"

namespace quant::cli {

std::string read_text_file(const std::string &path) {
    try {
        const Fd fd = open_regular(path);
        const Mapping file(fd.get(), file_size(fd.get()), PROT_READ);
        return {reinterpret_cast<const char *>(file.data()), file.size()};
    } catch (const Failure &failure) {
        signals::check();
        throw FailureOf(path, failure.what());
    }
}

}  // namespace quant::cli
