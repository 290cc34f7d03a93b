// Tests the operation quant:kmeans in graphs. GEGL loads its module as it does in every host.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

#include "common/labels.h"
#include "layers.h"

namespace quant::plugin {
namespace {

using test::Buffer;
using test::bytes_of;
using Bytes = std::vector<std::uint8_t>;

constexpr const char *kName = "quant:kmeans";

// A graph of a buffer and the operation. Counts how often K-Means ran, from the progress that the
// operation reports at its beginning and end.
class Graph {
public:
    explicit Graph(GeglBuffer *buffer) {
        connect(gegl_node_new_child(graph_.get(), "operation", "gegl:buffer-source", "buffer",
                                    buffer, nullptr));
    }
    // Makes a graph whose source is an infinite plane instead of a buffer.
    Graph() {
        GeglColor *color = gegl_color_new("rgb(1.0, 0.0, 1.0)");
        connect(
            gegl_node_new_child(graph_.get(), "operation", "gegl:color", "value", color, nullptr));
        g_object_unref(color);
    }

    template <typename T>
    void set(const char *property, T value) {
        gegl_node_set(kmeans_, property, value, nullptr);
    }
    Bytes get(const GeglRectangle &area, const Babl *format,
              GeglBlitFlags flags = GEGL_BLIT_DEFAULT) const {
        Bytes bytes(static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height) *
                    static_cast<std::size_t>(babl_format_get_bytes_per_pixel(format)));
        gegl_node_blit(kmeans_, 1.0, &area, format, bytes.data(), GEGL_AUTO_ROWSTRIDE, flags);
        return bytes;
    }
    GeglNode *graph() const { return graph_.get(); }
    GeglNode *kmeans() const { return kmeans_; }
    int begun() const { return begun_; }
    int ended() const { return ended_; }

private:
    void connect(GeglNode *source) {
        kmeans_ = gegl_node_new_child(graph_.get(), "operation", kName, nullptr);
        gegl_node_link(source, kmeans_);
        g_signal_connect(kmeans_, "progress", G_CALLBACK(&Graph::count), this);
    }
    static void count(GeglNode *, double done, Graph *graph) {
        graph->begun_ += done == 0;
        graph->ended_ += done == 1;
    }

    std::unique_ptr<GeglNode, test::Unref> graph_{gegl_node_new()};
    GeglNode *kmeans_ = nullptr;
    int begun_ = 0;
    int ended_ = 0;
};

Buffer buffer_of(const Pixels &pixels) {
    Buffer buffer = test::new_buffer(pixels.area, pixels.format);
    write_pixels(buffer.get(), pixels);
    return buffer;
}

Bytes reduced(const Buffer &buffer, const Parameters &parameters) {
    Layer layer{read_pixels(buffer.get(), *gegl_buffer_get_extent(buffer.get())), {}};
    const Reduction reduction = reduce({&layer, 1}, parameters, [](double) { return true; });
    recolor(layer.pixels, reduction.palette());
    return bytes_of(layer.pixels);
}

void check_enumeration(const char *property, const char *(*name)(int), const char *(*label)(int)) {
    GParamSpec *spec = gegl_operation_find_property(kName, property);
    BOOST_TEST_CONTEXT(property) {
        BOOST_REQUIRE((spec && G_IS_PARAM_SPEC_ENUM(spec)));
        const GEnumClass *all = G_PARAM_SPEC_ENUM(spec)->enum_class;
        unsigned count = 0;
        for (; name(static_cast<int>(count)); ++count) {
            const auto value = static_cast<int>(count);
            BOOST_REQUIRE(count < all->n_values);
            BOOST_TEST(all->values[count].value == value);
            BOOST_TEST(all->values[count].value_nick == std::string(name(value)));
            BOOST_TEST(all->values[count].value_name == std::string(label(value)));
        }
        BOOST_TEST(count == all->n_values);
    }
}

BOOST_AUTO_TEST_SUITE(operation_tests)

BOOST_AUTO_TEST_CASE(it_is_there) {
    BOOST_REQUIRE(gegl_has_operation(kName));
    BOOST_TEST(gegl_operation_get_key(kName, "gimp:menu-path") ==
               std::string("<Image>/Colors/Map"));
}

BOOST_AUTO_TEST_CASE(names_are_those_of_the_library) {
    check_enumeration("preset", quant_preset_name, preset_label);
    check_enumeration("space", quant_space_name, space_label);
    check_enumeration("dither", quant_dither_name, dither_label);
    check_enumeration("dither-space", quant_space_name, space_label);
}

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_plugins) {
    const Parameters parameters;
    const auto number = [](const char *property) {
        return G_PARAM_SPEC_INT(gegl_operation_find_property(kName, property));
    };
    const auto choice = [](const char *property) {
        return G_PARAM_SPEC_ENUM(gegl_operation_find_property(kName, property))->default_value;
    };
    BOOST_TEST(number("colors")->default_value == static_cast<int>(parameters.colors));
    BOOST_TEST(number("colors")->minimum == 1);
    BOOST_TEST(number("colors")->maximum == QUANT_MAX_COLORS);
    BOOST_TEST(number("seed")->default_value == 0);
    BOOST_TEST(choice("preset") == parameters.preset);
    BOOST_TEST(choice("space") == parameters.space);
    BOOST_TEST(choice("dither") == parameters.dither);
    BOOST_TEST(choice("dither-space") == parameters.dither_space);
    BOOST_TEST(number("bayer-size")->default_value == static_cast<int>(parameters.bayer_size));
    const auto real = [](const char *property) {
        return G_PARAM_SPEC_DOUBLE(gegl_operation_find_property(kName, property));
    };
    BOOST_TEST(real("dither-strength")->default_value == parameters.dither_strength);
    BOOST_TEST(real("protect")->default_value == parameters.protect);
    BOOST_TEST(real("target-psnr")->default_value == parameters.target_psnr);
    BOOST_TEST(real("target-psnr")->maximum == kMostPsnr);
}

