/* The C interface of libquant: exact and reproducible K-Means color quantization.
 *
 * Example:
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
 * Determinism: the same pixels and options give the same palette, indices and inertia, bit for bit,
 * for every engine, any number of threads, every instruction set and every machine.
 *
 * Thread safety: every function may be called from any thread at any time, on different objects or
 * on the same const object. The only exception is quant_set_isa().
 *
 * Side effects: no function prints, exits, reads a file, or keeps a pointer to the caller's memory
 * after it has returned. From the environment, the library reads QUANT_FORCE_ISA (see quant_isa()),
 * and OpenMP reads its own variables, whose names begin with OMP_ and those of its implementation.
 * Threads end with the call that started them, except those of OpenMP, which only the engine
 * `openmp` uses. Where a thread cannot be started, for lack of memory or because of a limit, a call
 * goes on with those that it has. OpenMP itself would end the process; therefore the library
 * first tries how many can be started. A process that was forked may use the library; in it, the
 * engine `openmp` works with the library's own threads.
 *
 * Nearest: without dithering, a pixel gets the nearest of the entries that are delivered. Their
 * coordinates are those of options.space, in steps of 1/64. Of equally near entries of 8 bits, the
 * one with the lowest coordinates gets it, then the one with the lowest r, g, b and a. An opaque
 * pixel gets the nearest opaque entry if there is one; in an exact result (quant_stats), each pixel
 * gets its own color. Therefore mapping a picture again, with its 8-bit palette as options.palette,
 * gives the same indices, counts and error.
 *
 * NULL: a function that returns a status refuses NULL with QUANT_INVALID_ARGUMENT, except for
 * `error`; a function that frees or fills does nothing; and a function that returns a pointer or a
 * number returns NULL or 0. Exceptions are documented.
 *
 * Structs: quant_options, quant_stats and quant_progress may get further fields at their end. Their
 * first field is their size as the one who fills them knows it. All other structs stay as they are.
 * Before version 1.0 a minor version may change all of this.
 *
 * Sizes are in pixels unless their name says bytes. Colors are sRGB with straight alpha, or those
 * of the image's profile (quant_options.icc_profile).
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

/* The version of this header; quant_version() returns the version of the library at run time. */
#define QUANT_VERSION_MAJOR 0
#define QUANT_VERSION_MINOR 1
#define QUANT_VERSION_PATCH 0

/* The largest number of palette entries that a result can have, since an index is one byte. */
#define QUANT_MAX_COLORS 256

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Status and error ---------------------------------------------------------------------- */

typedef enum quant_status {
    QUANT_OK = 0,
    QUANT_INVALID_ARGUMENT = 1, /* an argument or option is outside its range */
    QUANT_LIMIT_EXCEEDED = 2,   /* the image, or all images together, exceed a stated limit; or
                                   exact_threads is set, and so many cannot be started */
    QUANT_OUT_OF_MEMORY = 3,    /* there is not enough memory */
    QUANT_CANCELED = 4,         /* the progress function asked to stop */
    QUANT_INTERNAL_ERROR = 5    /* the library has a defect; please report it */
} quant_status;

/* Describes a failure: `message` is one line in English, without a newline, that names the argument
 * or the limit. */
typedef struct quant_error {
    quant_status status;
    char message[252];
} quant_error;

/* Returns a short English name of a quant_status, such as "out of memory", or "unknown status" for
 * any other value. */
QUANT_API const char *quant_status_name(int status);

/* ---- Image --------------------------------------------------------------------------------- */

/* A view of the caller's pixels. The library only reads the pixels, and only during a call.
 *
 * Channels are interleaved: 1 = gray, 2 = gray and alpha, 3 = RGB, 4 = RGB and alpha. Values are
 * sRGB-encoded, or as quant_options.icc_profile says; alpha is linear and straight (not
 * premultiplied). 16-bit values have the byte order of the machine and the full range 0 to 65535,
 * and need not be aligned. */
typedef struct quant_image {
    const void *pixels;     /* the first byte of the first row */
    size_t width;           /* pixels in a row, at least 1 */
    size_t height;          /* rows, at least 1 */
    ptrdiff_t stride_bytes; /* distance from one row to the next; negative for bottom-up images;
                               its absolute value must be at least width * channels * bits / 8
                               if height > 1 */
    unsigned channels;      /* 1 to 4 */
    unsigned bits;          /* bits per channel: 8 or 16 */
} quant_image;

/* ---- Options ------------------------------------------------------------------------------- */

/* How Lloyd's iterations are computed. All engines give the same bits; they differ only in time and
 * memory. */
