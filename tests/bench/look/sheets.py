"""Makes contact sheets: a crop of the original and of each method's picture, at 200 %, with
captions."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SCALE = 2
CAPTION = 20  # rows of text above each crop
COLUMNS = 3
WIDTH, HEIGHT = 240, 180  # of a crop that nobody chose
FONT = "DejaVuSans.ttf"


def font():
    try:
        return ImageFont.truetype(FONT, 14)
    except OSError:
        return ImageFont.load_default()


def clamped(box, size):
    """Returns the part of X, Y, width, height that is within the picture."""
    x, y, width, height = box
    x, y = max(0, min(x, size[0] - 1)), max(0, min(y, size[1] - 1))
    return x, y, min(width, size[0] - x), min(height, size[1] - y)


def chosen(original, others):
    """Returns the box in which the others differ most from the original when both are blurred,
    which is where they look different."""
    def blurred(image):
        return np.asarray(image.filter(ImageFilter.GaussianBlur(2)), np.float64)
    width, height = min(WIDTH, original.width), min(HEIGHT, original.height)
    target = blurred(original)
    error = sum(((blurred(other) - target) ** 2).sum(axis=2) for other in others)
    total = np.pad(error.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    sums = (total[height:, width:] - total[:-height, width:] - total[height:, :-width]
            + total[:-height, :-width])
    y, x = np.unravel_index(np.argmax(sums), sums.shape)
    return int(x), int(y), width, height


def sheet(original, results, box, path):
    """Writes a sheet. `results` are pairs of a caption and a file."""
    with Image.open(original) as image:
        first = image.convert("RGB")
    pictures = [("original", first)]
    for caption, file in results:
        with Image.open(file) as image:
            pictures.append((caption, image.convert("RGB")))
    box = clamped(box, first.size) if box else chosen(first, [p for _, p in pictures[1:]])
    x, y, width, height = box
    columns = min(COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    cell = (width * SCALE + 4, height * SCALE + CAPTION + 4)
    canvas = Image.new("RGB", (columns * cell[0], rows * cell[1]), "white")
    draw = ImageDraw.Draw(canvas)
    for i, (caption, picture) in enumerate(pictures):
        left, top = i % columns * cell[0], i // columns * cell[1]
        crop = picture.crop((x, y, x + width, y + height))
        draw.text((left + 2, top + 1), caption, "black", font())
        canvas.paste(crop.resize((width * SCALE, height * SCALE), Image.Resampling.NEAREST),
                     (left + 2, top + CAPTION))
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas.save(path)
    return box