BOOST_AUTO_TEST_CASE(the_result_is_that_of_the_plugins) {
    for (const unsigned bits : {8U, 16U}) {
        for (Layer &layer : test::layers_of_all_layouts(bits)) {
            layer.pixels.area.x = -13;
            layer.pixels.area.y = 7;
            const Buffer buffer = buffer_of(layer.pixels);
            const Graph graph(buffer.get());
            BOOST_TEST_CONTEXT(layer.pixels.channels << " channels, " << bits << " bits")
            BOOST_TEST((graph.get(layer.pixels.area, layer.pixels.format) ==
                        reduced(buffer, Parameters())));
        }
    }
}

BOOST_AUTO_TEST_CASE(each_property_has_its_effect) {
    const Layer layer = test::landscape(120, 90);
    const Buffer buffer = buffer_of(layer.pixels);
    Graph graph(buffer.get());
    Parameters parameters;
    Bytes before = graph.get(layer.pixels.area, layer.pixels.format);
    const auto check = [&](const char *property) {
        const Bytes now = graph.get(layer.pixels.area, layer.pixels.format);
        BOOST_TEST_CONTEXT(property) {
            BOOST_TEST((now != before));
            BOOST_TEST((now == reduced(buffer, parameters)));
        }
        before = now;
    };
    graph.set("colors", static_cast<int>(parameters.colors = 11));
    check("colors");
    graph.set("preset", parameters.preset = QUANT_PRESET_PAPER);
    check("preset");
    graph.set("seed", static_cast<int>(parameters.seed = 5));
    check("seed");
    graph.set("space", parameters.space = QUANT_SPACE_OKLAB);
    check("space");
    graph.set("dither", parameters.dither = QUANT_DITHER_FLOYD_STEINBERG);
    check("dither");
    graph.set("dither-strength", parameters.dither_strength = 0.5);
    check("dither-strength");
    graph.set("dither", parameters.dither = QUANT_DITHER_AUTO);
    check("dither");
    graph.set("space", parameters.space = QUANT_SPACE_SRGB);
    check("space");
    graph.set("dither-space", parameters.dither_space = QUANT_SPACE_LINEAR);
    check("dither-space");
    parameters.serpentine = true;
    graph.set("serpentine", TRUE);
    check("serpentine");
    graph.set("preset", parameters.preset = QUANT_PRESET_BALANCED);
    check("preset");
    graph.set("protect", parameters.protect = 0.5);
    check("protect");
    graph.set("target-psnr", parameters.target_psnr = 20.0);
    check("target-psnr");
    graph.set("dither", parameters.dither = QUANT_DITHER_BAYER);
    check("dither");
    graph.set("bayer-size", static_cast<int>(parameters.bayer_size = 2));
    check("bayer-size");
    parameters.keep = {{255, 0, 255, 255}};
    graph.set("keep-colors", "#ff00ff");
    check("keep-colors");
    parameters.palette = {{0, 0, 255, 255}, {255, 255, 0, 255}};
    graph.set("palette-colors", "#0000ff #ffff00");
    check("palette-colors");
}

