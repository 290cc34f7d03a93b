// Checks the pictures in a loop. A picture that cannot be read is reported and counted.
#include "validate/validation.h"

#include <string>

#include "base/failure.h"
#include "base/signals.h"
#include "dataset/load.h"

namespace quant::cli::validate {
namespace {

std::size_t image_count(const std::vector<Dataset> &sets) {
    std::size_t count = 0;
    for (const Dataset &set : sets) count += set.entries.size();
    return count;
}

}  // namespace

Validation::Validation(const ValidationOptions &options, const std::vector<Dataset> &sets,
                       Decoder &decoder)
    : options_(options),
      sets_(sets),
      decoder_(decoder),
      progress_(image_count(sets), !options.quiet),
      ledger_([](const Finding &finding) {
          print_error(finding.run.dataset + "/" + finding.run.image, describe(finding));
      }) {}

void Validation::run() {
    for (const Dataset &set : sets_) {
        bool in_odd_sizes = true;  // the first picture of each set
        for (const Entry &entry : set.entries) {
            signals::check();
            if (check(set, entry, in_odd_sizes)) in_odd_sizes = false;
            ++done_;
        }
    }
}

Report Validation::report(bool complete) const {
    return {sets_, options_.plan, ledger_, unreadable_, stopwatch_.seconds(), complete};
}

bool Validation::print(bool complete) {
    print_result(options_.json ? json(complete) : to_table(report(complete)));
    return has_passed(complete);
}

std::string Validation::json(bool complete) const { return to_json(report(complete)); }

bool Validation::has_passed(bool complete) const { return passed(report(complete)); }

bool Validation::check(const Dataset &set, const Entry &entry, bool in_odd_sizes) {
    const std::string name = set.name + "/" + entry.name;
    const ShowActivity show = [&](const std::string &what) { progress_.show(done_, name, what); };
    show("decoding");
    RgbPicture picture;
    try {
        picture = load(entry, decoder_);
    } catch (const Failure &failure) {  // is reported and counted, but does not end the run
        signals::check();
        print_error(name, failure.what());
        unreadable_.push_back({set.name, entry.name, failure.what()});
        return false;
    }
    Run run;
    run.dataset = set.name;
    run.image = entry.name;
    const std::size_t findings = ledger_.findings().size();
    validate_picture(picture.view(), run, options_.plan, ledger_, show);
    // Other sizes would only repeat what has been found.
    if (in_odd_sizes && ledger_.findings().size() == findings)
        validate_odd_sizes(picture.view(), run, options_.plan, ledger_, show);
    return true;
}

}  // namespace quant::cli::validate