typedef enum quant_engine {
    QUANT_ENGINE_AUTO = 0,       /* the fastest engine */
    QUANT_ENGINE_SEQUENTIAL = 1, /* textbook Lloyd over every pixel: one thread, scalar */
    QUANT_ENGINE_OPENMP = 2,     /* Lloyd over every pixel with SIMD and threads */
    QUANT_ENGINE_CELLS = 3       /* Lloyd over a histogram of cells; pruning leaves few colors to
                                    compare. It works on the pixels instead where that is faster,
                                    as in small noisy pictures */
} quant_engine;

/* How the first centroids are chosen. */
typedef enum quant_seeding {
    QUANT_SEEDING_RANDOM = 0,   /* distinct pixels, drawn at random with options.seed */
    QUANT_SEEDING_WU = 1,       /* boxes of small variance (Wu 1991); does not use the seed */
    QUANT_SEEDING_KMEANSPP = 2, /* greedy k-means++ (Arthur and Vassilvitskii 2007): random draws
                                   with options.seed that prefer colors far from earlier ones */
    QUANT_SEEDING_MAXIMIN = 3   /* each is the color farthest from those before (Gonzalez 1985) */
} quant_seeding;

/* How much work is spent on finding better centroids than Lloyd's iterations alone would find. With
 * Wu's seeds and at most 1,024 distinct colors, the standard and the thorough search make several
 * starts and move single colors. */
typedef enum quant_search {
    QUANT_SEARCH_NONE = 0,     /* no search */
    QUANT_SEARCH_QUICK = 1,    /* over-relaxed iterations */
    QUANT_SEARCH_STANDARD = 2, /* as quick, then some exchanges: a centroid whose absence costs
                                  little moves to a cluster that is worth splitting */
    QUANT_SEARCH_THOROUGH = 3  /* as standard, with exchanges until many in a row have failed */
} quant_search;

/* What happens to the centroid of a cluster that no pixel belongs to after an assignment. */
typedef enum quant_empty {
    QUANT_EMPTY_ZERO = 0,     /* it becomes black, [0, 0, 0], as in many textbook programs */
    QUANT_EMPTY_KEEP = 1,     /* it stays where it is */
    QUANT_EMPTY_FARTHEST = 2, /* it moves to the color farthest from that color's own centroid */
    QUANT_EMPTY_SPLIT = 3     /* it takes half of the cluster with the largest squared error */
} quant_empty;

/* The coordinates in which colors are compared and averaged. Colors come in and go out as channel
 * values of the image in every space. docs/color-spaces.md says which space to choose. */
typedef enum quant_space {
    QUANT_SPACE_SRGB = 0,   /* the channel values as they are stored: the least error in PSNR */
    QUANT_SPACE_LINEAR = 1, /* each channel proportional to physical light: for data, seldom for
                               viewing */
    QUANT_SPACE_OKLAB = 2,  /* Oklab (Ottosson 2020): gives lightness more weight than hue */
    QUANT_SPACE_LAB = 3,    /* CIE L*a*b* 1976, white D65: keeps hues apart even with few colors */
    QUANT_SPACE_AUTO = 4    /* Oklab with QUANT_DITHER_AUTO, otherwise sRGB. If QUANT_DITHER_AUTO
                               dithers at all and `colors` is at most 12, the palette is chosen with
                               a and b at 1.4 times their scale: rare hues get entries then. */
} quant_space;

/* A named set of options that trades quality against time. */
typedef enum quant_preset {
    QUANT_PRESET_PAPER = 0,    /* the published experiment: random seeds, at most 20 iterations,
                                  tolerance 1e-4, an empty cluster becomes [0, 0, 0] */
    QUANT_PRESET_FAST = 1,     /* Wu's seeds, the quick search, one iteration */
    QUANT_PRESET_BALANCED = 2, /* the default: Wu's seeds, the standard search, iterations until
                                  one lowers the inertia by at most a thousandth */
    QUANT_PRESET_BEST = 3,     /* Wu's seeds, the thorough search, iterations until one lowers the
                                  inertia by at most a hundred-thousandth */
    QUANT_PRESET_INSTANT = 4   /* only Wu's seeds, from a sample of the pixels */
} quant_preset;

