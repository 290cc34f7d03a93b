"""The published parallel K-Means (docs/benchmarks.md), reimplemented from its description: random
pixels as seeds, parallel assignment, and an update in manual chunks with private accumulators."""
import numba
import numpy as np
from numba import njit, prange

# The distance in doubles from one accumulator to the next: a cache line, so that no two threads
# share one.
LINE = 8


@njit(parallel=True)
def assign(pixels, centroids, labels):
    for i in prange(pixels.shape[0]):
        r, g, b = pixels[i, 0], pixels[i, 1], pixels[i, 2]
        nearest = 0
        least = np.inf
        for k in range(centroids.shape[0]):
            dr = r - centroids[k, 0]
            dg = g - centroids[k, 1]
            db = b - centroids[k, 2]
            distance = dr * dr + dg * dg + db * db
            if distance < least:
                least = distance
                nearest = k
        labels[i] = nearest


@njit(parallel=True)
def update(pixels, labels, centroids, chunks):
    clusters = centroids.shape[0]
    size = (pixels.shape[0] + chunks - 1) // chunks
    private = np.zeros((chunks, clusters, LINE))
    for chunk in prange(chunks):
        for i in range(chunk * size, min((chunk + 1) * size, pixels.shape[0])):
            k = labels[i]
            for c in range(3):
                private[chunk, k, c] += pixels[i, c]
            private[chunk, k, 3] += 1
    moved = np.zeros_like(centroids)  # an empty cluster becomes [0, 0, 0]
    for k in range(clusters):
        count = private[:, k, 3].sum()
        if count > 0:
            for c in range(3):
                moved[k, c] = private[:, k, c].sum() / count
    return moved


def kmeans(pixels, seeds, iterations, tolerance=1e-4):
    """Returns labels, centroids and the number of iterations. Pixels and seeds are float64."""
    centroids = seeds
    labels = np.empty(len(pixels), np.int32)
    for done in range(1, iterations + 1):
        assign(pixels, centroids, labels)
        moved = update(pixels, labels, centroids, numba.get_num_threads())
        movement = np.sqrt(((moved - centroids) ** 2).sum(axis=1)).max()
        centroids = moved
        if movement <= tolerance:
            break
    assign(pixels, centroids, labels)
    return labels, centroids, done
