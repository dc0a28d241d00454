#!/usr/bin/env python3
"""Scores of the reader on drawings of our own generator, whose truth is known by construction; part of `make scores`, or alone:

    python3 tests/scores/generated.py --binary target/debug/trusquin --generator target/debug/trusquin-generate

Makes 300 vector sheets (six part families, four title-block layouts, two languages, ten faces of which four are drawn as strokes) with callouts of every
sort, reads them with `trusquin analyze`, and prints dimension recall and precision, title-block F1, and what a confidence is worth. The drawings of seed
SEED are the ones reported; whoever improves the reader looks at others (--seed 1), so that what is reported was not tuned on. --worst N prints misses.
"""
import argparse, collections, json, os, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from agreement import GREEN, Reliability, canon, edits, near, same

SEED, COUNT, CALLOUTS = 20261128, 300, 8
# The truth says what the sheet is, not what it quotes: `standard` is concluded from evidence and has no truth of its own.
UNJUDGED = {"standard", "finish"}


def run(*command, out=None):
    done = subprocess.run(command, stdout=out or subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"generated: {' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[-400:]}")


def make(generator, folder, seed, count, more):
    run(generator, "batch", "--seed", str(seed), "--count", str(count), "--callouts", str(CALLOUTS), "--formats", "pdf", "--out", folder, *more)
    with open(os.path.join(folder, "sheets.jsonl"), encoding="utf-8") as lines:
        sheets = {os.path.basename(s["file"]): s for s in map(json.loads, lines)}
    texts = collections.defaultdict(list)
    with open(os.path.join(folder, "dimensions_truth.tsv"), encoding="utf-8") as table:
        next(table)
        for line in table:
            file, _, text, _ = line.rstrip("\n").split("\t")
            texts[os.path.basename(file)].append(text)
    return sheets, texts


def read(binary, home, folder):
    lines = os.path.join(folder, "read.jsonl")
    with open(lines, "w", encoding="utf-8") as out:
        run(binary, "--home", home, "analyze", os.path.join(folder, "drawings"), out=out)
    with open(lines, encoding="utf-8") as found:
        return {os.path.basename(a["file"]): a for a in map(json.loads, found)}


class Tally:
    """What one kind of sheets gave."""

    def __init__(self):
        self.fields = collections.defaultdict(lambda: [0, 0, 0])
        self.wanted = self.hits = self.extra = self.wrong_characters = self.characters = 0
        self.block, self.sizes = Reliability(), Reliability()
        self.green_materials = [0, 0]
        self.misses = []

    def sheet(self, name, truth, texts, analysis):
        block = analysis.get("title_block") or {}
        wanted = {field: cell["value"] for field, cell in truth["title_block"].items()}
        for field in sorted(set(wanted) | set(block)):
            if field in UNJUDGED:
                continue
            cell = block.get(field) or {}
            got, counts = cell.get("value"), self.fields[field]
            right = field in wanted and same(field, wanted[field], got)
            counts[0] += right
            counts[1] += bool(got) and not right
            counts[2] += field in wanted and not right
            if got:
                self.block.add(cell.get("confidence"), right)
            if field == "material" and (cell.get("confidence") or 0) >= GREEN:
                self.green_materials[0] += right
                self.green_materials[1] += 1
            if not right:
                self.misses.append(f"{name} {field}: {wanted.get(field, '(not stated)')!r} read as {got!r} ({cell.get('confidence', 0):.2f})")
        left = [(canon(value["text"]), value) for kind in ("dimensions", "geometric_tolerances", "roughness") for value in analysis.get(kind) or [] if value.get("text")]
        for text in sorted(map(canon, texts), key=len, reverse=True):
            self.wanted += 1
            best = min(left, key=lambda found: edits(text, found[0]), default=None)
            if best is None or not near(text, best[0]):
                self.misses.append(f"{name} missed {text!r}")
                continue
            left.remove(best)
            distance = edits(text, best[0])
            self.hits += 1
            self.wrong_characters += distance
            self.characters += len(text)
            if distance:
                self.misses.append(f"{name} {text!r} read as {best[0]!r}")
            if "confidence" in best[1]:
                self.sizes.add(best[1]["confidence"], distance == 0)
        self.extra += len(left)
        for text, value in left:
            self.misses.append(f"{name} extra {text!r}")
            if "confidence" in value:
                self.sizes.add(value["confidence"], False)

    def figures(self):
        right, wrong, missed = (sum(counts[i] for counts in self.fields.values()) for i in range(3))
        return {
            "title_block_f1": 2 * right / max(1, 2 * right + wrong + missed),
            "dimension_recall": self.hits / max(1, self.wanted),
            "dimension_precision": self.hits / max(1, self.hits + self.extra),
            "character_error": self.wrong_characters / max(1, self.characters),
            "green_right": self.block.green()[0],
            "green_share": self.block.green()[1],
        }


def generated_figures(binary, generator, home, folder=None, seed=SEED, count=COUNT, more=()):
    """Figures by name, a text for the report, misses, the tally of every sheet, of the ones with a text layer, of the ones drawn as strokes."""
    own = folder or tempfile.mkdtemp(prefix="trusquin-generated-")
    try:
        sheets, texts = make(generator, own, seed, count, more)
        answers = read(binary, home, own)
    finally:
        if folder is None:
            shutil.rmtree(own, ignore_errors=True)
    tallies = {"all": Tally(), "typed": Tally(), "strokes": Tally()}
    for name, truth in sorted(sheets.items()):
        kind = "strokes" if str(truth["style"]["lettering"]).startswith("stroke") else "typed"
        for tally in (tallies["all"], tallies[kind]):
            tally.sheet(name, truth, texts[name], answers.get(name) or {})
    figures, lines = {}, [f"{count} sheets of seed {seed} on, {CALLOUTS} callouts each"]
    for kind, tally in tallies.items():
        if not tally.wanted:
            continue
        found = tally.figures()
        figures.update({f"generated.{kind}.{name}": value for name, value in found.items()})
        lines.append(f"{kind}: " + ", ".join(f"{name} {value:.4f}" for name, value in found.items()) + f"; {tally.wanted} dimensions, {tally.hits} found, {tally.extra} extra")
    everything = tallies["all"]
    lines += [f"  {field:20s} right {c[0]:4d}  wrong {c[1]:3d}  missed {c[2]:3d}" for field, c in sorted(everything.fields.items())]
    lines.append(f"materials shown green: {everything.green_materials[0]} of {everything.green_materials[1]} right")
    lines += [everything.block.text("title block"), everything.sizes.text("dimensions")]
    return figures, "\n".join(lines), tallies


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    parser.add_argument("--binary", default=os.path.join(root, "target", "debug", "trusquin"))
    parser.add_argument("--generator", default=os.path.join(root, "target", "debug", "trusquin-generate"))
    parser.add_argument("--home", default=os.environ.get("TRUSQUIN_HOME", os.path.join(root, ".trusquin")))
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--keep", help="folder the drawings and readings stay in")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("more", nargs="*", help="further options of `trusquin-generate batch`, after --")
    arguments = parser.parse_args()
    for path in (arguments.binary, arguments.generator):
        if not os.access(path, os.X_OK):
            sys.exit(f"generated: {path} is not there: make build first")
    _, text, tallies = generated_figures(arguments.binary, arguments.generator, arguments.home, arguments.keep, arguments.seed, arguments.count, arguments.more)
    for miss in tallies["all"].misses[: arguments.worst]:
        print(miss)
    print(text)