/* How pixels get their palette entries once the palette is chosen. */
typedef enum quant_dither {
    QUANT_DITHER_NONE = 0,            /* each pixel gets its nearest entry */
    QUANT_DITHER_FLOYD_STEINBERG = 1, /* the neighbors of a pixel compensate for its error */
    QUANT_DITHER_BLUE_NOISE = 2,      /* mixes of entries, placed by a mask without a pattern */
    QUANT_DITHER_BAYER = 3,           /* mixes of entries, placed by a regular matrix */
    QUANT_DITHER_AUTO = 4,            /* for viewing: Floyd-Steinberg with a palette that is fitted
                                         to the dithered picture, where dithering helps; with the
                                         thorough search, pixels are decided once more */
    QUANT_DITHER_ATKINSON = 5,   /* as Floyd-Steinberg, with other kernels: Atkinson's, which */
    QUANT_DITHER_JARVIS = 6,     /* keeps contrast; that of Jarvis, Judice and Ninke; */
    QUANT_DITHER_STUCKI = 7,     /* Stucki's; */
    QUANT_DITHER_SIERRA = 8,     /* and Sierra's of three rows, */
    QUANT_DITHER_SIERRA_LITE = 9 /* and of two */
} quant_dither;

/* The part of the work that a progress function is told about. */
typedef enum quant_stage {
    QUANT_STAGE_HISTOGRAM = 0,
    QUANT_STAGE_ITERATIONS = 1,
    QUANT_STAGE_MAPPING = 2,
    QUANT_STAGE_SEARCH = 3 /* comes after the histogram and before the iterations; includes the
                              choice of the first centroids */
} quant_stage;

typedef struct quant_progress {
    size_t struct_size; /* set by the library */
    quant_stage stage;
    unsigned iteration;      /* iterations done in the stage iterations or search; otherwise 0 */
    unsigned max_iterations; /* options.max_iterations; 0 in the search, whose number of
                                iterations has no useful bound */
    double done;             /* about how much of the whole call is done, from 0 to 1; never falls
                                within a call. It is an estimate by the number of pixels and the
                                options, and can move unevenly. In the last call of the function
                                it can be less than 1. */
} quant_progress;

/* A function that is called at the start of each stage except the search, after each iteration of
 * the search and of the stage iterations, and besides these at least every 50 ms of the library's
 * work in any stage, from the thread that called quant_quantize(), quant_histogram_quantize(),
 * quant_histogram_add() or quant_fit_add(). (On a busy machine, the operating system can let more
 * time pass.) With target_psnr, the stages after the histogram repeat. The function must return 0
 * to continue, and anything else to stop with QUANT_CANCELED; it is then not called again. It must
 * neither throw nor call longjmp(). */
typedef int (*quant_progress_function)(const quant_progress *progress, void *user_data);

/* A color with straight alpha, in the RGB of the image. In a result, alpha is 255 if the image has
 * no alpha or keeps its own (options.keep_alpha), except for given colors, which stay as they are.
 * It is 255 too where at least a tenth of the pixels that an entry was chosen for are opaque. */
typedef struct quant_color {
    uint8_t r, g, b, a;
} quant_color;

/* The options of a call. Fill the struct with quant_options_init() before you set any field, so
 * that fields added by a later version have their defaults. A library that is older than the header
 * of the caller refuses options in which a field that it does not know is not 0. */
