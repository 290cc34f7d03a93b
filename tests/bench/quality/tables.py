"""Writes the runs as Markdown tables for each folder and for all folders together, with one row per
preset and one column per K."""
import statistics

from report import geometric_mean, shown, table


def by_image(runs):
    """Returns one list of runs for each picture."""
    images = {}
    for run in runs:
        images.setdefault((run.folder, run.image), []).append(run)
    return images.values()


def above(runs):
    """Returns the error in percent above the lowest known one: the geometric mean and, in
    parentheses, the worst picture. Leaves out pictures whose lowest known error is 0."""
    ratios = [of_one[0].mse / of_one[0].known for of_one in by_image(runs) if of_one[0].known > 0]
    if not ratios:
        return "-"
    mean, worst = (100 * (ratio - 1) for ratio in (geometric_mean(ratios), max(ratios)))
    return f"{mean:.2f} % ({worst:.1f})"


def median_time(field):
    """Returns a function that gives the median over the pictures of each picture's median run."""
    def cell(runs):
        return shown(statistics.median(
            statistics.median(getattr(run, field) for run in of_one) for of_one in by_image(runs)))
    return cell


PARTS = [
    ("Above the lowest error known (geometric mean; in parentheses the worst picture)", above),
    ("Milliseconds from pixels to indices (median picture)", median_time("milliseconds")),
    ("Milliseconds of it for seeding, search and iterations (median picture)",
     median_time("choosing_ms")),
]


def block(runs):
    ks = sorted({run.k for run in runs})
    presets = list(dict.fromkeys(run.preset for run in runs))
    text = ""
    for title, cell in PARTS:
        rows = [[preset] + [cell([run for run in runs if (run.preset, run.k) == (preset, k)])
                            for k in ks] for preset in presets]
        text += f"{title}:\n\n" + table(["preset", *(f"K = {k}" for k in ks)], rows)
    return text


def markdown(runs):
    folders = list(dict.fromkeys(run.folder for run in runs))
    groups = [(folder, [run for run in runs if run.folder == folder]) for folder in folders]
    if len(groups) > 1:
        groups.append(("All", runs))
    text = ""
    for title, those in groups:
        sizes = [of_one[0].megapixels for of_one in by_image(those)]
        text += (f"## {title}\n\n{len(sizes)} pictures of {min(sizes):.2f} to {max(sizes):.2f} "
                 f"megapixels.\n\n" + block(those))
    return text
