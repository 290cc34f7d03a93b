/* quant.h: the C interface of libquant, exact and reproducible K-Means color quantization.
 *
 * In one minute:
 *
 *     quant_options options;
 *     quant_options_init(&options, sizeof options);
 *     options.colors = 32;
 *
 *     quant_image image = {pixels, width, height, width * 3, 3, 8};
 *     quant_result *result = NULL;
 *     quant_error error;
 *     if (quant_quantize(&image, &options, &result, &error) != QUANT_OK) {
 *         fprintf(stderr, "%s\n", error.message);
 *     } else {
 *         const uint8_t *indices = quant_result_indices(result);   // width * height bytes
 *         const quant_color *palette = quant_result_palette(result);
 *         ...
 *         quant_result_free(result);
 *     }
 *
 * Promise: the same pixels and options give the same palette, indices and inertia, bit for bit,
 * for every engine, any number of threads, every instruction set and every machine.
 *
 * Threads: every function may be called from any thread at any time, on different objects or on
 * the same const object; quant_set_isa() is the one exception and says so. No function prints,
 * exits, reads a file, or keeps a pointer to the caller's memory after it has returned. (One thing
 * is out of our hands: OpenMP ends a process that cannot start a thread, for want of memory or by
 * a limit. Set options.threads to 1 where that may happen.)
 *
 * Sizes are in pixels unless a name says bytes. Colors are sRGB with straight alpha.
 */
#ifndef QUANT_QUANT_H
#define QUANT_QUANT_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define QUANT_API
#elif defined(__GNUC__)
#define QUANT_API __attribute__((visibility("default")))
#else
#define QUANT_API
#endif

/* The version of this header; quant_version() gives that of the library at run time. */
#define QUANT_VERSION_MAJOR 0
#define QUANT_VERSION_MINOR 1
#define QUANT_VERSION_PATCH 0

/* The most palette entries that a result can have: an index is one byte. */
#define QUANT_MAX_COLORS 256

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Status and error ---------------------------------------------------------------------- */

typedef enum quant_status {
    QUANT_OK = 0,
    QUANT_INVALID_ARGUMENT = 1, /* an argument or option is outside its range */
    QUANT_LIMIT_EXCEEDED = 2,   /* the image is, or all together are, larger than a stated limit */
    QUANT_OUT_OF_MEMORY = 3,
    QUANT_CANCELED = 4,      /* the progress callback asked to stop */
    QUANT_INTERNAL_ERROR = 5 /* a defect of the library: please report it */
} quant_status;

/* What went wrong, in one English line that names the argument or the limit, without a newline. */
typedef struct quant_error {
    quant_status status;
    char message[252];
} quant_error;

/* A short English name of a quant_status ("out of memory"); "unknown status" for other values. */
QUANT_API const char *quant_status_name(int status);

/* ---- Image --------------------------------------------------------------------------------- */

/* A view of the caller's pixels, which the library only reads and never keeps.
 *
 * Channels are interleaved: 1 = gray, 2 = gray and alpha, 3 = RGB, 4 = RGB and alpha. Values are
 * sRGB-encoded, alpha is straight (not premultiplied) and linear; 16-bit values are in the
 * machine's byte order, full range 0 to 65535, and need not be aligned. */
typedef struct quant_image {
    const void *pixels;     /* the first byte of the first row */
    size_t width;           /* pixels in a row, at least 1 */
    size_t height;          /* rows, at least 1 */
    ptrdiff_t stride_bytes; /* from one row to the next; negative for bottom-up images; at least
                               width * channels * bits / 8 in absolute value if height > 1 */
    unsigned channels;      /* 1 to 4 */
    unsigned bits;          /* per channel: 8 or 16 */
} quant_image;

/* ---- Options ------------------------------------------------------------------------------- */

/* All engines give the same bits; they differ in time and memory only. */
typedef enum quant_engine {
    QUANT_ENGINE_AUTO = 0,       /* the fastest one */
    QUANT_ENGINE_SEQUENTIAL = 1, /* textbook Lloyd over every pixel, one thread, scalar */
    QUANT_ENGINE_OPENMP = 2,     /* the same over every pixel, SIMD and threads */
    QUANT_ENGINE_CELLS = 3       /* from a histogram of cells, pruned: seldom looks at a color.
                                    Takes the pixels instead where those are quicker, which they
                                    are in small noisy pictures */
} quant_engine;

