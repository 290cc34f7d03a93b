"""Makes pictures of each group out of 8-bit RGB, or draws them. All is integer arithmetic, or
arithmetic on doubles that IEEE 754 defines to the last bit, so that each machine makes the same
pixels."""
import numpy as np


def gray(rgb):
    """Returns the luma, height x width."""
    weighted = rgb.astype(np.uint32) @ np.array([299, 587, 114], np.uint32)
    return ((weighted + 500) // 1000).astype(np.uint8)


def few(rgb, most):
    """Returns the picture in its `most` most frequent colors, each with 5 bits a channel before:
    a pixel gets the nearest of them."""
    five = rgb >> 3
    cells = (five[..., 0].astype(np.uint16) << 10) | (five[..., 1].astype(np.uint16) << 5)
    cells |= five[..., 2]
    counts = np.bincount(cells.reshape(-1), minlength=32768)
    present = np.flatnonzero(counts)
    kept = np.sort(present[np.argsort(-counts[present], kind="stable")[:most]])

    def colors(cell):
        return np.stack([cell >> 10, cell >> 5 & 31, cell & 31], axis=1).astype(np.int32)
    nearest = np.zeros((32768, 3), np.uint8)
    for part in np.array_split(present, 1 + len(present) * len(kept) // 1_000_000):
        squares = (colors(part)[:, None] - colors(kept)[None]) ** 2
        chosen = colors(kept)[squares.sum(axis=2).argmin(axis=1)]
        nearest[part] = chosen << 3 | chosen >> 2
    return nearest[cells]


def rgb16(rgb):
    """Returns the picture in 16 bits. Its low bits are linear ramps, which differ in slope from
    channel to channel."""
    height, width, _ = rgb.shape
    y, x = np.ogrid[:height, :width]
    deep = rgb.astype(np.int32) * 257
    for channel, (across, down) in enumerate(((3, 5), (7, 2), (4, 9))):
        deep[..., channel] += (x * across + y * down) % 257 - 128
    return np.clip(deep, 0, 65535).astype(np.uint16)


def distances(height, width):
    """Returns how far each pixel is from the middle: 1 at the nearest edges."""
    y, x = np.ogrid[:height, :width]
    half = min(height, width) / 2
    return np.sqrt(((x + 0.5 - width / 2) / half) ** 2 + ((y + 0.5 - height / 2) / half) ** 2)


def soft_mask(rgb):
    """Returns the picture with an alpha that is 255 in the middle, falls smoothly, and is 0 in the
    corners."""
    alpha = np.clip((1.2 - distances(*rgb.shape[:2])) * (255 / 0.7), 0, 255)
    return np.dstack([rgb, np.rint(alpha).astype(np.uint8)])


def noise(height, width):
    # The sequence of this generator is frozen: NumPy promises not to change it.
    values = np.frombuffer(np.random.RandomState(1).bytes(3 * height * width), np.uint8)
    return values.reshape(height, width, 3)


def icon(height, width):
    """Draws an icon on white: a blue tile with a gradient, a yellow disc in a white ring, and a
    dark bar. Edges are smoothed over one pixel."""
    y, x = np.ogrid[:height, :width]
    half = min(height, width) / 2
    right, down = (x + 0.5 - width / 2) / half, (y + 0.5 - height / 2) / half
    picture = np.full((height, width, 3), 255, np.float32)

    def cover(outside, color):
        """Paints where `outside`, the distance from the edge of a shape, is below 0."""
        share = np.clip(0.5 - outside * half, 0, 1).astype(np.float32)
        for channel in range(3):
            level = picture[..., channel]
            level += (color[channel] - level) * share

    def box(middle_y, half_width, half_height, corner):
        over_x = np.maximum(np.abs(right) - half_width + corner, 0)
        over_y = np.maximum(np.abs(down - middle_y) - half_height + corner, 0)
        return np.sqrt(over_x ** 2 + over_y ** 2) - corner

    shade = (down + 1) / 2
    cover(box(0, 0.85, 0.85, 0.3), (30 + 20 * shade, 110 - 50 * shade, 220 - 60 * shade))
    ring = np.sqrt(right ** 2 + (down + 0.15) ** 2)
    cover(ring - 0.45, (250, 250, 250))
    cover(ring - 0.36, (245, 190, 40))
    cover(box(0.55, 0.5, 0.1, 0.1), (25, 30, 45))
    return np.rint(picture).astype(np.uint8)


FEW = {"few-42": 42, "few-200": 200, "few-1000": 1000}
# What is made of a color picture. The groups `icon` and `noise` are drawn.
DERIVED = {"gray": gray, **{name: lambda rgb, most=most: few(rgb, most)
                            for name, most in FEW.items()},
           "alpha": soft_mask, "rgb16": rgb16}
GROUPS = ("color", "gray", *FEW, "icon", "noise", "alpha", "rgb16")
