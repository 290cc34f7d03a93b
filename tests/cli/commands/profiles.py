# Makes an ICC profile of a space that is wider than sRGB, and converts colors between the two in
# floating point, so that no tested code does it.
import struct

# The primaries in XYZ, relative to D50: those of ROMM RGB (ProPhoto), and those of sRGB.
WIDE = ((0.79767, 0.13519, 0.03134), (0.28804, 0.71188, 0.00009), (0.0, 0.0, 0.82491))
SRGB = ((0.43607, 0.38515, 0.14307), (0.22249, 0.71687, 0.06061), (0.01392, 0.09708, 0.71410))
GAMMA = 461 / 256  # 1.8 as the profile writes it


def wide_profile():
    """Returns the bytes of a profile of version 2 with three primaries and one curve."""
    def s15(*values):
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)
    name = b"quant wide"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name + bytes(80),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": b"XYZ \0\0\0\0" + s15(0.9642, 1.0, 0.8249),
        **{channel + b"XYZ": b"XYZ \0\0\0\0" + s15(*(row[i] for row in WIDE))
           for i, channel in enumerate((b"r", b"g", b"b"))},
        **{channel + b"TRC": b"curv\0\0\0\0" + struct.pack(">IH", 1, 461)
           for channel in (b"r", b"g", b"b")},
    }
    table, data = b"", b""
    for tag, content in tags.items():
        offset = 128 + 4 + 12 * len(tags) + len(data)
        table += tag + struct.pack(">II", offset, len(content))
        data += content + bytes(-len(content) % 4)
    body = struct.pack(">I", len(tags)) + table + data
    header = (struct.pack(">I", 128 + len(body)) + b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ " + bytes(12) +
              b"acsp" + bytes(28) + s15(0.9642, 1.0, 0.8249))
    return header + bytes(128 - len(header)) + body


def apply(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector)) for row in matrix]


def solve(matrix, vector):
    """Returns x with matrix * x = vector, by Cramer's rule."""
    def det(m):
        return (m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]))
    return [det([[vector[r] if c == i else matrix[r][c] for c in range(3)] for r in range(3)]) /
            det(matrix) for i in range(3)]


def of_hex(color):
    return [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]


def clipped(values):
    return [round(255 * min(max(value, 0), 1)) for value in values]


def wide_of_srgb(color):
    """Returns the 8-bit values of a color "#rrggbb" of sRGB in the wide space."""
    light = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in of_hex(color)]
    return clipped(max(v, 0) ** (1 / GAMMA) for v in solve(WIDE, apply(SRGB, light)))


def srgb_of_wide(color):
    light = solve(SRGB, apply(WIDE, [v ** GAMMA for v in of_hex(color)]))
    return clipped(12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in light)