/* How the first centroids are chosen. */
typedef enum quant_seeding {
    QUANT_SEEDING_RANDOM = 0,   /* distinct pixels drawn at random with options.seed */
    QUANT_SEEDING_WU = 1,       /* variance-minimizing boxes (Wu 1991); does not use the seed */
    QUANT_SEEDING_KMEANSPP = 2, /* greedy k-means++ (Arthur and Vassilvitskii 2007): draws with
                                   options.seed, far colors rather than near ones */
    QUANT_SEEDING_MAXIMIN = 3   /* each the color farthest from those before (Gonzalez 1985) */
} quant_seeding;

/* How much is done to find better centroids than Lloyd's iterations alone would lead to. */
typedef enum quant_search {
    QUANT_SEARCH_NONE = 0,
    QUANT_SEARCH_QUICK = 1,    /* over-relaxed iterations */
    QUANT_SEARCH_STANDARD = 2, /* and some exchanges of centroids that are hardly missed */
    QUANT_SEARCH_THOROUGH = 3  /* and exchanges until many in a row have failed */
} quant_search;

/* What becomes of a cluster that no pixel belongs to after an assignment. */
typedef enum quant_empty {
    QUANT_EMPTY_ZERO = 0,     /* it becomes black, [0, 0, 0], as in many textbook programs */
    QUANT_EMPTY_KEEP = 1,     /* its centroid stays where it is */
    QUANT_EMPTY_FARTHEST = 2, /* it moves to the color farthest from its own centroid */
    QUANT_EMPTY_SPLIT = 3     /* it takes half of the cluster with the largest squared error */
} quant_empty;

/* The coordinates in which colors are compared and averaged. Whatever the space, colors come in
 * and go out as sRGB. docs/color-spaces.md says when to use which. */
typedef enum quant_space {
    QUANT_SPACE_SRGB = 0,   /* the channel values as they are stored: the least error in PSNR */
    QUANT_SPACE_LINEAR = 1, /* proportional to physical light: for data, seldom for the eye */
    QUANT_SPACE_OKLAB = 2,  /* Oklab (Ottosson 2020): lightness first, hues second */
    QUANT_SPACE_LAB = 3     /* CIE L*a*b* 1976, white D65: keeps hues apart, with few colors too */
} quant_space;

/* A named set of options: quality against time. */
typedef enum quant_preset {
    QUANT_PRESET_PAPER = 0,    /* the published experiment: random seeds, at most 20 iterations,
                                  tolerance 1e-4, an empty cluster becomes [0, 0, 0] */
    QUANT_PRESET_FAST = 1,     /* Wu's seeds, the quick search, one iteration */
    QUANT_PRESET_BALANCED = 2, /* Wu's seeds, the standard search, iterations until one lowers the
                                  inertia by a thousandth at most: the default */
    QUANT_PRESET_BEST = 3      /* Wu's seeds, the thorough search, iterations until one lowers the
                                  inertia by a hundred thousandth at most */
} quant_preset;

/* How pixels get their palette entries, once there is a palette. */
typedef enum quant_dither {
    QUANT_DITHER_NONE = 0,            /* each its nearest one */
    QUANT_DITHER_FLOYD_STEINBERG = 1, /* what one pixel lacks its neighbors make up for */
    QUANT_DITHER_BLUE_NOISE = 2,      /* mixes of entries, placed by a mask without a pattern */
    QUANT_DITHER_BAYER = 3            /* the same with the regular 8 x 8 matrix */
} quant_dither;

typedef enum quant_stage {
    QUANT_STAGE_HISTOGRAM = 0,
    QUANT_STAGE_ITERATIONS = 1,
    QUANT_STAGE_MAPPING = 2,
    QUANT_STAGE_SEARCH = 3 /* after the histogram, before the iterations */
} quant_stage;

typedef struct quant_progress {
    quant_stage stage;
    unsigned iteration;      /* iterations done, in that stage or in the search; else 0 */
    unsigned max_iterations; /* options.max_iterations; 0 in the search, which has no bound that
                                would mean anything */
} quant_progress;

/* Called from the thread that called quant_quantize() or quant_histogram_quantize(), at the start
 * of each stage and after each iteration. Return 0 to go on and anything else to stop with
 * QUANT_CANCELED. It must not throw and must not longjmp. */
typedef int (*quant_progress_function)(const quant_progress *progress, void *user_data);

typedef struct quant_color {
    uint8_t r, g, b, a; /* sRGB, straight alpha; a is 255 where the image has no alpha or keeps
                           its own (options.keep_alpha) */
} quant_color;

/* Fill it with quant_options_init() first, then change what you want: a field added by a later
 * version then has its default. */
