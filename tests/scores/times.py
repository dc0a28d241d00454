#!/usr/bin/env python3
"""Scores of learned times on rows held back, for `make scores`; alone: times.py --binary target/debug/trusquin --corpus DIR.

Each file is cut, three times over, into five sides by the hash of the row (operations; rows alike but for their place on the table may fall on two sides) or of the
work order (bookings). Every side is predicted, in a run of its own, by a model trained on the other four, without the target column; all sides are
scored together. What a held-back booking should be is summed here, over every run booking, rework included: minutes per good piece.
"""
import argparse, csv, hashlib, math, os, subprocess, sys, tempfile

SIDES = 5
# Splits: with some hundred rows one split alone is luck.
SPLITS = 3


def side(split, text):
    return int(hashlib.sha256(f"{split} {text}".encode()).hexdigest(), 16) % SIDES


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"times: {' '.join(command)} failed: {done.stderr.strip()}")


def predict(binary, folder, header, taught, options, asked_header, asked):
    data, model, rows, out = (os.path.join(folder, name) for name in ("data.csv", "model", "asked.csv", "answers.csv"))
    write(data, header, taught)
    run(binary, "train", "cycle-time", "--data", data, *options, "--out", model)
    write(rows, asked_header, asked)
    run(binary, "predict", "cycle-time", "--model", model, "--data", rows, "--out", out)
    with open(out, newline="", encoding="utf-8") as answers:
        found = list(csv.DictReader(answers))
    assert len(found) == len(asked), f"{len(asked)} rows asked, {len(found)} answered"
    return found


def operations(binary, path, target, baseline, split):
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    header = list(rows[0])
    sides = [side(split, f"{at} {sorted(row.items())}") for at, row in enumerate(rows)]
    scored = []
    for out in range(SIDES):
        with tempfile.TemporaryDirectory() as folder:
            asked = [row for row, s in zip(rows, sides) if s == out]
            answers = predict(binary, folder, header, [row for row, s in zip(rows, sides) if s != out],
                              ["--target", target, "--baseline", baseline], [name for name in header if name != target], asked)
            scored += [{"actual": row[target], **{k: answer[k] for k in ("p10", "p50", "p90")}} for row, answer in zip(asked, answers)]
    return scored


def closed(bookings):
    found = {}
    for row in bookings:
        if row["kind"] == "run":
            one = found.setdefault((row["work_order"], row["part"], row["operation"]), {"minutes": 0.0, "good": 0.0, "machines": {}, "order_qty": row["order_qty"]})
            one["minutes"] += float(row["duration_min"])
            one["good"] += float(row["qty_completed"])
            one["machines"][row["machine"]] = one["machines"].get(row["machine"], 0.0) + float(row["duration_min"])
    return [{"work_order": key[0], "part": key[1], "operation": key[2], "machine": max(one["machines"], key=one["machines"].get), "order_qty": one["order_qty"],
             "minutes": one["minutes"], "actual": one["minutes"] / one["good"]} for key, one in found.items() if one["good"] > 0 and one["minutes"] > 0]


def bookings(binary, path, split):
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    header = list(rows[0])
    scored, known = [], []
    for out in range(SIDES):
        with tempfile.TemporaryDirectory() as folder:
            taught = [row for row in rows if side(split, row["work_order"]) != out]
            asked = closed(row for row in rows if side(split, row["work_order"]) == out)
            parts = {row["part"] for row in taught}
            answers = predict(binary, folder, header, taught, [], ["work_order", "part", "operation", "machine", "order_qty"], asked)
            scored += [{"actual": row["actual"], **{k: answer[k] for k in ("p10", "p50", "p90")}} for row, answer in zip(asked, answers)]
            known += [row["part"] in parts for row in asked]
    return scored, known


def figures_of(scored):
    measured, middle = ([float(row[k]) for row in scored] for k in ("actual", "p50"))
    off = [abs(p - a) / a for a, p in zip(measured, middle)]
    inside = [float(row["p10"]) <= float(row["actual"]) <= float(row["p90"]) for row in scored if row["p10"] and row["p90"]]
    n = len(scored)
    return {"within_15_percent": sum(x <= 0.15 for x in off) / n, "mape": sum(off) / n, "total_bias": abs(sum(middle) / sum(measured) - 1),
            "mean_log_ratio": sum(abs(math.log(p / a)) for a, p in zip(measured, middle)) / n, "coverage": sum(inside) / len(inside) if inside else math.nan}


def time_figures(binary, corpus, folder):
    """Figures by name, and a text for the report; the predictions lie in `folder`."""
    one, two, known = [], [], []
    for split in range(SPLITS):
        one += operations(binary, os.path.join(corpus, "shop", "cnc_operations.csv"), "Actual_s", "CAM_Estimate_s", split)
        scored, parts = bookings(binary, os.path.join(corpus, "shop", "time_bookings_2012.csv"), split)
        two += scored
        known += parts
    for name, scored in (("times_operations.csv", one), ("times_bookings.csv", two)):
        write(os.path.join(folder, name), ["actual", "p10", "p50", "p90"], scored)
    figures, lines = {}, []
    for name, scored, wanted in (("times.operations", one, ("within_15_percent", "mape", "total_bias", "coverage")), ("times.bookings", two, ("mean_log_ratio", "coverage"))):
        found = figures_of(scored)
        figures.update({f"{name}.{figure}": found[figure] for figure in wanted})
        lines.append(f"{name}: n {len(scored)}, " + ", ".join(f"{figure} {value:.3f}" for figure, value in found.items()))
    for label, wanted in (("parts made before", True), ("new parts", False)):
        some = [row for row, seen in zip(two, known) if seen is wanted]
        if some:
            lines.append(f"times.bookings, {label}: n {len(some)}, mean_log_ratio {figures_of(some)['mean_log_ratio']:.3f}")
    return figures, "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--out", default=".")
    arguments = parser.parse_args()
    found, text = time_figures(arguments.binary, arguments.corpus, arguments.out)
    print(text)
