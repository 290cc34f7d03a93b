// Computes a parallel sum as the library does, with private parts that are combined after a
// barrier. With PLANT_RACE, all threads write to one part; the thread sanitizer must report that
// race.
#include <omp.h>

#include <cstdio>
#include <vector>

int main() {
    constexpr int threads = 4;
    constexpr int count = 100000;
    std::vector<long> parts(threads, 0);
    long sum = 0;
#pragma omp parallel num_threads(threads)
    {
#ifdef PLANT_RACE
        const std::size_t mine = 0;
#else
        const auto mine = static_cast<std::size_t>(omp_get_thread_num());
#endif
#pragma omp for schedule(static)
        for (int i = 0; i < count; ++i) parts[mine] += i;
#pragma omp single
        for (const long part : parts) sum += part;
    }
    std::printf("%ld\n", sum);
#ifndef PLANT_RACE
    if (sum != static_cast<long>(count) * (count - 1) / 2) return 1;
#endif
    return 0;
}