typedef struct quant_options {
    size_t struct_size;         /* set by quant_options_init() */
    unsigned colors;            /* K, the most palette entries: 1 to 256. Default 256 */
    int engine;                 /* a quant_engine. Default QUANT_ENGINE_AUTO */
    int space;                  /* a quant_space. Default QUANT_SPACE_SRGB */
    int seeding;                /* a quant_seeding. Default QUANT_SEEDING_WU */
    int search;                 /* a quant_search. Default QUANT_SEARCH_STANDARD */
    int empty;                  /* a quant_empty. Default QUANT_EMPTY_SPLIT */
    unsigned max_iterations;    /* after the search: 0 (none) to 1000000. Default 1000 */
    double tolerance;           /* iterations end when no centroid moved farther than this, in 8-bit
                                   units (see quant_stats): 0 to 1000. Default 0: when none moved at
                                   all. A centroid is stored in steps of 1/64 */
    double inertia_tolerance;   /* iterations end also when one lowers the inertia by at most this
                                   part of it: 0 (not used) to 1. Default 1e-3 */
    int dither;                 /* a quant_dither. Default QUANT_DITHER_NONE */
    double dither_strength;     /* 0 (as without) to 1, in steps of 1/1024. Default 1 */
    const quant_color *palette; /* map onto these colors, in this order, and choose none: `colors`
                                   and all that is about choosing, target_psnr included, have no
                                   effect. Or NULL, the default */
    size_t palette_size;        /* 1 to 256 */
    const quant_color *keep;    /* entries that the palette has in any case, used or not, and that
                                   pixels get which they are nearest to. Or NULL, the default */
    size_t keep_size;           /* at most `colors` */
    double protect;             /* protects small areas: of n pixels of a color n^(1 - protect)
                                   count when the palette is chosen. 0 (all of them) to 1 (each
                                   color counts alike), in steps of 1/1024. Default 0 */
    const uint8_t *importance;  /* a value for each pixel, 0 (does not count) to 255, by which it
                                   counts when the palette is chosen; not all 0. Or NULL, the
                                   default: all alike */
    ptrdiff_t importance_stride_bytes; /* from one row to the next: at least the width, in absolute
                                          value */
    double target_psnr;  /* take the fewest colors whose palette has this PSNR, in dB without
                            dithering, or `colors` if it takes more: see quant_quantize().
                            0 (off: always up to `colors`) to 200. Default 0 */
    uint64_t seed;       /* for seedings that draw at random. Default 0 */
    unsigned threads;    /* the most threads to use; 0 = quant_default_threads(). At most
                            1024. The result does not depend on it. Default 0 */
    uint64_t max_pixels; /* a larger image is refused: 1 to 4294967295. Default 4294967295 */
    quant_progress_function progress; /* or NULL. Default NULL */
    void *user_data;                  /* handed to progress */
    int keep_alpha; /* 1: only colors are reduced, and the caller keeps each pixel's alpha: see
                       quant_quantize(). Default 0: alpha is part of a color */
} quant_options;

/* Fills *options with the defaults, which are those of QUANT_PRESET_BALANCED. struct_size is
 * sizeof(quant_options) as the caller was compiled. */
QUANT_API void quant_options_init(quant_options *options, size_t struct_size);

/* Sets the fields that a preset decides: seeding, search, empty, max_iterations, tolerance and
 * inertia_tolerance. */
QUANT_API quant_status quant_options_set_preset(quant_options *options, quant_preset preset);

/* The names that the command line uses ("openmp", "wu", "split", "balanced"); NULL for a value
 * outside the enumeration. Values count up from 0 without gaps, so a loop until NULL lists them. */
QUANT_API const char *quant_engine_name(int engine);
QUANT_API const char *quant_seeding_name(int seeding);
QUANT_API const char *quant_search_name(int search);
QUANT_API const char *quant_empty_name(int empty);
QUANT_API const char *quant_preset_name(int preset);
QUANT_API const char *quant_space_name(int space);
QUANT_API const char *quant_dither_name(int dither);

/* Each returns the value that has this name, or -1 if none has it or the name is NULL. Upper and
 * lower case differ. */
QUANT_API int quant_engine_of_name(const char *name);
QUANT_API int quant_seeding_of_name(const char *name);
QUANT_API int quant_search_of_name(const char *name);
QUANT_API int quant_empty_of_name(const char *name);
QUANT_API int quant_preset_of_name(const char *name);
QUANT_API int quant_space_of_name(const char *name);
QUANT_API int quant_dither_of_name(const char *name);

/* ---- Quantize ------------------------------------------------------------------------------ */

typedef struct quant_color16 {
    uint16_t r, g, b, a;
} quant_color16;

