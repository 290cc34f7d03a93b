"""Makes look.md from the rows of look.csv."""
import collections
import statistics

from methods import OURS

WORST = 5


def mean(values):
    return f"{statistics.fmean(values):.2f}" if values else "-"


def geometric(values):
    return f"{statistics.geometric_mean(max(v, 1e-6) for v in values):.3f}" if values else "-"


def figures(rows, name):
    return [row[name] for row in rows if row[name] is not None]


def means_table(rows, ks):
    """Returns a table of each method's means at each K."""
    lines = ["| | " + " | ".join(f"K = {k}" for k in ks) + " |", "|---|" + "---:|" * len(ks)]
    most = {k: max(collections.Counter(row["method"] for row in rows if row["k"] == k).values(),
                   default=0) for k in ks}

    def cell(some, name, average, number):
        values = figures(some, name)
        return average(values) + (f" ({len(values)})" if 0 < len(values) < number else "")
    for method in dict.fromkeys(row["method"] for row in rows):
        of_k = [(k, [row for row in rows if row["method"] == method and row["k"] == k])
                for k in ks]
        cells = [f"{cell(some, 'ssimulacra2', mean, most[k])}, "
                 f"{cell(some, 'butteraugli', geometric, most[k])}" if some else ""
                 for k, some in of_k]
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def pairs_of(rows, base, rival):
    """Returns (row of base, row of rival) of each picture and K that both have."""
    def by_job(method):
        return {(row["group"], row["picture"], row["k"]): row for row in rows
                if row["method"] == method}
    ours, theirs = by_job(base), by_job(rival)
    return [(ours[job], theirs[job]) for job in ours if job in theirs]


def share(wins, number):
    return f"{100 * wins / number:.1f} % of {number}" if number else "-"


def pairs_line(label, pairs):
    scores = [(a["ssimulacra2"], b["ssimulacra2"]) for a, b in pairs]
    norms = [(a["butteraugli"], b["butteraugli"]) for a, b in pairs
             if a["butteraugli"] is not None and b["butteraugli"] is not None]
    ratio = geometric([max(a, 1e-6) / max(b, 1e-6) for a, b in norms])
    return (f"| {label} | {share(sum(a > b for a, b in scores), len(scores))} | "
            f"{statistics.fmean(a - b for a, b in scores):+.2f} | "
            f"{share(sum(a < b for a, b in norms), len(norms))} | {ratio} |")


def pairs_table(rows, base, rivals, ks):
    """Returns a table of how often, and by how much, `base` is better than each rival."""
    lines = ["| rival | K | better by SSIMULACRA 2 | difference | better by butteraugli | ratio |",
             "|---|---:|---:|---:|---:|---:|"]
    for rival in rivals:
        pairs = pairs_of(rows, base, rival)
        some = {k: [pair for pair in pairs if pair[0]["k"] == k] for k in ks}
        lines += [pairs_line(f"{rival} | {k}", some[k]) for k in ks if some[k]]
        if pairs:
            lines.append(pairs_line(f"{rival} | all", pairs))
    return "\n".join(lines)


def worst_table(rows, base, rivals):
    lines = [f"| rival | {base} is worst on | K | SSIMULACRA 2 | rival | butteraugli | rival |",
             "|---|---|---:|---:|---:|---:|---:|"]
    for rival in rivals:
        pairs = sorted(pairs_of(rows, base, rival),
                       key=lambda pair: pair[0]["ssimulacra2"] - pair[1]["ssimulacra2"])
        for a, b in pairs[:WORST]:
            norms = [geometric(figures([row], "butteraugli")) for row in (a, b)]
            lines.append(f"| {rival} | {a['group']}/{a['picture']} | {a['k']} | "
                         f"{a['ssimulacra2']:.2f} | {b['ssimulacra2']:.2f} | {' | '.join(norms)} |")
    return "\n".join(lines)


def report(rows, base):
    ks = sorted({row["k"] for row in rows})
    groups = list(dict.fromkeys(row["group"] for row in rows))
    names = list(dict.fromkeys(row["method"] for row in rows))
    rivals = [name for name in names if not name.startswith(OURS)]
    parts = ["Means of SSIMULACRA 2 (higher is better), and after the comma geometric means of "
             "butteraugli's 3-norm (lower is better). A number in parentheses says over how many "
             "pictures a mean is, where that is not all of them."]
    for group in groups:
        some = [row for row in rows if row["group"] == group]
        number = len({row["picture"] for row in some})
        parts.append(f"### {group}, {number} pictures\n\n{means_table(some, ks)}")
    if len(groups) > 1:
        parts.append(f"### All\n\n{means_table(rows, ks)}")
    if base in names and rivals:
        parts.append(f"### {base} beside each rival\n\n{pairs_table(rows, base, rivals, ks)}")
        for group in groups if len(groups) > 1 else ():
            some = [row for row in rows if row["group"] == group]
            parts.append(f"### {base} beside each rival, {group}\n\n"
                         f"{pairs_table(some, base, rivals, ks)}")
        parts.append(f"### Worst pairs\n\n{worst_table(rows, base, rivals)}")
    few = sum(row["colors"] > row["k"] for row in rows)
    if few:
        parts.append(f"{few} results have more than K colors.")
    return "\n\n".join(parts) + "\n"
