#!/usr/bin/env python3
"""Scores of the reader against the truth tables of the corpus: `make scores`.

Reads the drawings and scans through the service (as an estimator's browser does), the models and contours through `trusquin analyze`, scores
both with the corpus's own score.py, writes report.html with every value's box over its page, and fails when a figure falls below ratchet.tsv.
Standard library only. Exit status: 0 when every figure holds, 1 when one fell, 2 when it cannot work; without a corpus it says so and skips.
"""
import argparse, contextlib, csv, html, importlib.util, io, json, math, os, re, shutil, subprocess, sys, tempfile, time, urllib.request, uuid

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from agreement import GREEN, Reliability
from generated import generated_figures
from times import time_figures
ROOT = os.path.abspath(os.path.join(HERE, "..", ".."))
DRAWINGS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
BATCH = 40
PICTURE_WIDTH = 1400


def stop(message):
    print(f"scores: {message}", file=sys.stderr)
    sys.exit(2)


def load_scorer(corpus):
    path = os.environ.get("TRUSQUIN_SCORER", os.path.join(corpus, "..", "tools", "score.py"))
    if not os.path.isfile(path):
        stop(f"no scorer at {path}; name it in TRUSQUIN_SCORER")
    source = open(path, encoding="utf-8").read().rsplit("\nmain()", 1)[0]
    spec = importlib.util.spec_from_loader("score", loader=None)
    module = importlib.util.module_from_spec(spec)
    exec(compile(source, path, "exec"), module.__dict__)
    return module