/* Figures of one result.
 *
 * Squared errors are sums over the three coordinates of a space, in 8-bit units: a channel of sRGB
 * or of linear light and L of Oklab run from 0 to 255 (and a and b of Oklab have the scale of L),
 * L* from 0 to 100. Where the image has alpha, a squared error is what is seen over a gray
 * background, on average over all grays; for an opaque pixel that is the same as without alpha.
 * With options.keep_alpha the figures are those of the colors alone, hidden pixels included, and
 * each pixel counts once. Dithering changes palette_mse, palette16_mse and seconds_mapping; all
 * else is about the clustering. */
typedef struct quant_stats {
    size_t width;
    size_t height;
    uint64_t pixels;          /* width * height */
    uint64_t unique_colors;   /* distinct colors, as clustering tells them apart: in 15 bits a
                                 coordinate; all fully transparent pixels are one */
    unsigned colors;          /* palette entries, 1 to K: each the nearest one of some pixel, and
                                 so used, unless it was given or a dithered picture does
                                 without it */
    int exact;                /* 1: the image had at most K colors and is reproduced exactly */
    quant_engine engine;      /* the engine that ran, never QUANT_ENGINE_AUTO */
    unsigned threads;         /* the most threads that were used */
    unsigned iterations;      /* Lloyd iterations done, without those of the search */
    int converged;            /* 1: ended by a tolerance, 0: by max_iterations */
    double inertia;           /* sum of squared distances of the pixels to their centroids, in
                                 the space of the options */
    double mse;               /* inertia / pixels */
    double palette_mse;       /* the same against the 8-bit palette, and in sRGB for every space:
                                 what a written file has */
    double seconds_histogram; /* wall-clock time, as are the next three */
    double seconds_seeding;   /* and of the search */
    double seconds_iterations;
    double seconds_mapping;
    unsigned search_iterations; /* done by the search, each as long as one of the others */
    double palette16_mse;       /* palette_mse against the 16-bit palette */
    int target_missed;          /* 1: options.target_psnr is not reached */
    uint64_t evaluations;       /* scores computed by the iterations and the assignment that ends
                                   them, each about one squared distance of a color to a centroid:
                                   pixels * K every time for the engines that go through the pixels.
                                   Of `cells`: what it computed for colors, and two for each
                                   centroid that it tested against a box of colors */
} quant_stats;

typedef struct quant_result quant_result;

/* Quantizes an image. On QUANT_OK *result is a new result that quant_result_free() ends; on any
 * other status it is NULL. error may be NULL; otherwise it is always filled.
 *
 * An image of at most options->colors distinct colors comes back with exactly those, unless
 * options->palette or options->keep say otherwise. All pixels with alpha 0 are one color,
 * {0, 0, 0, 0}, whatever hides under it, and where there are some, that is an entry of the palette
 * and theirs (but where options->colors is 1, which leaves the mean of all pixels, and where given
 * colors leave no entry).
 *
 * options->protect and options->importance change which palette is chosen, and nothing else: each
 * pixel gets its nearest entry, and the figures are those of the pixels as they are. The engines
 * `sequential` and `openmp` count every pixel once and refuse them.
 *
 * With options->keep_alpha a palette entry replaces the color of a pixel and leaves its alpha
 * alone: for images of 2 and 4 channels all entries are opaque, but for given colors, which stay as
 * they are. When the palette is chosen, a pixel counts by its alpha, times its importance if there
 * is a map. Pixels with alpha 0 do not count; whatever hides under them, they are taken for the
 * color of the last visible pixel before them, row after row, or of the first one. An opaque image
 * gives the result that it gives without its alpha channel, one without any visible pixel a black
 * entry. The engines `sequential` and `openmp` refuse this too, and a map that is 0 wherever
 * something is visible is refused. It has no effect on images of 1 and 3 channels, nor on
 * histograms.
 *
 * options->target_psnr is held against 10 log10(3 * 255^2 / palette_mse) of what would be written
 * without dithering. The result is that of options->colors = n without a target, where n reaches it
 * and n - 1 does not. (That n is the least follows where more colors are never worse, and they
 * hardly ever are.) The stages of search and iterations come once for each number tried, and the
 * seconds of all are added up. */
QUANT_API quant_status quant_quantize(const quant_image *image, const quant_options *options,
                                      quant_result **result, quant_error *error);

/* Ends a result and all that its functions returned; NULL is allowed. */
QUANT_API void quant_result_free(quant_result *result);

/* All that follows lives as long as the result. The palette's order is that of options.palette;
 * else the entries nearest to most pixels come first, and where two are so to equally many, r, g, b
 * and a of their 16-bit colors decide. */
