"""Calls libimagequant, pngquant's library, through its C interface. Importing this module raises
ImportError where the library is not installed."""
import ctypes
from ctypes import POINTER, byref, c_double, c_float, c_int, c_size_t, c_uint, c_uint8, c_void_p

import numpy as np

SPEEDS = (1, 4, 10)  # the best, the default and the fastest


class Palette(ctypes.Structure):
    _fields_ = [("count", c_uint), ("entries", c_uint8 * 4 * 256)]


def _loaded():
    try:
        library = ctypes.CDLL("libimagequant.so.0")
    except OSError as error:
        raise ImportError(str(error)) from error
    functions = {
        "attr_create": (c_void_p,), "attr_destroy": (None, c_void_p),
        "set_max_colors": (c_int, c_void_p, c_int), "set_speed": (c_int, c_void_p, c_int),
        "image_create_rgba": (c_void_p, c_void_p, c_void_p, c_int, c_int, c_double),
        "image_destroy": (None, c_void_p),
        "image_quantize": (c_int, c_void_p, c_void_p, POINTER(c_void_p)),
        "result_destroy": (None, c_void_p),
        "set_dithering_level": (c_int, c_void_p, c_float),
        "write_remapped_image": (c_int, c_void_p, c_void_p, c_void_p, c_size_t),
        "get_palette": (POINTER(Palette), c_void_p)}
    for name, (restype, *argtypes) in functions.items():
        function = getattr(library, "liq_" + name)
        function.restype, function.argtypes = restype, argtypes
    return library


_library = _loaded()
_number = _library.liq_version()
__version__ = f"{_number // 10000}.{_number // 100 % 100}.{_number % 100}"


def _check(status, function):
    if status != 0:
        raise RuntimeError(f"libimagequant: {function} returned {status}")


def quantize(rgba, k, speed, dithering=0.0):
    """Quantizes `rgba`, C-contiguous uint8 of height x width x 4, by default without dithering.
    Returns what must be passed to read()."""
    height, width, _ = rgba.shape
    labels = np.empty((height, width), np.uint8)
    attributes = _library.liq_attr_create()
    _check(_library.liq_set_max_colors(attributes, k), "liq_set_max_colors")
    _check(_library.liq_set_speed(attributes, speed), "liq_set_speed")
    image, result = None, c_void_p()
    try:
        image = _library.liq_image_create_rgba(attributes, rgba.ctypes.data, width, height, 0.0)
        _check(0 if image else "NULL", "liq_image_create_rgba")
        _check(_library.liq_image_quantize(image, attributes, byref(result)), "liq_image_quantize")
        _check(_library.liq_set_dithering_level(result, dithering),
               "liq_set_dithering_level")
        _check(_library.liq_write_remapped_image(result, image, labels.ctypes.data, labels.size),
               "liq_write_remapped_image")
    except RuntimeError:
        _free(attributes, image, result)
        raise
    return labels, attributes, image, result


def read(made):
    """Returns the labels and the palette (uint8, colors x 4), and frees the rest."""
    labels, *handles = made
    palette = _library.liq_get_palette(handles[-1]).contents
    colors = np.array(palette.entries, np.uint8)[:palette.count]
    _free(*handles)
    return labels, colors


def _free(attributes, image, result):
    if result:
        _library.liq_result_destroy(result)
    if image:
        _library.liq_image_destroy(image)
    _library.liq_attr_destroy(attributes)
