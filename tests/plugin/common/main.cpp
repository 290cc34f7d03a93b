// Runs the suites with GEGL, without a display, a graphics card or any file of the user.
#include <gegl.h>

#include <boost/test/unit_test.hpp>

int main(int argc, char *argv[]) {
    g_setenv("GEGL_PATH", QUANT_TEST_GEGL_PATH, TRUE);
    g_setenv("GEGL_SWAP", "RAM", TRUE);
    g_setenv("GEGL_USE_OPENCL", "no", TRUE);
    g_log_set_always_fatal(static_cast<GLogLevelFlags>(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL));
    gegl_init(nullptr, nullptr);
    const int status = boost::unit_test::unit_test_main([] { return true; }, argc, argv);
    gegl_exit();
    return status;
}
