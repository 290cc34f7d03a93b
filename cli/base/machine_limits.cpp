// Finds the control groups of this process and looks from each of them upward.
#include "base/machine_limits.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>
#include <vector>

namespace quant::cli {
namespace {

constexpr const char *kVersion2 = "";  // stands for the controllers, of which version 2 has all

std::string line_of(const std::string &path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::optional<double> number_of(const std::string &text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end != text.data() ? std::optional(value) : std::nullopt;
}

bool has_word(const std::string &list, const std::string &word) {
    return (',' + list + ',').find(',' + word + ',') != std::string::npos;
}

// Returns the path of the control group for a controller, from /proc/self/cgroup, whose lines are
// NUMBER:CONTROLLERS:PATH.
std::optional<std::string> group_of(const std::string &root, const std::string &controller) {
    std::ifstream file(root + "/proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const std::string names = line.substr(first + 1, second - first - 1);
        if (names == controller || (!controller.empty() && has_word(names, controller)))
            return line.substr(second + 1);
    }
    return {};
}

// Where a hierarchy of control groups is mounted, and which of its groups is there.
struct Mount {
    std::string group;
    std::string place;
};

std::optional<Mount> mount_of(const std::string &root, const std::string &controller) {
    std::ifstream file(root + "/proc/self/mountinfo");
    for (std::string line; std::getline(file, line);) {
        const std::size_t separator = line.find(" - ");
        if (separator == std::string::npos) continue;
        std::istringstream before(line), after(line.substr(separator + 3));
        std::string id, parent, device, type, source, options;
        Mount mount;
        before >> id >> parent >> device >> mount.group >> mount.place;
        after >> type >> source >> options;
        const bool fits = controller.empty() ? type == "cgroup2"
                                             : type == "cgroup" && has_word(options, controller);
        if (fits) return mount;
    }
    return {};
}

// Returns the least limit of the group of this process and all groups around it.
std::optional<double> least(
    const std::string &root, const std::string &controller,
    const std::function<std::optional<double>(const std::string &folder)> &limit_in) {
    const auto group = group_of(root, controller);
    const auto mount = mount_of(root, controller);
    if (!group || !mount) return {};
    // Inside a container, the path may be one of the machine outside.
    std::string below = *group;
    if (mount->group != "/")
        below = below.starts_with(mount->group) ? below.substr(mount->group.size()) : "";
    const std::string top = root + mount->place;
    std::optional<double> result;
    for (;; below.resize(below.rfind('/'))) {
        while (below.ends_with('/')) below.pop_back();
        const auto limit = limit_in(top + below);
        if (limit && *limit > 0) result = std::min(*limit, result.value_or(*limit));
        if (below.empty()) return result;
    }
}

std::optional<double> smaller(std::optional<double> a, std::optional<double> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

}  // namespace

std::optional<double> cpu_quota(const std::string &root) {
    const auto version_2 = least(root, kVersion2, [](const std::string &folder) {
        std::istringstream line(line_of(folder + "/cpu.max"));
        std::string quota, period;
        line >> quota >> period;
        const auto most = number_of(quota), of = number_of(period);
        return most && of && *of > 0 ? std::optional(*most / *of) : std::nullopt;
    });
    const auto version_1 = least(root, "cpu", [](const std::string &folder) {
        const auto most = number_of(line_of(folder + "/cpu.cfs_quota_us"));  // -1: no limit
        const auto of = number_of(line_of(folder + "/cpu.cfs_period_us"));
        return most && of && *of > 0 ? std::optional(*most / *of) : std::nullopt;
    });
    return smaller(version_1, version_2);
}

std::optional<std::uint64_t> memory_limit(const std::string &root) {
    const auto version_2 = least(root, kVersion2, [](const std::string &folder) {
        return number_of(line_of(folder + "/memory.max"));
    });
    const auto version_1 = least(root, "memory", [](const std::string &folder) {
        return number_of(line_of(folder + "/memory.limit_in_bytes"));
    });
    constexpr double kNoLimit = 1e18;  // version 1 writes one near 2^63
    const auto limit = smaller(version_1, version_2);
    if (!limit || *limit > kNoLimit) return {};
    return static_cast<std::uint64_t>(*limit);
}

}  // namespace quant::cli