typedef struct quant_options {
    /* Set by quant_options_init(). */
    size_t struct_size;

    /* K, the largest number of palette entries: 1 to 256. Default: 256. */
    unsigned colors;

    /* A quant_engine. Default: QUANT_ENGINE_AUTO. */
    int engine;

    /* A quant_space. Default: QUANT_SPACE_AUTO. */
    int space;

    /* A quant_seeding. Default: QUANT_SEEDING_WU. */
    int seeding;

    /* A quant_search. Default: QUANT_SEARCH_STANDARD. */
    int search;

    /* A quant_empty. Default: QUANT_EMPTY_SPLIT. */
    int empty;

    /* The largest number of iterations after the search: 0 (none) to 1000000. Default: 1000. */
    unsigned max_iterations;

    /* The iterations end when no centroid has moved farther than this, in 8-bit units (see
     * quant_stats): 0 to 1000. Centroids are stored in steps of 1/64. Default: 0, which means when
     * no centroid has moved at all. */
    double tolerance;

    /* The iterations also end when one of them lowers the inertia by at most this fraction of it:
     * 0 (not used) to 1. Default: 1e-3. */
    double inertia_tolerance;

    /* A quant_dither. Default: QUANT_DITHER_NONE. */
    int dither;

    /* The strength of the dithering: 0 (as without dithering) to 1, in steps of 1/1024.
     * Default: 1. */
    double dither_strength;

    /* If not NULL, pixels are mapped to these colors, in this order, and no color is chosen:
     * `colors` and all options about the choice, target_psnr included, have no effect.
     * Default: NULL. */
    const quant_color *palette;

    /* The number of colors in `palette`: 1 to 256, or 0 if `palette` is NULL. */
    size_t palette_size;

    /* If not NULL, colors that the palette contains in any case, used or not. Pixels get them where
     * they are the nearest entry. Must be NULL if `palette` is set. Default: NULL. */
    const quant_color *keep;

    /* The number of colors in `keep`: 0 to `colors`, or 0 if `keep` is NULL. */
    size_t keep_size;

    /* Protects small areas: when the palette is chosen, a color of n pixels counts
     * n^(1 - protect). 0 (every pixel counts) to 1 (all colors count alike), in steps of 1/1024.
     * Default: 0. */
    double protect;

    /* If not NULL, one value for each pixel, from 0 (does not count) to 255, by which the pixel
     * counts when the palette is chosen. The values must not all be 0. Default: NULL, all pixels
     * count alike. */
    const uint8_t *importance;

    /* The distance from one row of `importance` to the next; its absolute value must be at least
     * the width of the image if height > 1. */
    ptrdiff_t importance_stride_bytes;

    /* If not 0, the fewest colors are chosen whose palette has at least this PSNR, in dB without
     * dithering, or `colors` colors if fewer do not reach it; see quant_quantize().
     * 0 (off, always up to `colors`) to 200. Default: 0. */
    double target_psnr;

    /* The seed of the seedings that draw at random. Default: 0. */
    uint64_t seed;

    /* The largest number of threads to use: 0 to 1024, where 0 means quant_default_threads(). The
     * result does not depend on it. Default: 0. */
    unsigned threads;

    /* An image with more pixels is refused: 1 to 4294967295. Default: 4294967295. */
    uint64_t max_pixels;

    /* Receives the progress and may cancel the work, or NULL. Default: NULL. */
    quant_progress_function progress;

    /* Passed to `progress`. Default: NULL. */
    void *user_data;

    /* 1: only the colors are reduced, and the caller keeps the alpha of each pixel; see
     * quant_quantize(). 0: alpha is part of a color. Default: 0. */
    int keep_alpha;

    /* The bits per channel of the palette that the caller will write: 8, or 16. Pixels are mapped
     * to these entries and errors are theirs; given colors have 8 bits in any case. Default: 8. */
    unsigned palette_bits;

    /* 1: if all colors, except kept ones, lie on one straight line of the space, as grays do, the
     * centroids are those of the least inertia that there is, and no other option about seeding,
     * search, empty clusters and iterations has an effect; and large flat areas keep their exact
     * color; see quant_quantize() for both. 0: K-Means in any case, and entries are means.
     * Default: 1; 0 in QUANT_PRESET_PAPER. */
    int solve_lines;

    /* If not 0, and the image has more pixels, the palette is chosen from this number of its
     * pixels, spread evenly; see quant_quantize(). Default: 0; 32768 in QUANT_PRESET_INSTANT. */
    unsigned sample;

    /* 1: all work that is shared out at all is shared out to exactly `threads` threads, however
     * little it is, unless it cannot be divided by that many; the call fails with
     * QUANT_LIMIT_EXCEEDED if they cannot be started. This is for measurements of how threads gain
     * and lose. 0: to as many of them as make it faster. No effect on the engine `sequential`.
     * Default: 0. */
    int exact_threads;

    /* The quant_space in which dithering compares and mixes colors; QUANT_SPACE_AUTO is Oklab with
     * QUANT_DITHER_AUTO, otherwise the one of `space`. Default: QUANT_SPACE_AUTO. */
    int dither_space;

    /* 1: error diffusion processes rows alternately from the left and from the right, which takes
     * one thread. 0: all rows from the left. Default: 0. */
    int serpentine;

    /* The side of the matrix of QUANT_DITHER_BAYER: 2, 4, 8 or 16, or 0 for 8. Default: 0. */
    unsigned bayer_size;

    /* If not NULL, the ICC profile of the image: it says which colors the channel values are. All
     * colors that come in and go out, such as those of `palette` and `keep`, are of the same RGB.
     * The profile has an effect in the spaces linear, Oklab and L*a*b* only, on the clustering and
     * on the dithering; QUANT_SPACE_SRGB compares the channel values as they are stored. The
     * coordinates have room for all colors of Display P3, Adobe RGB and Rec. 2020, but a* and b*
     * are clamped to -127.5 and 127.5. A response (of a cone in Oklab; X, Y or Z in L*a*b*) that
     * would be below 0 counts as 0, which concerns imaginary colors of spaces such as ProPhoto RGB.
     * A profile that differs from sRGB by less than 8 bits can tell gives the same bits as NULL.
     * Profiles of RGB with a matrix and curves, and of gray with a curve, can be used; all others
     * are refused with QUANT_INVALID_ARGUMENT (see quant_check_icc_profile()). The bytes need not
     * be trusted, and must stay valid during the call. Default: NULL, sRGB. */
    const void *icc_profile;

    /* The number of bytes of `icc_profile`, or 0 if it is NULL. */
    size_t icc_profile_size;
} quant_options;