class Service:
    """The product's own service on a free port, with a data folder that is thrown away."""

    def __init__(self, binary, home, shop):
        self.data = tempfile.mkdtemp(prefix="trusquin-scores-")
        log = os.path.join(self.data, "service.log")
        with open(log, "w") as out:
            self.process = subprocess.Popen([binary, "--home", home, "serve", "--listen", "127.0.0.1:0", "--data", self.data, "--shop", shop], stdout=out, stderr=out)
        found = said = None
        for _ in range(300):
            with open(log, encoding="utf-8", errors="replace") as lines:
                said = lines.read()
            found = re.search(r"http://[\d.]+:\d+", said)
            if found or self.process.poll() is not None:
                break
            time.sleep(0.1)
        if not found:
            self.close()
            stop(f"the service did not start (it said: {said.strip()!r}); see trusquin doctor")
        self.url = found.group()

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=300) as answer:
            return answer.read()

    def json(self, path):
        return json.loads(self.get(path))

    def post(self, files):
        boundary = uuid.uuid4().hex
        body = io.BytesIO()
        for path in files:
            name = os.path.basename(path).replace('"', "_")
            body.write(f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode())
            with open(path, "rb") as source:
                shutil.copyfileobj(source, body)
            body.write(b"\r\n")
        body.write(f"--{boundary}--\r\n".encode())
        request = urllib.request.Request(self.url + "/api/rfqs", data=body.getvalue(), method="POST",
                                         headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.loads(answer.read())["id"]

    def read(self, files, picture_folder):
        """Analyses by base name, the pages' pictures written beside."""
        rfq = self.post(files)
        while True:
            state = self.json(f"/api/rfqs/{rfq}")
            done = sum(f["status"] not in ("waiting", "reading") for f in state["files"])
            if sys.stderr.isatty():
                print(f"\rscores: {done} of {len(files)} read", end="", file=sys.stderr, flush=True)
            if done == len(state["files"]):
                break
            time.sleep(0.5)
        print(f"{chr(13) if sys.stderr.isatty() else str()}scores: {done} of {len(files)} read", file=sys.stderr)
        answers = {}
        for file in state["files"]:
            if file["status"] != "read":
                continue
            base = f"/api/rfqs/{rfq}/files/{file['position']}"
            answers[file["name"]] = self.json(base + "/analysis")
            for page in range(1, file["pages"] + 1):
                try:
                    picture = self.get(f"{base}/pages/{page}.png?width={PICTURE_WIDTH}")
                except OSError as error:
                    print(f"scores: {file['name']} page {page}: no picture ({error})", file=sys.stderr)
                    continue
                with open(os.path.join(picture_folder, picture_name(file["name"], page)), "wb") as out:
                    out.write(picture)
        return answers


def picture_name(name, page):
    return re.sub(r"[^A-Za-z0-9._-]", "_", f"{name}-{page}.png")


def judge(scorer, answers, truth_rows):
    """Every value that the truth table speaks of: (file, page, field, truth, value, cell, right)."""
    found = []
    for row in truth_rows:
        name, page = os.path.basename(row["file"]), int(row.get("page") or 1)
        block = dict(scorer.sheets(answers.get(name) or {})).get(page, {}).get("title_block") or {}
        truth = {"drawing_number": row["drawing_number"] or row.get("part_number"), "title": row["title"], "material": row["material"],
                 "finish": row["finish_treatment"], "scale": row["scale"], "unit": row["unit"], "projection": row["projection"],
                 "revision": row["revision"], "general_tolerance": row["general_tolerance"]}
        for field, wanted in truth.items():
            if field == "unit" and not wanted:
                continue
            value, cell = scorer.value(block, field)
            if field == "finish" and not value:
                cells = [block.get(k) for k in ("surface_treatment", "heat_treatment") if isinstance(block.get(k), dict)]
                value, cell = " ".join(str(c.get("value") or "") for c in cells).strip(), (cells or [None])[0]
            if not wanted:
                right = not value
            else:
                right = scorer.same(field, wanted, value) or (field == "drawing_number" and bool(value) and scorer.norm(value) == scorer.norm(row.get("part_number")))
            found.append((name, page, field, wanted, value, cell, bool(right)))
    return found


def block_figures(judged, prefix):
    right = sum(1 for j in judged if j[3] and j[6])
    wrong = sum(1 for j in judged if j[4] and not j[6])
    missed = sum(1 for j in judged if j[3] and not j[6])
    shown = [j for j in judged if j[4] and isinstance(j[5], dict) and (j[5].get("confidence") or 0) >= GREEN]
    values = [j for j in judged if j[4]]
    share = lambda field: share_of([j[6] for j in judged if j[2] == field and j[3]])
    return {
        f"{prefix}.f1": 2 * right / max(1, 2 * right + wrong + missed),
        f"{prefix}.precision": right / max(1, right + wrong),
        f"{prefix}.recall": right / max(1, right + missed),
        f"{prefix}.drawing_number": share("drawing_number"),
        f"{prefix}.material": share("material"),
        f"{prefix}.green_right": share_of([j[6] for j in shown]),
        f"{prefix}.green_share": len(shown) / max(1, len(values)),
    }


def share_of(truths):
    return sum(truths) / len(truths) if truths else math.nan


def reliability(judged):
    """What the confidence of the title-block values is worth."""
    table = Reliability()
    for j in judged:
        if j[4] and isinstance(j[5], dict):
            table.add(j[5].get("confidence"), j[6])
    return table


def dimension_reliability(scorer, answers, truth):
    """The same of the dimensions, on the pages whose dimensions are labelled: right is what agrees with a label to the letter."""
    table = Reliability()
    for name, page, sure, unsure in scorer.labelled(truth):
        sheet = dict(scorer.sheets(answers.get(name) or {})).get(page, {})
        labels = [scorer.canon(text) for text in sure]
        doubtful = {scorer.canon(text) for text in unsure}
        for value in sheet.get("dimensions") or []:
            text = scorer.canon(value.get("text") or "")
            if text in doubtful:
                continue
            if text in labels:
                labels.remove(text)
                table.add(value.get("confidence"), True)
            else:
                table.add(value.get("confidence"), False)
    return table


def headline(scorer, function, *arguments):
    """What a function of score.py prints, and its last line."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        getattr(scorer, function)(*arguments)
    text = said.getvalue().rstrip()
    return text, text.splitlines()[-1]


def analyze(binary, home, arguments, out):
    with open(out, "w", encoding="utf-8") as target:
        done = subprocess.run([binary, "--home", home, "analyze", *arguments], stdout=target, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        stop(f"trusquin analyze {' '.join(arguments)} ended with {done.returncode}: {done.stderr.strip()[-400:]}")


def fraction(line, pattern):
    found = re.search(pattern, line)
    return int(found.group(1)) / max(1, int(found.group(2))) if found else math.nan


def number(line, pattern):
    found = re.search(pattern, line)
    return float(found.group(1)) if found else math.nan


def read_ratchet(path):
    with open(path, encoding="utf-8") as lines:
        return [row for row in csv.DictReader((l for l in lines if not l.startswith("#")), delimiter="\t")]


def holds(row, value):
    bound = float(row["bound"])
    if math.isnan(value):
        return False
    return value >= bound - 5e-4 if row["sense"] == "at_least" else value <= bound + 5e-4


def page_of(analysis, page):
    for each in analysis.get("pages") or []:
        if each.get("page") == page:
            return each
    return {}


def boxes_of(scorer, name, analysis, judged):
    """(page, box in parts of the sheet, class, label) of every value with a box."""
    verdict = {(j[1], j[2]): (j[6], j[3]) for j in judged if j[0] == name}
    for page, sheet in scorer.sheets(analysis):
        about = page_of(analysis, page)
        size_mm, size_px = about.get("size_mm"), about.get("size_px")
        def parts(value):
            for box, size in ((value.get("box"), size_mm), (value.get("box_px"), size_px)):
                if isinstance(box, list) and len(box) == 4 and size and size[0] and size[1]:
                    return [box[0] / size[0], box[1] / size[1], box[2] / size[0], box[3] / size[1]]
        for field, cell in (sheet.get("title_block") or {}).items():
            if isinstance(cell, dict) and cell.get("value"):
                right, wanted = verdict.get((page, field), (None, None))
                sort = "unknown" if right is None else "right" if right else "wrong"
                label = f"{field}: {cell['value']} ({cell.get('confidence', 0):.2f}, {cell.get('source')})" + (f"; truth: {wanted}" if sort == "wrong" else "")
                box = parts(cell)
                if box:
                    yield page, box, sort, label
        for kind in ("dimensions", "geometric_tolerances", "roughness", "notes"):
            for value in sheet.get(kind) or []:
                box = parts(value)
                if box:
                    yield page, box, "reading", f"{kind}: {value.get('text')}"


def report(folder, scorer, answers, judged, table, texts, reliabilities):
    out = ["<!doctype html><meta charset=utf-8><title>Trusquin: scores</title><style>",
           "body{font:14px/1.4 sans-serif;margin:2rem;max-width:1450px}table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #ccc;padding:.2rem .6rem;text-align:left}",
           ".fell{background:#fdd}pre{background:#f6f6f6;padding:1rem;overflow:auto}.page{position:relative;display:inline-block;border:1px solid #999;margin:.5rem 0}",
           ".page img{display:block;max-width:100%}.page a{position:absolute;outline:2px solid}.right{outline-color:#0a0!important}.wrong{outline-color:#d00!important;background:#d002}",
           ".unknown{outline-color:#06c!important}.reading{outline:1px solid #b80!important}</style><h1>Scores</h1>",
           "<p>Boxes: green right, red wrong, blue not in the truth table, orange dimensions, tolerances, roughness and notes. Hover to read.</p>",
           "<table><tr><th>figure<th>value<th>bound<th>"]
    for row, value, held in table:
        out.append(f"<tr{'' if held else ' class=fell'}><td>{html.escape(row['figure'])}<td>{value:.4f}<td>{'≥' if row['sense'] == 'at_least' else '≤'} {row['bound']}<td>{html.escape(row['what'])}")
    out.append("</table><h2>Reliability of the confidence</h2><p>A value shown green has a confidence of 0.9 or more.</p>")
    for title, bins in reliabilities:
        right, share = bins.green()
        out.append(f"<h3>{html.escape(title)}</h3><table><tr><th>confidence from<th>values<th>mean confidence<th>right")
        out.extend(f"<tr><td>{low:.2f}<td>{count}<td>{mean:.3f}<td>{good:.4f}" for low, count, mean, good in bins.rows())
        out.append(f"</table><p>Green: {right:.4f} right, {share:.4f} of all values.</p>")
    for title, text in texts:
        out.append(f"<h2>{html.escape(title)}</h2><pre>{html.escape(text)}</pre>")
    out.append("<h2>Sheets</h2>")
    for name in sorted(answers):
        analysis = answers[name]
        boxes = list(boxes_of(scorer, name, analysis, judged))
        missed = [j for j in judged if j[0] == name and j[3] and not j[4]]
        out.append(f"<h3>{html.escape(name)}</h3><p>{html.escape('; '.join(d['code'] + ' ' + d['message'] for d in analysis.get('diagnostics') or []))}</p>")
        if missed:
            out.append("<p>Missed: " + html.escape(", ".join(f"{j[2]} = {j[3]} (page {j[1]})" for j in missed)) + "</p>")
        for page in sorted({1} | {b[0] for b in boxes}):
            picture = picture_name(name, page)
            if not os.path.exists(os.path.join(folder, "pages", picture)):
                continue
            out.append(f'<div class=page><img loading=lazy src="pages/{picture}" alt="">')
            for _, (x0, y0, x1, y1), sort, label in (b for b in boxes if b[0] == page):
                out.append(f'<a class={sort} title="{html.escape(label, quote=True)}" style="left:{x0:.4%};top:{y0:.4%};width:{x1 - x0:.4%};height:{y1 - y0:.4%}"></a>')
            out.append("</div>")
    with open(os.path.join(folder, "report.html"), "w", encoding="utf-8") as target:
        target.write("\n".join(out))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", default=os.environ.get("TRUSQUIN_CORPUS", os.path.join(ROOT, "..", "shared", "corpus")))
    parser.add_argument("--binary", default=os.path.join(ROOT, "target", "debug", "trusquin"))
    parser.add_argument("--generator", help="beside the binary without")
    parser.add_argument("--home", default=os.environ.get("TRUSQUIN_HOME", os.path.join(ROOT, ".trusquin")))
    parser.add_argument("--report", default=os.path.join(ROOT, "out", "scores"))
    arguments = parser.parse_args()
    corpus = arguments.corpus
    if not os.path.isdir(corpus):
        print(f"scores: SKIPPED, there is no corpus at {corpus} (TRUSQUIN_CORPUS names it)")
        return 0
    if not os.access(arguments.binary, os.X_OK):
        stop(f"{arguments.binary} is not there: make build first")
    scorer = load_scorer(corpus)
    folder = arguments.report
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "pages"))
    in_corpus = lambda *parts: os.path.join(corpus, *parts)

    files = [os.path.join(in_corpus(part), name) for part in ("drawings", "scans") for name in sorted(os.listdir(in_corpus(part))) if name.lower().endswith(DRAWINGS)]
    answers = {}
    service = Service(arguments.binary, arguments.home, os.path.join(ROOT, "datasets", "demo_shop", "shop.toml"))
    try:
        for at in range(0, len(files), BATCH):
            answers.update(service.read(files[at:at + BATCH], os.path.join(folder, "pages")))
    finally:
        service.close()
    lines = os.path.join(folder, "drawings.jsonl")
    with open(lines, "w", encoding="utf-8") as out:
        for name, analysis in answers.items():
            out.write(json.dumps({**analysis, "file": name}, ensure_ascii=False) + "\n")

    with open(in_corpus("title_block_truth.tsv"), encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    judged = judge(scorer, answers, rows)
    in_scans = {os.path.basename(row["file"]) for row in rows if row["file"].startswith("scans/")}
    figures = {"files_without_answer": float(len(files) - len(answers))}
    figures.update(block_figures([j for j in judged if j[0] not in in_scans], "vector"))
    figures.update(block_figures([j for j in judged if j[0] in in_scans], "scans"))
    texts = []
    text, _ = headline(scorer, "title_block", scorer.load(lines), in_corpus("title_block_truth.tsv"), 40)
    texts.append(("Title block, drawings and scans", text))
    figures["values_without_box"] = number(text, r"values without a box: (\d+)")
    figures["main_process"] = fraction(text, r"main process right (\d+)/(\d+)")
    text, line = headline(scorer, "dimensions", scorer.load(lines), in_corpus("scans"), 60)
    texts.append(("Dimensions on scans", text))
    figures["dimensions.recall"] = number(line, r"= ([\d.]+), precision")
    figures["dimensions.precision"] = number(line, r"precision ([\d.]+)")
    figures["dimensions.character_error"] = number(line, r"error ([\d.]+)")
    for title, function, truth, options, pattern in (
            ("STEP", "step", "step_truth.tsv", ["step"], r"step: (\d+)/(\d+)"),
            ("DXF", "dxf", "dxf_truth.tsv", ["dxf"], r"dxf: (\d+)/(\d+)"),
            ("Faces", "faces", os.path.join("mfcad", "labels.jsonl"), ["mfcad", "--faces"], None)):
        out = os.path.join(folder, f"{function}.jsonl")
        analyze(arguments.binary, arguments.home, [in_corpus(options[0]), *options[1:]], out)
        text, line = headline(scorer, function, scorer.load(out), in_corpus(truth), 20)
        texts.append((title, text))
        if pattern:
            figures[function] = fraction(line, pattern)
        else:
            figures["faces"] = number(line, r"faces: ([\d.]+)%") / 100
            figures["faces.parts"] = number(line, r", ([\d.]+)% of") / 100

    found, text, tallies = generated_figures(arguments.binary, arguments.generator or os.path.join(os.path.dirname(arguments.binary), "trusquin-generate"), arguments.home)
    figures.update(found)
    figures["generated.green_materials"] = tallies["all"].green_materials[0] / max(1, tallies["all"].green_materials[1])
    texts.append(("Generated drawings", text + "\n" + "\n".join(tallies["all"].misses[:80])))

    found, text = time_figures(arguments.binary, corpus, folder)
    figures.update(found)
    texts.append(("Learned times, rows held back", text))

    table, fell = [], 0
    for row in read_ratchet(os.path.join(HERE, "ratchet.tsv")):
        value = figures.get(row["figure"], math.nan)
        held = holds(row, value)
        fell += not held
        table.append((row, value, held))
        print(f"{'ok  ' if held else 'FELL'} {row['figure']:28s} {value:.4f}  {'>=' if row['sense'] == 'at_least' else '<='} {row['bound']}")
    for name in sorted(set(figures) - {row["figure"] for row, _, _ in table}):
        print(f"     {name:28s} {figures[name]:.4f}  (no bound)")
    vector = [j for j in judged if j[0] not in in_scans]
    reliabilities = [("Title block, vector drawings of the corpus", reliability(vector)), ("Title block, scans of the corpus", reliability([j for j in judged if j[0] in in_scans])),
                     ("Dimensions, labelled scans of the corpus", dimension_reliability(scorer, answers, in_corpus("scans"))),
                     ("Title block, generated drawings", tallies["all"].block), ("Dimensions, generated drawings", tallies["all"].sizes)]
    for title, bins in reliabilities:
        print(bins.text(title))
    report(folder, scorer, answers, judged, table, texts, reliabilities)
    print(f"scores: {len(table) - fell} of {len(table)} figures hold; report in {os.path.join(folder, 'report.html')}")
    return 1 if fell else 0


sys.exit(main())
