// Groups remarks with equal texts.
#include "report/remarks.h"

#include <algorithm>

#include "report/format.h"

namespace quant::cli::report {
namespace {

std::string capitalized(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

}  // namespace

std::vector<std::string> by_k(const std::vector<Scaling> &all,
                              const std::function<Sentence(const Scaling &)> &rule) {
    struct Group {
        std::string text;
        std::vector<unsigned> k;
    };
    std::vector<Group> groups;
    for (const Scaling &scaling : all) {
        const Sentence text = rule(scaling);
        if (!text) continue;
        const auto same = std::find_if(groups.begin(), groups.end(),
                                       [&](const Group &group) { return group.text == *text; });
        if (same == groups.end())
            groups.push_back({*text, {scaling.k}});
        else
            same->k.push_back(scaling.k);
    }
    std::vector<std::string> sentences;
    sentences.reserve(groups.size());
    for (const Group &group : groups)
        sentences.push_back(group.k.size() == all.size() && all.size() > 1
                                ? capitalized(group.text) + ", for every K."
                                : "K = " + list_text(group.k) + ": " + group.text + ".");
    return sentences;
}

std::vector<std::string> merged(const std::vector<Remark> &remarks) {
    struct Subject {
        std::string name;
        std::vector<unsigned> k;
    };
    struct Group {
        std::string text;
        std::vector<Subject> subjects;
    };
    std::vector<Group> groups;
    for (const Remark &remark : remarks) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&](const Group &g) { return g.text == remark.text; });
        if (group == groups.end()) group = groups.insert(groups.end(), {remark.text, {}});
        auto &subjects = group->subjects;
        auto subject = std::find_if(subjects.begin(), subjects.end(),
                                    [&](const Subject &s) { return s.name == remark.subject; });
        if (subject == subjects.end())
            subject = subjects.insert(subjects.end(), {remark.subject, {}});
        subject->k.push_back(remark.k);
    }
    std::vector<std::string> sentences;
    for (const Group &group : groups) {
        std::string subjects;
        for (const Subject &subject : group.subjects)
            subjects += (subjects.empty() ? "" : "; ") + subject.name +
                        " (K = " + list_text(subject.k) + ")";
        sentences.push_back(subjects + ": " + group.text + ".");
    }
    return sentences;
}

}  // namespace quant::cli::report