/* Fills *options with the defaults, which are those of QUANT_PRESET_BALANCED. struct_size must be
 * sizeof(quant_options) as the caller was compiled. */
QUANT_API void quant_options_init(quant_options *options, size_t struct_size);

/* Sets the fields that a preset decides: seeding, search, empty, max_iterations, tolerance,
 * inertia_tolerance, solve_lines and sample. Returns QUANT_INVALID_ARGUMENT if the preset is
 * unknown or the options were not filled by quant_options_init(). */
QUANT_API quant_status quant_options_set_preset(quant_options *options, quant_preset preset);

/* Returns QUANT_OK if the bytes are a profile that options.icc_profile can be, and otherwise
 * QUANT_INVALID_ARGUMENT with the reason in *error, which may be NULL. If `is_srgb` is not NULL,
 * *is_srgb becomes 1 for a profile that has no effect because it is sRGB, and 0 for all others. */
QUANT_API quant_status quant_check_icc_profile(const void *profile, size_t size, int *is_srgb,
                                               quant_error *error);

/* Returns 1 if the options compare or mix colors in a space in which it matters which colors the
 * channel values are, so that options->icc_profile has an effect, and otherwise 0. */
QUANT_API int quant_uses_icc_profile(const quant_options *options);

/* Each returns the name that the command line uses, such as "openmp", "wu", "split" or "balanced",
 * or NULL for a value outside the enumeration. The values count up from 0 without gaps, so a loop
 * until NULL lists them all. */
QUANT_API const char *quant_engine_name(int engine);
QUANT_API const char *quant_seeding_name(int seeding);
QUANT_API const char *quant_search_name(int search);
QUANT_API const char *quant_empty_name(int empty);
QUANT_API const char *quant_preset_name(int preset);
QUANT_API const char *quant_space_name(int space);
QUANT_API const char *quant_dither_name(int dither);

/* Each returns the value that has this name, or -1 if no value has it or the name is NULL. Names
 * are case-sensitive. */
QUANT_API int quant_engine_of_name(const char *name);
QUANT_API int quant_seeding_of_name(const char *name);
QUANT_API int quant_search_of_name(const char *name);
QUANT_API int quant_empty_of_name(const char *name);
QUANT_API int quant_preset_of_name(const char *name);
QUANT_API int quant_space_of_name(const char *name);
QUANT_API int quant_dither_of_name(const char *name);

/* ---- Quantize ------------------------------------------------------------------------------ */

/* A quant_color with 16 bits per channel. */
typedef struct quant_color16 {
    uint16_t r, g, b, a;
} quant_color16;

/* The figures of one result.
 *
 * Squared errors are sums over the three coordinates of a space, in 8-bit units: the channels of
 * sRGB and of linear light, and L of Oklab, range from 0 to 255 (a and b of Oklab have the scale of
 * L, or that of QUANT_SPACE_AUTO), and L* ranges from 0 to 100. If the image has alpha, a squared
 * error is the error that is visible over a gray background, averaged over all grays; for opaque
 * pixels it equals the error without alpha. With options.keep_alpha the figures are those of the
 * colors alone, hidden pixels included, and each pixel counts once.
 *
 * Dithering changes palette_mse, seconds_mapping, dithered and, with the engine `cells`,
 * evaluations; all other figures describe the clustering. QUANT_DITHER_AUTO moves the entries that
 * the clustering has chosen, which inertia and mse do not include. */
typedef struct quant_stats {
    size_t struct_size; /* set by the library */
    size_t width;
    size_t height;
    uint64_t pixels;          /* width * height, or the number of pixels in the histogram */
    uint64_t unique_colors;   /* distinct colors as the clustering distinguishes them, with 15 bits
                                 per coordinate; all fully transparent pixels have one color */
    unsigned colors;          /* palette entries, 1 to K. Each entry is the nearest one of some
                                 pixel, and therefore used, unless it was given or dithering does
                                 not need it */
    int exact;                /* 1: the image had at most K colors, and the palette has all of them
                                 as they are */
    quant_engine engine;      /* the engine that ran, never QUANT_ENGINE_AUTO */
    unsigned threads;         /* the largest number of threads that were used */
    unsigned iterations;      /* Lloyd iterations done, without those of the search; 0 if the
                                 colors were on a line (options.solve_lines) */
    int converged;            /* 1: a tolerance ended the iterations, or none were needed;
                                 0: max_iterations ended them */
    double inertia;           /* sum over the pixels of the squared distance to the nearest
                                 centroid, in the space of the options: what the iterations lower,
                                 before centroids are rounded to entries */
    double mse;               /* inertia / pixels */
    double palette_mse;       /* mean squared error of the delivered entries (see palette_bits), in
                                 channel values whatever the space is: the error of a written
                                 file */
    double seconds_histogram; /* wall-clock time, as are the next three */
    double seconds_seeding;   /* seeding and search */
    double seconds_iterations;
    double seconds_mapping;
    unsigned search_iterations; /* iterations of the search, each as long as one of the others */
    int target_missed;          /* 1: options.target_psnr was not reached */
    uint64_t evaluations; /* scores computed by the iterations, by the assignments to centroids
                             and to entries that follow, and by the mapping. A score costs about as
                             much as one squared distance between a color and a centroid. Engines
                             that work on pixels compute pixels * K in each assignment; `cells`
                             counts the scores of colors, and two for each centroid that it tests
                             against a box of colors */
    int dithered;         /* 1: pixels were dithered; 0: each has its nearest entry, because the
                             options do not ask for dithering, the result is exact, or
                             QUANT_DITHER_AUTO found nothing but drawn parts */
} quant_stats;

