// Weights and curve are those of version 2.1, from ssimulacra2.cc of
// https://github.com/cloudinary/ssimulacra2 (J. Sneyers, Cloudinary; BSD license). They were fitted
// there to the opinions of people in the data sets CID22, TID2013, KADID-10k and KonFiG-IQA.
#include "metrics/ssimulacra2_score.h"

#include <array>
#include <cmath>

namespace quant::cli::metrics {
namespace {

constexpr std::size_t kErrorsOfChannel = kErrorNorms * kErrorMaps;

// The weights of the errors of X, Y and B, each at all scales from 1:1 to 1:32. The first line of
// each has those of the means of the three maps, the second those of the fourth roots.
// clang-format off
constexpr std::array<double, 3 * kMostScales * kErrorsOfChannel> kWeights = {
    0.0, 0.0007376606707406586, 0.0,  // X, 1:1
    0.0, 0.0007793481682867309, 0.0,
    0.0, 0.0004371155730107379, 0.0,  // X, 1:2
    1.1041726426657346, 0.00066284834129271, 0.00015231632783718752,
    0.0, 0.0016406437456599754, 0.0,  // X, 1:4
    1.8422455520539298, 11.441172603757666, 0.0,
    0.0007989109436015163, 0.000176816438078653, 0.0,  // X, 1:8
    1.8787594979546387, 10.94906990605142, 0.0,
    0.0007289346991508072, 0.9677937080626833, 0.0,  // X, 1:16
    0.00014003424285435884, 0.9981766977854967, 0.00031949755934435053,
    0.0004550992113792063, 0.0, 0.0,  // X, 1:32
    0.0013648766163243398, 0.0, 0.0,
    0.0, 0.0, 0.0,  // Y, 1:1
    7.466890328078848, 0.0, 17.445833984131262,
    0.0006235601634041466, 0.0, 0.0,  // Y, 1:2
    6.683678146179332, 0.00037724407979611296, 1.027889937768264,
    225.20515300849274, 0.0, 0.0,  // Y, 1:4
    19.213238186143016, 0.0011401524586618361, 0.001237755635509985,
    176.39317598450694, 0.0, 0.0,  // Y, 1:8
    24.43300999870476, 0.28520802612117757, 0.0004485436923833408,
    0.0, 0.0, 0.0,  // Y, 1:16
    34.77906344483772, 44.835625328877896, 0.0,
    0.0, 0.0, 0.0,  // Y, 1:32
    0.0, 0.0, 0.0,
    0.0, 0.0008680556573291698, 0.0,  // B, 1:1
    0.0, 0.0, 0.0,
    0.0, 0.0005313191874358747, 0.0,  // B, 1:2
    0.00016533814161379112, 0.0, 0.0,
    0.0, 0.0, 0.0,  // B, 1:4
    0.0004179171803251336, 0.0017290828234722833, 0.0,
    0.0020827005846636437, 0.0, 0.0,  // B, 1:8
    8.826982764996862, 23.19243343998926, 0.0,
    95.1080498811086, 0.9863978034400682, 0.9834382792465353,  // B, 1:16
    0.0012286405048278493, 171.2667255897307, 0.9807858872435379,
    0.0, 0.0, 0.0,  // B, 1:32
    0.0005130064588990679, 0.0, 0.00010854057858411537,
};
// clang-format on

// Returns the sum of weighted errors as a score. The cubic keeps its slope positive; the power
// spreads small errors, which people see better than the sum says.
double curved(double sum) {
    const double scaled = 0.9562382616834844 * sum;
    const double errors =
        scaled *
        (2.326765642916932 + scaled * (-0.020884521182843837 + scaled * 6.248496625763138e-05));
    return errors > 0.0 ? 100.0 - 10.0 * std::pow(errors, 0.6276336467831387) : 100.0;
}

}  // namespace

double ssimulacra2_score(std::span<const ScaleErrors> scales) {
    // Pictures of less than 113 pixels have fewer scales. The original then takes the weights in
    // this order without a gap, so that a channel gets some of the one before it. A score is
    // comparable with others only if it is done likewise here.
    double sum = 0.0;
    std::size_t next = 0;
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (const ScaleErrors &scale : scales)
            for (const auto &norm : scale[channel])
                for (const double error : norm) sum += kWeights[next++] * error;
    return curved(sum);
}

}  // namespace quant::cli::metrics
