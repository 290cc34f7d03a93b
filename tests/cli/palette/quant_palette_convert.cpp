// quant_palette_convert IN OUT: reads a palette file and writes it in the format of OUT's
// extension. Lets tests from outside use the program's code for palette files.
#include <cstdio>
#include <exception>
#include <filesystem>

#include "base/failure.h"
#include "base/output_file.h"
#include "io/decoder.h"
#include "palette/palette_file.h"

using namespace quant::cli;

int main(int argc, char *argv[]) {
    if (argc != 3) {
        std::fprintf(stderr, "use: quant_palette_convert IN OUT\n");
        return 2;
    }
    const std::string output = argv[2];
    const auto *format =
        palette_format_of_extension(std::filesystem::path(output).extension().string());
    if (!format) {
        std::fprintf(stderr, "quant: %s: must end in one of %s\n", argv[2],
                     palette_format_list(false).c_str());
        return 2;
    }
    try {
        Decoder decoder({kDefaultMaxPixels, 60});
        const NamedPalette palette = read_palette(argv[1], decoder);
        write_file(output, format_palette(palette, format->format), false);
        return 0;
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "quant: %s: %s\n", argv[1], failure.what());
        return 1;
    }
}