/* The result of a quantization: a palette, the index of each pixel, and figures. */
typedef struct quant_result quant_result;

/* Quantizes an image. On QUANT_OK, *result is a new result that must be freed with
 * quant_result_free(); otherwise it is NULL. `error` may be NULL; if it is not, it is always
 * filled.
 *
 * An image of at most options->colors distinct colors keeps these colors, unless options->palette,
 * options->keep or options->target_psnr demand otherwise. If palette_bits is 8, the colors of a
 * 16-bit image are rounded.
 *
 * An entry is the rounded mean of its pixels, or one exact color if that has at least two thirds of
 * them: large flat areas keep their color where this raises the error little, all entries together
 * by at most 1/150 of the inertia (docs/algorithm.md), and options->solve_lines is 1.
 *
 * All pixels with alpha 0 have one color, {0, 0, 0, 0}, whatever color is stored in them. If there
 * are such pixels, the palette has this entry and they get it. There are two exceptions: if
 * options->colors is 1, the only entry is the mean of all pixels; and given colors may leave no
 * entry for it.
 *
 * options->protect and options->importance change only which palette is chosen: each pixel still
 * gets its nearest entry, and the figures are those of the pixels without weights. The engines
 * `sequential` and `openmp` count every pixel once and refuse both, unless options->palette is set.
 *
 * With options->keep_alpha a palette entry replaces the color of a pixel and leaves its alpha as it
 * is. For images of 2 and 4 channels all entries are opaque, except given colors, which stay as
 * they are. When the palette is chosen, a pixel counts by its alpha, multiplied by its importance
 * if there is a map. Pixels with alpha 0 do not count: whatever color is stored in them, they are
 * treated as if they had the color of the last visible pixel before them, row after row, or of the
 * first visible pixel if there is none before. An opaque image gives the same result as without its
 * alpha channel; an image without any visible pixel gives a black entry. The engines `sequential`
 * and `openmp` refuse this option too, unless options->palette is set, and a map that is 0 wherever
 * a pixel is visible is refused. The option has no effect on images of 1 and 3 channels and on
 * histograms.
 *
 * With options->solve_lines the colors of a gray picture, and all others that lie on a straight
 * line of the space, are not clustered by K-Means, which may end in a local minimum: the least
 * inertia is computed, also with weights and beside kept colors. Pixels that have a kept color, and
 * those with alpha 0 if they have an entry, do not count for the line. The means of the clusters
 * are then rounded to centroids, and these to entries, as always. All engines give this result;
 * stats->iterations and search_iterations are 0, and converged is 1. Opaque grays lie on a line in
 * every space, unless a profile has different curves (docs/algorithm.md has other examples).
 *
 * options->sample divides the pixels, row after row, into as many parts of equal size and takes one
 * of each, always the same ones for images of one size. Colors that few pixels have may be missed;
 * still, all pixels get their nearest entry, and the counts, palette_mse and `exact` are those of
 * all pixels. The entries are ordered by their use in the sample, unique_colors are those of the
 * sample, inertia is estimated from it, and evaluations leave out the mapping. The option has an
 * effect in QUANT_SPACE_SRGB with the engine `cells`, on images whose pixels are all opaque, and
 * without importance, palette and target_psnr.
 *
 * options->target_psnr is compared with 10 log10(3 * 255^2 / palette_mse) of the result without
 * dithering. The result is the one of options->colors = n without a target, where n colors reach
 * the target and n - 1 do not. (n is the least number that reaches it if more colors are never
 * worse, which holds with very rare exceptions.) The stages search and iterations run once for each
 * number of colors that is tried, and their seconds are added up. */
