#!/usr/bin/env python3
"""Learned times against scikit-learn's learners on the same held-back rows: times_peers.py --binary BIN --corpus DIR [--splits 5].

Both are taught the same four fifths and asked about the rest, in repeated splits (those of tests/scores/times.py, more of them). Peers see every
column one-hot or as a number, learn the logarithm of the time (of the ratio to the estimate, where there is one), with the settings that did best
here. Printed: figures of each, and by paired bootstrap over rows (over work orders, for bookings) the value the difference to the best peer exceeds in
95 of 100 resamplings. Without scikit-learn one line says that it was skipped.
"""
import argparse, csv, math, os, random, sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "scores"))
import times  # noqa: E402  (the splits and the binary's answers)

try:
    import numpy as np
    from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingRegressor, RandomForestRegressor
except ImportError as missing:
    print(f"times_peers: skipped ({missing}; install scikit-learn to compare)")
    sys.exit(0)

RESAMPLED = 2000
# Operations booked for less than this are clicks: somebody opened and closed the operation. Scored apart as well.
CLICK_MIN = 10.0


def peers(seed):
    return {
        "boosting": GradientBoostingRegressor(n_estimators=150, learning_rate=0.05, max_depth=3, subsample=0.7, random_state=seed),
        "boosting, absolute loss": GradientBoostingRegressor(
            loss="absolute_error", n_estimators=200, learning_rate=0.05, max_depth=4, subsample=0.7, random_state=seed),
        "forest": RandomForestRegressor(200, min_samples_leaf=2, max_features=0.4, random_state=seed),
        "extremely random trees": ExtraTreesRegressor(200, min_samples_leaf=2, max_features=0.6, random_state=seed),
    }


def matrix(rows, columns, taught):
    """Numbers as they are, texts one-hot over the levels of the taught rows."""
    out = []
    for column in columns:
        try:
            out.append([float(row[column]) for row in rows])
        except ValueError:
            for level in sorted({row[column] for row in taught}):
                out.append([float(row[column] == level) for row in rows])
    return np.array(out).T


def taught_and_asked(rows, sides, out):
    return [r for r, s in zip(rows, sides) if s != out], [r for r, s in zip(rows, sides) if s == out]


def operations(arguments):
    path = os.path.join(arguments.corpus, "shop", "cnc_operations.csv")
    target, baseline = "Actual_s", "CAM_Estimate_s"
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    columns = [name for name in rows[0] if name != target]
    found = {}
    for split in range(arguments.splits):
        sides = [times.side(split, f"{at} {sorted(row.items())}") for at, row in enumerate(rows)]
        keep(found, "ours", split, times.operations(arguments.binary, path, target, baseline, split), group=None)
        for out in range(times.SIDES):
            taught, asked = taught_and_asked(rows, sides, out)
            x, q = matrix(taught, columns, taught), matrix(asked, columns, taught)
            y = np.log([float(r[target]) / float(r[baseline]) for r in taught])
            for name, peer in peers(split).items():
                ratio = np.exp(peer.fit(x, y).predict(q))
                keep(found, name, split, [{"actual": r[target], "p50": float(r[baseline]) * p} for r, p in zip(asked, ratio)], group=None)
    report("operations, CAM estimate corrected", found, within, "within 15 %", more=True)
    report("operations, CAM estimate corrected", found, log_off, "mean |log ratio|", more=False)


def bookings(arguments):
    path = os.path.join(arguments.corpus, "shop", "time_bookings_2012.csv")
    with open(path, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    closed = times.closed(rows)
    columns = ["part", "operation", "machine", "log_qty"]
    for row in closed:
        row["log_qty"] = math.log(max(float(row["order_qty"]), 1.0))
    found = {}
    for split in range(arguments.splits):
        sides = [times.side(split, row["work_order"]) for row in closed]
        scored, _ = times.bookings(arguments.binary, path, split)
        # The binary's answers come side by side, in the order of the closed operations of each side.
        asked_rows = [row for out in range(times.SIDES) for row, s in zip(closed, sides) if s == out]
        keep(found, "ours", split, scored, asked_rows)
        for out in range(times.SIDES):
            taught, asked = taught_and_asked(closed, sides, out)
            x, q = matrix(taught, columns, taught), matrix(asked, columns, taught)
            y = np.log([r["actual"] for r in taught])
            for name, peer in peers(split).items():
                answers = np.exp(peer.fit(x, y).predict(q))
                keep(found, name, split, [{"actual": r["actual"], "p50": p} for r, p in zip(asked, answers)], asked)
    report("bookings, every closed operation", found, log_off, "mean |log ratio|", more=False)
    booked = {name: [one for one in scored if one["minutes"] >= CLICK_MIN] for name, scored in found.items()}
    report(f"bookings, those of {CLICK_MIN:.0f} minutes and more", booked, log_off, "mean |log ratio|", more=False)


def keep(found, name, split, scored, rows=(), group="work_order"):
    rows = rows or [None] * len(scored)
    for at, (one, row) in enumerate(zip(scored, rows)):
        minutes = row["minutes"] if row else math.inf
        found.setdefault(name, []).append({
            "actual": float(one["actual"]), "p50": float(one["p50"]), "minutes": minutes,
            # The same row bears the same key in every learner's list: its split, its place and what was measured.
            "key": (split, row[group] if row else None, at if row is None else (row["part"], row["operation"]), float(one["actual"])),
            "cluster": (row[group] if row else float(one["actual"])),
        })


def within(one):
    return float(abs(one["p50"] - one["actual"]) <= 0.15 * one["actual"])


def log_off(one):
    return abs(math.log(one["p50"] / one["actual"]))


def mean(values):
    values = list(values)
    return sum(values) / max(1, len(values))


def report(title, found, figure, label, more):
    print(f"{title}: {label}")
    means = {name: mean(map(figure, scored)) for name, scored in found.items()}
    for name, value in means.items():
        mape = mean(abs(o["p50"] - o["actual"]) / o["actual"] for o in found[name])
        print(f"  {name:<26} {value:.3f}   (n {len(found[name])}, MAPE {mape:.3f})")
    others = {name: value for name, value in means.items() if name != "ours"}
    best = (max if more else min)(others, key=others.get)
    gains = {}
    order = lambda scored: sorted(scored, key=lambda one: (one["key"][0], str(one["cluster"]), one["actual"]))
    for own, other in zip(order(found["ours"]), order(found[best])):
        assert abs(own["actual"] - other["actual"]) < 1e-6 * own["actual"] + 1e-9, "rows do not pair"
        gains.setdefault(own["cluster"], []).append(figure(own) - figure(other) if more else figure(other) - figure(own))
    clusters = [(sum(some), len(some)) for _, some in sorted(gains.items(), key=lambda entry: str(entry[0]))]
    chance = random.Random(20261121)
    drawn = []
    for _ in range(RESAMPLED):
        some = [clusters[chance.randrange(len(clusters))] for _ in clusters]
        drawn.append(sum(total for total, _ in some) / sum(count for _, count in some))
    drawn.sort()
    print(f"  ours better than {best} by {mean(g for some in gains.values() for g in some):+.3f}, lower bound {drawn[RESAMPLED // 20]:+.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--splits", type=int, default=5)
    given = parser.parse_args()
    operations(given)
    bookings(given)
