"""Calls libquant through its C interface, with copies of the structures of quant.h. Fields that a
library of another version has behind these do no harm."""
import ctypes
from ctypes import POINTER, byref, c_char, c_char_p, c_double, c_int, c_size_t, c_ssize_t, c_uint
from ctypes import c_uint8, c_uint64, c_void_p

import numpy as np


class Image(ctypes.Structure):
    _fields_ = [("pixels", c_void_p), ("width", c_size_t), ("height", c_size_t),
                ("stride_bytes", c_ssize_t), ("channels", c_uint), ("bits", c_uint)]


class Options(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("colors", c_uint), ("engine", c_int),
                ("space", c_int), ("seeding", c_int), ("search", c_int), ("empty", c_int),
                ("max_iterations", c_uint), ("tolerance", c_double),
                ("inertia_tolerance", c_double), ("dither", c_int),
                ("dither_strength", c_double), ("palette", c_void_p),
                ("palette_size", c_size_t), ("keep", c_void_p), ("keep_size", c_size_t),
                ("protect", c_double), ("importance", c_void_p),
                ("importance_stride_bytes", c_ssize_t), ("target_psnr", c_double),
                ("seed", c_uint64), ("threads", c_uint),
                ("max_pixels", c_uint64), ("progress", c_void_p), ("user_data", c_void_p),
                # Fields that only some versions have. quant_options_init() gives them their
                # defaults, and leaves zeros behind the last field of its version.
                ("later", c_uint8 * 256)]


class Error(ctypes.Structure):
    _fields_ = [("status", c_int), ("message", c_char * 252)]


class Stats(ctypes.Structure):
    _fields_ = [("struct_size", c_size_t), ("width", c_size_t), ("height", c_size_t), ("pixels", c_uint64),
                ("unique_colors", c_uint64), ("colors", c_uint), ("exact", c_int),
                ("engine", c_int), ("threads", c_uint), ("iterations", c_uint),
                ("converged", c_int), ("inertia", c_double), ("mse", c_double),
                ("palette_mse", c_double), ("seconds_histogram", c_double),
                ("seconds_seeding", c_double), ("seconds_iterations", c_double),
                ("seconds_mapping", c_double), ("search_iterations", c_uint)]


class Library:
    """A loaded libquant.so. It asks the library for the names of engines, seedings and presets, so
    that those that a later version adds are found without a change here."""

    def __init__(self, path):
        self._library = library = ctypes.CDLL(path)
        library.quant_version.restype = c_char_p
        library.quant_isa.restype = c_char_p
        library.quant_quantize.argtypes = [POINTER(Image), POINTER(Options), POINTER(c_void_p),
                                           POINTER(Error)]
        library.quant_result_free.argtypes = [c_void_p]
        for function, restype in (("stats", POINTER(Stats)), ("palette", POINTER(c_uint8)),
                                  ("indices", POINTER(c_uint8))):
            getter = getattr(library, "quant_result_" + function)
            getter.argtypes, getter.restype = [c_void_p], restype
        self.engines = self._names("engine")
        self.seedings = self._names("seeding")
        self.presets = self._names("preset")
        defaults = self._defaults()
        known = ctypes.sizeof(Options), 256, 0, 2**32 - 1
        if (defaults.struct_size, defaults.colors, defaults.threads, defaults.max_pixels) != known:
            raise RuntimeError(f"{path}: its quant_options is not the one that library.py knows")

    def _names(self, kind):
        function = getattr(self._library, f"quant_{kind}_name")
        function.argtypes, function.restype = [c_int], c_char_p
        names = []
        while (name := function(len(names))) is not None:
            names.append(name.decode())
        return names

    def _defaults(self):
        options = Options()
        self._library.quant_options_init(byref(options), ctypes.c_size_t(ctypes.sizeof(options)))
        return options

    def version(self):
        return f"{self._library.quant_version().decode()} ({self._library.quant_isa().decode()})"

    def options(self, preset, **fields):
        options = self._defaults()
        self._library.quant_options_set_preset(byref(options), c_int(self.presets.index(preset)))
        for name, value in fields.items():
            setattr(options, name, value)
        return options

    def quantize(self, pixels, options):
        """Quantizes `pixels`, C-contiguous uint8 or uint16 of height x width, or of height x width
        x channels. Returns a handle, which must be passed to read(), read_rgba() or
        read_stats(). Raises RuntimeError if libquant refuses."""
        height, width, *channels = pixels.shape
        image = Image(pixels.ctypes.data, width, height, pixels.strides[0], *(channels or [1]),
                      8 * pixels.itemsize)
        result, error = c_void_p(), Error()
        if self._library.quant_quantize(byref(image), byref(options), byref(result), byref(error)):
            raise RuntimeError(f"libquant: {error.message.decode()}")
        return result

    def read(self, result):
        """Returns indices, palette (uint8, colors x 3) and a copy of the statistics, and frees the
        result."""
        indices, palette, stats = self.read_rgba(result)
        return indices, palette[:, :3].copy(), stats

    def read_rgba(self, result):
        """Does the same, with a palette of colors x 4."""
        stats = self._library.quant_result_stats(result).contents
        as_array = np.ctypeslib.as_array
        indices = as_array(self._library.quant_result_indices(result), (stats.pixels,)).copy()
        palette = as_array(self._library.quant_result_palette(result), (stats.colors, 4)).copy()
        return indices, palette, self.read_stats(result)

    def read_stats(self, result):
        """Returns a copy of the statistics, and frees the result."""
        stats = Stats.from_buffer_copy(self._library.quant_result_stats(result).contents)
        self._library.quant_result_free(result)
        return stats

    def automatic_engine(self):
        """Returns the name of the engine that `auto` stands for."""
        pixels = np.arange(32 * 32 * 3, dtype=np.uint32).astype(np.uint8).reshape(32, 32, 3)
        _, _, stats = self.read(self.quantize(pixels, self.options("fast", colors=2)))
        return self.engines[stats.engine]

    def random_seeds(self, pixels, count, seed):
        """Returns the seeds of preset paper as float32, for rivals that accept seeds.

        With no iterations, the palette consists of the seeds, except those that equal an earlier
        seed and so get no pixels. Copies of the first seed replace these, because copies get no
        pixels either."""
        options = self.options("paper", colors=count, seed=seed, max_iterations=0)
        _, palette, _ = self.read(self.quantize(pixels, options))
        copies = np.repeat(palette[:1], count - len(palette), axis=0)
        return np.concatenate([palette, copies]).astype(np.float32)