QUANT_API const quant_stats *quant_result_stats(const quant_result *result);
QUANT_API const quant_color *quant_result_palette(const quant_result *result);
QUANT_API const quant_color16 *quant_result_palette16(const quant_result *result);

/* Pixels per palette entry, as the indices have them; they add up to stats->pixels. */
QUANT_API const uint64_t *quant_result_counts(const quant_result *result);

/* One palette index per pixel, row after row without padding: width * height bytes. NULL if the
 * result is that of a histogram. */
QUANT_API const uint8_t *quant_result_indices(const quant_result *result);

/* ---- One palette for many images ----------------------------------------------------------- */

/* The colors of any number of images with their counts.
 *
 *     quant_histogram *histogram = quant_histogram_new();
 *     for (each image) quant_histogram_add(histogram, &image, &options, &error);
 *     quant_histogram_quantize(histogram, &options, &result, &error);
 *     quant_histogram_free(histogram);
 *
 * Only the pixels matter: images may come in any order, in parts, or by way of other histograms,
 * of other threads, processes or machines. Gray and RGB, 8 and 16 bits, with and without alpha can
 * be mixed. Nothing is decided before quant_histogram_quantize(), which may be called many times,
 * with other options, and between additions. A histogram takes a few dozen bytes for each distinct
 * color, whatever the number of pixels, of which it holds 4294967295 at most.
 *
 * Different threads may use one histogram at the same time as long as none of them changes it. A
 * function that fails leaves it as it was. */
typedef struct quant_histogram quant_histogram;

/* Without any image; NULL if there is not enough memory. */
QUANT_API quant_histogram *quant_histogram_new(void);

/* NULL is allowed. Results and bytes made from it live on. */
QUANT_API void quant_histogram_free(quant_histogram *histogram);

/* Of the options, threads and max_pixels (of this one image) matter. error may be NULL, here and
 * below. */
QUANT_API quant_status quant_histogram_add(quant_histogram *histogram, const quant_image *image,
                                           const quant_options *options, quant_error *error);

/* Adds what `other` holds, which stays as it is. */
QUANT_API quant_status quant_histogram_merge(quant_histogram *histogram,
                                             const quant_histogram *other, quant_error *error);

/* The pixels of all images together. */
QUANT_API uint64_t quant_histogram_pixels(const quant_histogram *histogram);

/* The palette of all images together: exactly that of quant_quantize() for one image with all their
 * pixels. The result has no indices, quant_result_indices() being NULL, and width and height 0; its
 * counts and errors are what mapping each pixel to its nearest entry gives. The engine is always
 * QUANT_ENGINE_CELLS; dithering and max_pixels do not matter. An empty histogram is
 * QUANT_INVALID_ARGUMENT. */
QUANT_API quant_status quant_histogram_quantize(const quant_histogram *histogram,
                                                const quant_options *options, quant_result **result,
                                                quant_error *error);

/* The histogram as bytes, which quant_bytes_free() ends: the same for the same pixels, on every
 * machine. A later version reads them. On failure *bytes is NULL. */
QUANT_API quant_status quant_histogram_serialize(const quant_histogram *histogram, uint8_t **bytes,
                                                 size_t *size, quant_error *error);
QUANT_API void quant_bytes_free(uint8_t *bytes);

/* A new histogram from such bytes, which need not be trusted: QUANT_INVALID_ARGUMENT for any
 * others. */
QUANT_API quant_status quant_histogram_parse(const uint8_t *bytes, size_t size,
                                             quant_histogram **histogram, quant_error *error);

/* ---- The library itself -------------------------------------------------------------------- */

/* "major.minor.patch" of the library at run time. */
QUANT_API const char *quant_version(void);

/* The threads that options.threads = 0 stands for: what OMP_NUM_THREADS and the processor
 * affinity of the process allow; 1 in a build without OpenMP. */
QUANT_API unsigned quant_default_threads(void);

/* The instruction set in use ("AVX3_DL", "AVX2", "NEON", ...), the best one of this machine
 * unless the environment variable QUANT_FORCE_ISA or quant_set_isa() chose another. */
QUANT_API const char *quant_isa(void);

/* The index-th instruction set that this build and machine can run, best first; NULL past the
 * last one. */
QUANT_API const char *quant_isa_available(size_t index);

/* Uses the named instruction set from now on; NULL returns to the best one. For tests and
 * measurements: do not call it while another thread quantizes. */
QUANT_API quant_status quant_set_isa(const char *name);

#ifdef __cplusplus
}
#endif
#endif
