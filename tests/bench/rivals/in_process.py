"""Rivals that are libraries, which turn pixels into labels and a palette. The time of a rival
includes the conversion from bytes to its own number type, but not the rounding of its palette to
8 bits."""
import warnings

import numpy as np
from job import outcome_of_labels
from rival import IN_PROCESS, Rival


def ours(library):
    """Returns a rival for each engine and preset of quant."""
    def rival(engine, preset):
        def start(job):
            options = library.options(preset, colors=job.k, seed=job.seed, threads=job.threads,
                                      engine=library.engines.index(engine))
            if preset == "paper":
                options.max_iterations = job.iterations

            def finish(result):
                indices, palette, stats = library.read(result)
                return outcome_of_labels(job, indices, palette, iterations=stats.iterations,
                                         claimed_mse=stats.palette_mse)
            return lambda: library.quantize(job.pixels, options), finish
        return Rival(f"quant-{engine}-{preset}", IN_PROCESS, start,
                     default=engine != "sequential")

    return [rival(engine, preset) for engine in library.engines if engine != "auto"
            for preset in library.presets]


def of_function(name, function):
    """Returns the rival that calls function(job), which returns labels, palette, and iterations or
    None."""
    def start(job):
        def finish(made):
            labels, palette, iterations = made
            return outcome_of_labels(job, labels, palette, iterations=iterations)
        return lambda: function(job), finish
    return Rival(name, IN_PROCESS, start)


def numba_rivals(threads):
    import numba
    import numba_paper
    numba.set_num_threads(threads)

    def program(job):
        return numba_paper.kmeans(job.samples(np.float64), job.seeds.astype(np.float64),
                                  job.iterations)
    return [of_function("numba-paper", program)]


def opencv_rivals(threads):
    import cv2
    cv2.setNumThreads(threads)

    def criteria(job):
        return cv2.TERM_CRITERIA_MAX_ITER | cv2.TERM_CRITERIA_EPS, job.iterations, 0.0

    def from_seeds(job):
        labels = job.nearest_seeds.copy()

        def run():
            return cv2.kmeans(job.samples(), job.k, labels, criteria(job), 1,
                              cv2.KMEANS_USE_INITIAL_LABELS)
        return run, lambda made: outcome_of_labels(job, made[1], made[2])

    def plus_plus(job):
        cv2.setRNGSeed(job.seed)
        _, labels, palette = cv2.kmeans(job.samples(), job.k, None, criteria(job), 1,
                                        cv2.KMEANS_PP_CENTERS)
        return labels, palette, None
    return [Rival("opencv-seeds", IN_PROCESS, from_seeds),
            of_function("opencv-kmeans++", plus_plus)]


def sklearn_rivals(threads):
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    warnings.simplefilter("ignore", ConvergenceWarning)  # seeds of equal color

    def program(name, algorithm, seeding=None):
        def function(job):
            model = KMeans(job.k, init=seeding or job.seeds, n_init=1, max_iter=job.iterations,
                           tol=0, algorithm=algorithm, copy_x=False,
                           random_state=job.seed).fit(job.samples())
            return model.labels_, model.cluster_centers_, model.n_iter_
        return of_function("sklearn-" + name, function)
    return [program("lloyd", "lloyd"), program("elkan", "elkan"),
            program("kmeans++", "lloyd", "k-means++")]


def faiss_rivals(threads):
    import faiss
    faiss.omp_set_num_threads(threads)

    def program(points_per_color):
        def function(job):
            samples = job.samples()
            model = faiss.Kmeans(3, job.k, niter=job.iterations, seed=job.seed,
                                 max_points_per_centroid=points_per_color or len(samples))
            model.train(samples, init_centroids=job.seeds)
            _, labels = model.index.search(samples, 1)
            return labels, model.centroids, None
        return function
    return [of_function("faiss-sampling", program(256)), of_function("faiss-all", program(None))]


def pillow_rivals(threads):
    from PIL import Image, features

    def program(name, method, kmeans=0):
        def start(job):
            image = Image.fromarray(job.pixels)

            def finish(picture):
                palette = np.array(picture.getpalette(), np.uint8).reshape(-1, 3)
                return outcome_of_labels(job, np.asarray(picture), palette)
            return lambda: image.quantize(job.k, method, kmeans, dither=Image.Dither.NONE), finish
        return Rival("pillow-" + name, IN_PROCESS, start)

    method = Image.Quantize
    rivals = [program("mediancut", method.MEDIANCUT), program("maxcoverage", method.MAXCOVERAGE),
              program("fastoctree", method.FASTOCTREE),
              program("mediancut+kmeans", method.MEDIANCUT, 1)]
    if features.check("libimagequant"):
        rivals.append(program("libimagequant", method.LIBIMAGEQUANT))
    return rivals


def libimagequant_rivals(threads):
    import imagequant

    def program(speed):
        def start(job):
            opaque = np.full((*job.pixels.shape[:2], 1), 255, np.uint8)
            rgba = np.concatenate([job.pixels, opaque], axis=2)

            def finish(made):
                labels, palette = imagequant.read(made)
                return outcome_of_labels(job, labels, palette[:, :3])
            return lambda: imagequant.quantize(rgba, job.k, speed), finish
        return Rival(f"libimagequant-{speed}", IN_PROCESS, start)
    return [program(speed) for speed in imagequant.SPEEDS]


FACTORIES = {"numba": numba_rivals, "opencv": opencv_rivals, "sklearn": sklearn_rivals,
             "faiss": faiss_rivals, "pillow": pillow_rivals, "libimagequant": libimagequant_rivals}


def installed(threads):
    """Returns the rivals that can be imported, and the names of the packages that cannot."""
    rivals, absent = [], []
    for package, factory in FACTORIES.items():
        try:
            rivals += factory(threads)
        except ImportError:
            absent.append(package)
    return rivals, absent
