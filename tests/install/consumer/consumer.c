/* A C99 program that uses an installed libquant. Its image has two groups of colors, with the
 * means (12, 22, 32) and (203, 103, 53), so that the whole result can be computed by hand. */
#include <quant/quant.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 4, HEIGHT = 5, PIXELS = WIDTH * HEIGHT };

static int failures = 0;

#define CHECK(condition) check((condition) != 0, #condition, __LINE__)

static void check(int passed, const char *what, int line) {
    if (passed) return;
    fprintf(stderr, "consumer.c:%d: %s\n", line, what);
    ++failures;
}

/* Paints 12 bright pixels, 3 of (200, 100, 50) and 9 of (204, 104, 54), and 8 dark pixels, 4 of
 * (10, 20, 30) and 4 of (14, 24, 34). */
static void paint(uint8_t *rgb) {
    static const uint8_t colors[4][3] = {
        {200, 100, 50}, {204, 104, 54}, {10, 20, 30}, {14, 24, 34}};
    static const size_t counts[4] = {3, 9, 4, 4};
    size_t color, i;
    for (color = 0; color < 4; ++color)
        for (i = 0; i < counts[color]; ++i, rgb += 3) memcpy(rgb, colors[color], 3);
}

static int is_color(quant_color color, int r, int g, int b) {
    return color.r == r && color.g == g && color.b == b && color.a == 255;
}

static void check_result(const quant_result *result) {
    const quant_stats *stats = quant_result_stats(result);
    const quant_color *palette = quant_result_palette(result);
    const uint64_t *counts = quant_result_counts(result);
    const uint8_t *indices = quant_result_indices(result);
    size_t i;

    CHECK(stats->colors == 2);
    CHECK(stats->unique_colors == 4);
    CHECK(stats->pixels == PIXELS);
    CHECK(is_color(palette[0], 203, 103, 53) && counts[0] == 12);
    CHECK(is_color(palette[1], 12, 22, 32) && counts[1] == 8);
    for (i = 0; i < PIXELS; ++i) CHECK(indices[i] == (i < 12 ? 0 : 1));
    /* The error per channel is 3 * 3^2 + 9 * 1^2 for the bright pixels and 8 * 2^2 for the dark. */
    CHECK(stats->inertia == 3 * (27 + 9 + 32));
    CHECK(stats->mse == stats->inertia / PIXELS);
}

int main(void) {
    uint8_t rgb[PIXELS * 3];
    quant_image image = {NULL, WIDTH, HEIGHT, WIDTH * 3, 3, 8};
    quant_options options;
    quant_result *result = NULL;
    quant_error error;
    char version[32];

    sprintf(version, "%d.%d.%d", QUANT_VERSION_MAJOR, QUANT_VERSION_MINOR, QUANT_VERSION_PATCH);
    CHECK(strcmp(quant_version(), version) == 0);

    paint(rgb);
    image.pixels = rgb;
    quant_options_init(&options, sizeof options);
    options.colors = 2;
    CHECK(quant_quantize(&image, &options, &result, &error) == QUANT_OK);
    if (result != NULL) check_result(result);
    quant_result_free(result);

    options.colors = QUANT_MAX_COLORS + 1;
    CHECK(quant_quantize(&image, &options, &result, &error) == QUANT_INVALID_ARGUMENT);
    CHECK(result == NULL && error.status == QUANT_INVALID_ARGUMENT && error.message[0] != '\0');
    return failures == 0 ? 0 : 1;
}