QUANT_API quant_status quant_quantize(const quant_image *image, const quant_options *options,
                                      quant_result **result, quant_error *error);

/* Frees a result and all that its functions returned. NULL is allowed. */
QUANT_API void quant_result_free(quant_result *result);

/* The returned pointers stay valid as long as the result. The palettes have stats->colors entries.
 * Their order is that of options.palette. If that is NULL, fully transparent entries come first;
 * then the entry that is nearest to the most pixels, and equal numbers are ordered by r, g, b and a
 * of the 16-bit colors. An entry that QUANT_DITHER_AUTO moves keeps its place.
 *
 * The delivered entries are those of quant_result_palette16() if options.palette_bits is 16, and
 * quant_result_palette() has them rounded. If it is 8, they are those of quant_result_palette(),
 * and quant_result_palette16() has the same colors, multiplied by 257. */
QUANT_API const quant_stats *quant_result_stats(const quant_result *result);
QUANT_API const quant_color *quant_result_palette(const quant_result *result);
QUANT_API const quant_color16 *quant_result_palette16(const quant_result *result);

/* Returns the number of pixels that have each palette entry as their index. The stats->colors
 * numbers add up to stats->pixels. */
QUANT_API const uint64_t *quant_result_counts(const quant_result *result);

/* Returns one palette index per pixel, row after row without padding: width * height bytes. Returns
 * NULL for the result of a histogram. */
QUANT_API const uint8_t *quant_result_indices(const quant_result *result);

/* ---- One palette for many images ----------------------------------------------------------- */

/* The colors of any number of images with their counts.
 *
 *     quant_histogram *histogram = quant_histogram_new();
 *     for (each image) quant_histogram_add(histogram, &image, &options, &error);
 *     quant_histogram_quantize(histogram, &options, &result, &error);
 *     quant_histogram_free(histogram);
 *
 * Only the pixels matter: images may come in any order, in parts, or through other histograms of
 * other threads, processes or machines. Gray and RGB, 8 and 16 bits, with and without alpha can be
 * mixed. Nothing is decided before quant_histogram_quantize(), which may be called any number of
 * times, with different options and between additions. A histogram takes a few dozen bytes for each
 * distinct color, however many pixels there are. It holds at most 4294967295 pixels; beyond that,
 * functions return QUANT_LIMIT_EXCEEDED.
 *
 * Different threads may use one histogram at the same time as long as none of them changes it. If a
 * function fails, it leaves the histogram as it was. */
typedef struct quant_histogram quant_histogram;

/* Returns an empty histogram, or NULL if there is not enough memory. */
QUANT_API quant_histogram *quant_histogram_new(void);

/* Frees a histogram. Results and bytes that were made from it stay valid. NULL is allowed. */
QUANT_API void quant_histogram_free(quant_histogram *histogram);

/* Adds the pixels of an image. All options must be valid, but only threads, max_pixels (the limit
 * for this one image) and progress, with user_data, have an effect. The only stage is
 * QUANT_STAGE_HISTOGRAM. If the function cancels, the histogram stays as it was. `error` may be
 * NULL, here and below. */
QUANT_API quant_status quant_histogram_add(quant_histogram *histogram, const quant_image *image,
                                           const quant_options *options, quant_error *error);

/* Adds the pixels of `other`, which does not change. */
QUANT_API quant_status quant_histogram_merge(quant_histogram *histogram,
                                             const quant_histogram *other, quant_error *error);

/* Returns the number of pixels of all images together. */
QUANT_API uint64_t quant_histogram_pixels(const quant_histogram *histogram);

/* Chooses one palette for all images together: exactly the palette that quant_quantize() chooses
 * for one image with all their pixels. The result has no indices (quant_result_indices() returns
 * NULL), and its width and height are 0. Its counts and errors are those of mapping each pixel to
 * its nearest entry. All images must have the profile of the options. The engine is always
 * QUANT_ENGINE_CELLS; max_pixels has no effect, nor has dithering but on what QUANT_SPACE_AUTO
 * means, for which no part of the images is drawn. Returns QUANT_INVALID_ARGUMENT for an empty
 * histogram and if options->importance is set. */
QUANT_API quant_status quant_histogram_quantize(const quant_histogram *histogram,
                                                const quant_options *options, quant_result **result,
                                                quant_error *error);

/* Writes the histogram as bytes, which must be freed with quant_bytes_free(). Equal pixels give
 * equal bytes on every machine, and later versions can read them. On failure *bytes is NULL. */
QUANT_API quant_status quant_histogram_serialize(const quant_histogram *histogram, uint8_t **bytes,
                                                 size_t *size, quant_error *error);

