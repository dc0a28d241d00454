"""Reading scans beside RapidOCR (the same models) and Tesseract, on one core and the same pages.

    python3 -m venv .peer && .peer/bin/pip install "rapidocr>=3.9" onnxruntime        and, from Debian: tesseract-ocr
    .peer/bin/python tests/peers/ocr_peer.py --binary target/debug/trusquin --generator target/debug/trusquin-generate

The pages are A3 scans at 200 dpi, and the vector sheets they were made of, from our own generator, whose truth is known. RapidOCR runs with the staged
PP-OCRv6 models on onnxruntime with one thread, once as delivered (pictures brought to 2000 pixels) and once at full size. Times are processor time of
one process over all pages; ours are processes included, theirs without their start and the loading of their models. What counts as found: for the
others a truth string anywhere in what they read; for ours the title-block field itself, and the dimension as a dimension. Prints ratios, shares found,
times of a vector page and peak memory of the process that reads. Says `skipped` for a peer that is not installed, exits 0.
"""
import argparse
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "scores"))
from agreement import canon, edits, near, norm, same

SEED, PAGES = 4711, 6
MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx", "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx"}
# A mark is told by its symbol, not by a string of its own.
NO_STRING = {"projection"}


def rapid(models, side, paths):
    """Reads every page with RapidOCR; one JSON line each, then the peak."""
    from rapidocr import RapidOCR

    settings = {f"{part}.model_path": os.path.join(models, name) for part, name in MODELS.items() if os.path.exists(os.path.join(models, name))}
    settings.update({"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1, "Global.log_level": "critical", "Global.max_side_len": side})
    engine = RapidOCR(params=settings)
    for path in paths:
        start = time.process_time()
        found = engine(path)
        print(json.dumps({"file": path, "s": time.process_time() - start, "texts": list(found.txts or [])}), file=sys.stderr)
    print(json.dumps({"peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), file=sys.stderr)


def one_core(command, **more):
    core = min(os.sched_getaffinity(0))
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, preexec_fn=lambda: os.sched_setaffinity(0, {core}), env=environment, check=True, **more)


def measured(command, out):
    """Processor seconds and peak kilobytes of a command held to one core, the processes it waited for included."""
    core = min(os.sched_getaffinity(0))
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
    child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"ocr peer: {command[0]} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss


def pages(generator, folder):
    """A3 scans at 200 dpi lying level, with what is true of them, and the vector sheets of the same seeds."""
    one_core([generator, "batch", "--seed", str(SEED), "--count", "40", "--callouts", "6", "--text", "typed", "--formats", "pdf", "--scans", "--copies", "2",
              "--severity", "light", "--out", folder], stdout=subprocess.DEVNULL)
    chosen, vectors, texts = [], [], {}
    with open(os.path.join(folder, "sheets.jsonl"), encoding="utf-8") as lines:
        for sheet in map(json.loads, lines):
            recipe, path = sheet.get("recipe"), os.path.join(folder, sheet["file"])
            if recipe is None:
                if max(sheet["sheet_mm"]) < 421:
                    vectors.append(path)
            elif recipe["dpi"] == 200 and recipe["rotation"] == 0 and 400 < max(sheet["sheet_mm"]) < 600 and path.endswith((".png", ".jpg")):
                chosen.append({**sheet, "path": path})
    with open(os.path.join(folder, "dimensions_truth.tsv"), encoding="utf-8") as table:
        next(table)
        for line in table:
            file, _, text, _ = line.rstrip("\n").split("\t")
            texts.setdefault(file, []).append(text)
    return chosen[:PAGES], vectors, texts


def found_in_text(sheet, texts, read):
    """How many truth strings stand anywhere in what a reader of text gave."""
    whole = norm(" ".join(read))
    pieces = [canon(text) for text in read]
    fields = sum(norm(cell["value"]) in whole for field, cell in sheet["title_block"].items() if field not in NO_STRING)
    sizes = 0
    for text in sorted(map(canon, texts), key=len, reverse=True):
        best = min(pieces, key=lambda piece: edits(text, piece), default=None)
        if best is not None and near(text, best):
            pieces.remove(best)
            sizes += 1
    return fields, sizes


def found_in_fields(sheet, texts, analysis):
    """How many truth strings ours has in their own field, or as a dimension."""
    block = analysis.get("title_block") or {}
    fields = sum(same(field, cell["value"], (block.get(field) or {}).get("value")) for field, cell in sheet["title_block"].items() if field not in NO_STRING)
    _, sizes = found_in_text({"title_block": {}}, texts, [v["text"] for kind in ("dimensions", "geometric_tolerances", "roughness") for v in analysis.get(kind) or []])
    return fields, sizes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", default="target/debug/trusquin")
    parser.add_argument("--generator", default="target/debug/trusquin-generate")
    parser.add_argument("--home", default=os.environ.get("TRUSQUIN_HOME", ".trusquin"))
    parser.add_argument("--rapid", nargs=2, metavar=("MODELS", "SIDE"), help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.rapid:
        rapid(arguments.rapid[0], int(arguments.rapid[1]), arguments.paths)
        return 0
    models = os.path.join(arguments.home, "models")
    for path in (arguments.binary, arguments.generator):
        if not os.path.exists(path):
            print(f"ocr peer: skipped, {path} is not built (make build)")
            return 0
    if not all(os.path.exists(os.path.join(models, name)) for name in MODELS.values()):
        print(f"ocr peer: skipped, the recognition models are not in {models} (make setup)")
        return 0
    folder = tempfile.mkdtemp(prefix="trusquin-ocr-peer-")
    try:
        chosen, vectors, texts = pages(arguments.generator, folder)
        paths = [sheet["path"] for sheet in chosen]
        with open(os.path.join(folder, "ours.jsonl"), "w+", encoding="utf-8") as out:
            ours_s, our_peak = measured([arguments.binary, "--home", arguments.home, "analyze", "--jobs", "1", *paths], out)
            out.seek(0)
            ours = {os.path.basename(a["file"]): a for a in map(json.loads, out)}
        with open(os.path.join(folder, "vectors.jsonl"), "w+", encoding="utf-8") as out:
            _, vector_peak = measured([arguments.binary, "--home", arguments.home, "analyze", "--jobs", "1", *vectors], out)
            out.seek(0)
            vector_ms = sorted(a["timing_ms"]["total"] for a in map(json.loads, out))
        fields = sum(len(set(sheet["title_block"]) - NO_STRING) for sheet in chosen)
        sizes = sum(len(texts.get(sheet["file"], [])) for sheet in chosen)
        rows = []

        def row(name, seconds, peak, answers):
            got = [answers(sheet) for sheet in chosen]
            rows.append((name, seconds, peak, sum(g[0] for g in got) / max(1, fields), sum(g[1] for g in got) / max(1, sizes)))

        row("ours", ours_s, our_peak, lambda sheet: found_in_fields(sheet, texts.get(sheet["file"], []), ours.get(os.path.basename(sheet["path"])) or {}))
        # Not imported here: a child's peak counts what its parent held when it was forked.
        if importlib.util.find_spec("rapidocr") is None:
            print("ocr peer: RapidOCR skipped, it is not installed (see the head of tests/peers/ocr_peer.py)")
        else:
            for name, side in (("RapidOCR as delivered", 2000), ("RapidOCR at full size", 5000)):
                peer = one_core([sys.executable, __file__, "--rapid", models, str(side), *paths], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                said = [json.loads(line) for line in peer.stderr.splitlines() if line.startswith("{")]
                read = {line["file"]: line for line in said if "file" in line}
                peak = next(line["peak_kb"] for line in said if "peak_kb" in line)
                row(name, sum(line["s"] for line in read.values()), peak, lambda sheet: found_in_text(sheet, texts.get(sheet["file"], []), read[sheet["path"]]["texts"]))
        if shutil.which("tesseract") is None:
            print("ocr peer: Tesseract skipped, it is not installed (Debian: tesseract-ocr)")
        else:
            read, seconds, peak = {}, 0.0, 0
            for path in paths:
                with open(os.path.join(folder, "text"), "w+", encoding="utf-8") as out:
                    spent, most = measured(["tesseract", path, "stdout", "--psm", "11"], out)
                    out.seek(0)
                    read[path] = [line.strip() for line in out if line.strip()]
                seconds, peak = seconds + spent, max(peak, most)
            row("Tesseract", seconds, peak, lambda sheet: found_in_text(sheet, texts.get(sheet["file"], []), read[sheet["path"]]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(chosen)} A3 scans at 200 dpi, {fields} title-block values, {sizes} dimensions, tolerances and roughness values")
    print(f"{'reader':24}{'s per page':>12}{'ours is':>14}{'fields found':>14}{'sizes found':>13}{'peak MB':>9}")
    for name, seconds, peak, of_fields, of_sizes in rows:
        ratio = "" if name == "ours" else f"{seconds / max(ours_s, 1e-9):.1f} x faster"
        print(f"{name:24}{seconds / max(1, len(chosen)):>12.2f}{ratio:>14}{of_fields:>14.3f}{of_sizes:>13.3f}{peak / 1024:>9.0f}")
    if vector_ms:
        print(f"{len(vector_ms)} vector sheets up to A3: median {vector_ms[len(vector_ms) // 2]:.0f} ms, 95 of 100 under {vector_ms[int(0.95 * (len(vector_ms) - 1))]:.0f} ms, peak {vector_peak / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
