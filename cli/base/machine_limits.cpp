// Finds the control groups of this process and looks from each of them upward. Every conversion
// does this when it begins, so that files are read once, and without streams, whose first use takes
// a millisecond.
#include "base/machine_limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"

namespace quant::cli {
namespace {

// Returns what a small file has, or nothing if it cannot be read.
std::string content_of(const std::string &path) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string content;
    std::array<char, 4096> block;
    ssize_t count = 0;
    while (fd && (count = ::read(fd.get(), block.data(), block.size())) > 0)
        content.append(block.data(), static_cast<std::size_t>(count));
    return content;
}

// Takes the text up to the separator, which is left out.
std::string_view take(std::string_view &text, char separator) {
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end != text.data() ? std::optional(value) : std::nullopt;
}

bool has_word(std::string_view list, std::string_view word) {
    while (!list.empty())
        if (take(list, ',') == word) return true;
    return false;
}

std::optional<double> ratio(std::optional<double> quota, std::optional<double> period) {
    return quota && period && *period > 0 ? std::optional(*quota / *period) : std::nullopt;
}

std::optional<double> smaller(std::optional<double> a, std::optional<double> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

class ControlGroups {
public:
    explicit ControlGroups(const std::string &root)
        : root_(root),
          groups_(content_of(root + "/proc/self/cgroup")),
          mounts_(content_of(root + "/proc/self/mountinfo")) {}

    // Returns the least limit of the group of this process and all groups around it, or nothing.
    // There is no controller in version 2, where a group has all of them.
    using LimitIn = std::function<std::optional<double>(const std::string &folder)>;
    std::optional<double> least(std::string_view controller, const LimitIn &limit_in) const {
        const auto group = group_of(controller);
        const auto mount = mount_of(controller);
        if (!group || !mount) return {};
        // Inside a container, the path may be one of the machine outside.
        std::string_view below = *group;
        if (mount->group != "/")
            below = below.starts_with(mount->group) ? below.substr(mount->group.size()) : "";
        if (!below.starts_with('/')) below = "";
        std::optional<double> result;
        for (;; below = below.substr(0, below.rfind('/'))) {
            while (below.ends_with('/')) below.remove_suffix(1);
            const auto limit = limit_in(std::string(root_).append(mount->place).append(below));
            if (limit && *limit > 0) result = smaller(result, limit);
            if (below.empty()) return result;
        }
    }

private:
    // Where a hierarchy of control groups is mounted, and which of its groups is there.
    struct Mount {
        std::string_view group, place;
    };

    // The lines are NUMBER:CONTROLLERS:PATH.
    std::optional<std::string_view> group_of(std::string_view controller) const {
        for (std::string_view rest = groups_; !rest.empty();) {
            std::string_view line = take(rest, '\n');
            take(line, ':');
            const std::string_view names = take(line, ':');
            if (controller.empty() ? names.empty() : has_word(names, controller)) return line;
        }
        return {};
    }

    // The lines are ID PARENT DEVICE GROUP PLACE and more, and after " - " TYPE SOURCE OPTIONS.
    std::optional<Mount> mount_of(std::string_view controller) const {
        constexpr std::string_view separator = " - ";
        for (std::string_view rest = mounts_; !rest.empty();) {
            std::string_view line = take(rest, '\n');
            const std::size_t middle = line.find(separator);
            if (middle == std::string_view::npos) continue;
            std::string_view after = line.substr(middle + separator.size());
            const std::string_view type = take(after, ' ');
            take(after, ' ');
            const bool fits = controller.empty() ? type == "cgroup2"
                                                 : type == "cgroup" && has_word(after, controller);
            if (!fits) continue;
            for (int i = 0; i < 3; ++i) take(line, ' ');
            Mount mount;
            mount.group = take(line, ' ');
            mount.place = take(line, ' ');
            return mount;
        }
        return {};
    }

    std::string root_, groups_, mounts_;
};

}  // namespace

MachineLimits machine_limits(const std::string &root) {
    const ControlGroups groups(root);
    const auto number_in = [](const std::string &path) { return number_of(content_of(path)); };
    const auto quota_2 = groups.least("", [](const std::string &folder) {
        const std::string line = content_of(folder + "/cpu.max");  // QUOTA PERIOD
        std::string_view rest = line;
        const auto quota = number_of(take(rest, ' '));
        return ratio(quota, number_of(rest));
    });
    const auto quota_1 = groups.least("cpu", [&](const std::string &folder) {  // -1: no limit
        return ratio(number_in(folder + "/cpu.cfs_quota_us"),
                     number_in(folder + "/cpu.cfs_period_us"));
    });
    const auto memory_2 = groups.least(
        "", [&](const std::string &folder) { return number_in(folder + "/memory.max"); });
    const auto memory_1 = groups.least("memory", [&](const std::string &folder) {
        return number_in(folder + "/memory.limit_in_bytes");
    });
    constexpr double kNoLimit = 1e18;  // version 1 writes one near 2^63
    const auto memory = smaller(memory_1, memory_2);
    MachineLimits limits;
    limits.processors = smaller(quota_1, quota_2);
    if (memory && *memory < kNoLimit) limits.memory_bytes = static_cast<std::uint64_t>(*memory);
    return limits;
}

}  // namespace quant::cli
