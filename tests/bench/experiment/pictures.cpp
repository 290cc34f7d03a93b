// Decodes pictures as `quant bench` does.
#include "pictures.h"

#include <algorithm>
#include <filesystem>

#include "base/failure.h"
#include "base/signals.h"
#include "base/terminal.h"
#include "dataset/load.h"
#include "io/decoder.h"
#include "program.h"

namespace quant::experiment {
namespace {

using quant::cli::Entry;

std::string file_name(const std::string &path) {
    return std::filesystem::path(path).filename().string();
}

std::vector<Entry> entries_of(const std::vector<std::string> &files) {
    std::vector<Entry> entries;
    for (const std::string &file : files) {
        const auto same = std::count_if(files.begin(), files.end(), [&](const std::string &other) {
            return file_name(other) == file_name(file);
        });
        entries.push_back({same > 1 ? file : file_name(file), file, 0, 0});
    }
    if (files.empty())
        for (const std::size_t size : {std::size_t{150}, std::size_t{1024}})
            entries.push_back({kSynthetic + std::to_string(size), "", size, 1});
    return entries;
}

}  // namespace

bool for_each_picture(const std::vector<std::string> &files,
                      const std::function<void(const std::string &, const Image &)> &visit) {
    quant::cli::Decoder decoder(quant::cli::DecoderOptions{});
    bool all = true;
    for (const Entry &entry : entries_of(files)) {
        quant::cli::signals::check();
        try {
            const quant::cli::RgbPicture picture = quant::cli::load(entry, decoder);
            visit(entry.name, picture.view());
        } catch (const quant::cli::FailureOf &) {
            throw;
        } catch (const quant::cli::Failure &failure) {
            quant::cli::signals::check();
            complain(quant::cli::printable(entry.path.empty() ? entry.name : entry.path) + ": " +
                     failure.what() + "; left out");
            all = false;
        }
    }
    return all;
}

}  // namespace quant::experiment
