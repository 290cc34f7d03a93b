// Counts cycles, instructions and cache misses, and the energy of the processor, where the machine
// tells them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace quant::experiment {

// What was counted so far. NaN stands for what the machine does not tell.
struct Counts {
    double cycles, instructions, cache_misses, joules;

    Counts operator-(const Counts &before) const {
        return {cycles - before.cycles, instructions - before.instructions,
                cache_misses - before.cache_misses, joules - before.joules};
    }
};

// The hardware counters of this process, in user space. They count the threads that are started
// after the object was made, and the thread that makes it.
class HardwareCounters {
public:
    HardwareCounters();
    ~HardwareCounters();
    HardwareCounters(const HardwareCounters &) = delete;
    HardwareCounters &operator=(const HardwareCounters &) = delete;

    // Returns which there are not, and why; empty if there are all.
    const std::string &why_not() const { return why_not_; }
    // Sets all but the joules.
    void read(Counts &counts) const;

private:
    int descriptors_[3] = {-1, -1, -1};
    std::string why_not_;
};

// The energy of all processors of the machine, with everything that runs on them, as Linux tells it
// by RAPL.
class EnergyMeter {
public:
    // `folder` is that of the power capping framework; tests give another one.
    explicit EnergyMeter(const std::string &folder = "/sys/class/powercap");

    const std::string &why_not() const { return why_not_; }
    // Returns the joules since the object was made; NaN if they are not known. Must be called more
    // often than a counter starts from zero again, which takes minutes.
    double joules();

private:
    struct Package {
        std::string file;
        std::uint64_t range;  // microjoules after which the counter starts from zero
        std::uint64_t last;
    };
    std::vector<Package> packages_;
    double microjoules_ = 0;
    std::string why_not_;
};

// Both together.
class Counters {
public:
    // Says on stderr what cannot be counted, and why.
    Counters();
    Counts read();

private:
    HardwareCounters hardware_;
    EnergyMeter energy_;
};

}  // namespace quant::experiment