// Whatever tiles are requested, K-Means must run on all pixels, and only once.
BOOST_AUTO_TEST_CASE(tiles_are_parts_of_one_result) {
    const Layer layer = test::landscape(300, 200);
    const Buffer buffer = buffer_of(layer.pixels);
    for (const GeglBlitFlags flags : {GEGL_BLIT_DEFAULT, GEGL_BLIT_CACHE}) {
        Graph graph(buffer.get());
        for (int change = 1; change <= 3; ++change) {
            graph.set("colors", 4 * change);
            Parameters parameters;
            parameters.colors = static_cast<unsigned>(4 * change);
            const Buffer whole = test::new_buffer(layer.pixels.area, layer.pixels.format);
            test::set_bytes(whole, reduced(buffer, parameters));
            int wrong = 0;
            for (int y = 150; y >= 0; y -= 50) {
                for (int x = 0; x < 300; x += 60) {
                    const GeglRectangle tile{x, y, 60, 50};
                    wrong += graph.get(tile, layer.pixels.format, flags) != bytes_of(whole, tile);
                }
            }
            BOOST_TEST_CONTEXT("change " << change << ", flags " << flags) {
                BOOST_TEST(wrong == 0);
                BOOST_TEST(graph.begun() == change);
                BOOST_TEST(graph.ended() == change);
            }
        }
    }
}

// A processor requests one piece after another, as GIMP does.
BOOST_AUTO_TEST_CASE(a_processor_needs_it_once) {
    const Layer layer = test::landscape(700, 500);
    const Buffer source = buffer_of(layer.pixels);
    const Buffer target = test::new_buffer(layer.pixels.area, layer.pixels.format);
    const Graph graph(source.get());
    GeglNode *sink = gegl_node_new_child(graph.graph(), "operation", "gegl:write-buffer", "buffer",
                                         target.get(), nullptr);
    gegl_node_link(graph.kmeans(), sink);
    GeglProcessor *processor = gegl_node_new_processor(sink, &layer.pixels.area);
    while (gegl_processor_work(processor, nullptr)) {
    }
    g_object_unref(processor);
    BOOST_TEST((bytes_of(target, layer.pixels.area) == reduced(source, Parameters())));
    BOOST_TEST(graph.begun() == 1);
    BOOST_TEST(graph.ended() == 1);
}

BOOST_AUTO_TEST_CASE(a_change_of_the_pixels_is_a_change_of_the_result) {
    const Layer layer = test::landscape(90, 60);
    const Buffer buffer = buffer_of(layer.pixels);
    Graph graph(buffer.get());
    graph.set("colors", 3);
    const GeglRectangle corner{0, 0, 10, 10};
    graph.get(corner, layer.pixels.format, GEGL_BLIT_CACHE);
    // The change is far from the corner, but the corner must change, too.
    const GeglRectangle half{30, 20, 60, 40};
    const Bytes red(std::size_t{3} * 60 * 40, 250);
    gegl_buffer_set(buffer.get(), &half, 0, layer.pixels.format, red.data(), GEGL_AUTO_ROWSTRIDE);
    Parameters parameters;
    parameters.colors = 3;
    const Buffer expected = test::new_buffer(layer.pixels.area, layer.pixels.format);
    test::set_bytes(expected, reduced(buffer, parameters));
    for (const GeglRectangle &area : {corner, layer.pixels.area})
        BOOST_TEST(
            (graph.get(area, layer.pixels.format, GEGL_BLIT_CACHE) == bytes_of(expected, area)));
}

BOOST_AUTO_TEST_CASE(values_of_another_space_are_not_converted) {
    // The picture has colors at the ends of the range, which other spaces cannot represent.
    Layer layer = test::layer_of(test::noise(std::size_t{3} * 40 * 30), 40, 30, 3);
    layer.pixels.format = babl_format_with_space("R'G'B' u8", test::other_space());
    const Buffer buffer = buffer_of(layer.pixels);
    const Graph graph(buffer.get());
    BOOST_TEST(
        (graph.get(layer.pixels.area, layer.pixels.format) == reduced(buffer, Parameters())));
}

BOOST_AUTO_TEST_CASE(planes_without_end_pass_through) {
    const Graph graph;
    const GeglRectangle area{-5, 1000, 4, 3};
    const Babl *format = babl_format("R'G'B' u8");
    const Bytes bytes = graph.get(area, format);
    Bytes expected;
    for (int i = 0; i < 12; ++i) expected.insert(expected.end(), {255, 0, 255});
    BOOST_TEST(bytes == expected);
    BOOST_TEST(graph.begun() == 0);
}

BOOST_AUTO_TEST_CASE(nothing_stays_nothing) {
    const Buffer empty = test::new_buffer({0, 0, 0, 0}, babl_format("R'G'B'A u8"));
    const Graph graph(empty.get());
    const Bytes bytes = graph.get({0, 0, 3, 3}, babl_format("R'G'B'A u8"));
    BOOST_TEST(bytes == Bytes(36, 0));
    BOOST_TEST(graph.begun() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace quant::plugin