/* Frees the bytes of quant_histogram_serialize(). NULL is allowed. */
QUANT_API void quant_bytes_free(uint8_t *bytes);

/* Makes a new histogram from the bytes of quant_histogram_serialize(). The bytes need not be
 * trusted: any others give QUANT_INVALID_ARGUMENT. On failure *histogram is NULL. */
QUANT_API quant_status quant_histogram_parse(const uint8_t *bytes, size_t size,
                                             quant_histogram **histogram, quant_error *error);

/* ---- A palette that many dithered images share --------------------------------------------- */

/* Fits a palette to what dithering makes of many images, as QUANT_DITHER_AUTO does for one. It
 * needs all images in each of QUANT_FIT_ROUNDS rounds; those of a round may come in any order.
 *
 *     options.dither = QUANT_DITHER_AUTO;
 *     quant_histogram_quantize(histogram, &options, &result, &error);
 *     quant_fit_new(quant_result_palette16(result), quant_result_stats(result)->colors, &options,
 *                   &fit, &error);
 *     for (int round = 0; round < QUANT_FIT_ROUNDS; ++round) {
 *         for (each image) quant_fit_add(fit, &image, &options, &error);
 *         quant_fit_end_round(fit, &error);
 *     }
 *     quant_fit_palette16(fit);
 *     quant_fit_free(fit);
 *
 * One image alone gives the palette that quant_quantize() fits to it. Drawn images count, so that
 * their colors stay among those of photographs; but if all images are drawn, or the strength of
 * dithering is 0, nothing moves. If quant_stats.unique_colors is at most `colors`, the palette has
 * all colors of the images and should not be fitted. If a function fails, it leaves the fit as it
 * was. Only one thread at a time may use a fit. */
typedef struct quant_fit quant_fit;

#define QUANT_FIT_ROUNDS 3

/* Begins with a palette of 1 to QUANT_MAX_COLORS colors, which is copied. All options must be
 * valid, but only those of dithering, keep, protect, palette_bits and icc_profile, which all images
 * must share, have an effect: colors of options->keep do not move, and protect counts how rare
 * colors are in their image. options->dither itself has none but on what QUANT_SPACE_AUTO means. On
 * failure *fit is NULL. */
QUANT_API quant_status quant_fit_new(const quant_color16 *palette, size_t palette_size,
                                     const quant_options *options, quant_fit **fit,
                                     quant_error *error);

/* Frees a fit. NULL is allowed. */
QUANT_API void quant_fit_free(quant_fit *fit);

/* Adds an image to a round. All options must be valid, but only keep_alpha, threads, max_pixels and
 * progress, with user_data, have an effect. The only stage is QUANT_STAGE_MAPPING. All images of a
 * round together may have 4294967295 pixels. */
QUANT_API quant_status quant_fit_add(quant_fit *fit, const quant_image *image,
                                     const quant_options *options, quant_error *error);

/* Moves the colors, and begins the next round. */
QUANT_API quant_status quant_fit_end_round(quant_fit *fit, quant_error *error);

/* Returns the colors, in the order in which they were given. They are valid until the fit is
 * freed. */
QUANT_API const quant_color16 *quant_fit_palette16(const quant_fit *fit);

/* ---- The library itself -------------------------------------------------------------------- */

/* Returns "major.minor.patch" of the library at run time. */
QUANT_API const char *quant_version(void);

/* Returns the number of threads that options.threads = 0 stands for: the number that
 * OMP_NUM_THREADS and the processor affinity of the process allow, at most 1024, or 1 in a build
 * without OpenMP. */
QUANT_API unsigned quant_default_threads(void);

/* Returns the name of the instruction set in use, such as "AVX3_DL", "AVX2" or "NEON". It is the
 * best one of this machine unless the environment variable QUANT_FORCE_ISA or quant_set_isa() chose
 * another. The variable is read once, and counts as not set if it is empty. If it has a name that
 * quant_isa_available() does not list, the result is "none", and functions that take options return
 * QUANT_INVALID_ARGUMENT until quant_set_isa() chooses an instruction set. */
QUANT_API const char *quant_isa(void);

/* Returns the name of the index-th instruction set that this build and machine can run, best first,
 * or NULL past the last one. */
QUANT_API const char *quant_isa_available(size_t index);

/* Uses the named instruction set from now on; NULL restores the best one. The case of letters does
 * not matter. Returns QUANT_INVALID_ARGUMENT if quant_isa_available() does not list the name. For
 * tests and measurements: must not be called while another thread quantizes. */
QUANT_API quant_status quant_set_isa(const char *name);

#ifdef __cplusplus
}
#endif
#endif
