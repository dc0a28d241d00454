#!/usr/bin/env python3
"""Prints a review sheet for every routing, as a methods engineer reads it, and counts the faults a rule can see.

    tests/routings/review.py --trusquin target/debug/trusquin [--quantity 10] PATH...

Each PATH is quoted on its own: a file, a folder (an RFQ), or several files of one part joined by '+'. The sheet shows what is drawn, the
blank and how it is cut, every operation with its clampings, what is paid once, the other ways compared, and the questions.
A fault marked BLOCKING would stop a methods engineer; the others are remarks. A person still has to read the sheets.
"""
import argparse
import json
import subprocess
import sys
import tempfile


def quote(trusquin, quantity, paths, shop):
    with tempfile.TemporaryDirectory() as data:
        command = [trusquin, "quote", "--json", "--quantity", str(quantity), "--data", data]
        if shop:
            command += ["--shop", shop]
        done = subprocess.run(command + paths, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(command + paths)}: {done.stderr[-400:]}")
        return json.loads(done.stdout)


def minutes(seconds):
    return f"{seconds / 60:.1f} min"


def faults(line):
    """What a rule can see; the rest is for the reader."""
    found = []
    operations = line["operations"]
    names = [operation["name"].lower() for operation in operations]
    if not operations:
        return found
    first = lambda *words: next((i for i, n in enumerate(names) if any(w in n for w in words)), None)
    last = lambda *words: max((i for i, n in enumerate(names) if any(w in n for w in words)), default=None)
    shaped = last("tournage", "fraisage", "laser", "pliage")
    if shaped is None:
        found.append("BLOCKING: no shaping operation")
    grinding, heat = first("rectification"), last("trempe", "cémentation", "nitruration")
    if grinding is not None and heat is not None and heat > grinding:
        found.append("BLOCKING: hardened after grinding")
    coat = first("anodisation", "zingage", "nickelage", "peinture", "chromage", "phosphatation", "bronzage", "passivation")
    if coat is not None and shaped is not None and coat < shaped:
        found.append("BLOCKING: coated before it is machined")
    stock = line["raw_stock"] or {}
    size, envelope = sorted(stock.get("size_mm", [])), sorted(line["envelope_mm"] or [])
    if len(size) == 3 and len(envelope) == 3 and stock["form"] in ("plate", "flat", "block"):
        if any(s + 1e-6 < e for s, e in zip(size, envelope)):
            found.append(f"BLOCKING: blank {size} does not hold the part {envelope}")
    if (stock.get("buy_to_fly") or 0) > 15:
        found.append(f"buy-to-fly {stock['buy_to_fly']:.1f}")
    if len([o for o in operations if o["machine"] and o["run_s"] > 4 * 3600]):
        found.append("an operation of more than four hours a piece")
    if names[-1] != "conditionnement":
        found.append("not packed last")
    return found


def sheet(line):
    print("=" * 118)
    print(f"{line['drawing_number'] or '?'}  {line['title'] or ''}   matière : {line['material'] or '?'}   fichiers : {', '.join(line['files'])}")
    guesses = ", ".join(f"{p['process']} {p['probability']:.2f}" for p in (line["processes"] or [])[:4])
    print(f"  encombrement {line['envelope_mm']}   procédés : {guesses}   traitement : {line['heat_treatment'] or '-'} / {line['surface_treatment'] or '-'}")
    if line["manual_reason"]:
        print(f"  À SAISIR : {line['manual_reason']}")
    for reason in line["infeasible"] or []:
        print(f"  INFAISABLE : {reason}")
    stock = line["raw_stock"]
    if stock:
        ratio = f", brut/fini {stock['buy_to_fly']:.1f}" if stock.get("buy_to_fly") else ""
        print(f"  brut : {stock['text']} ({stock['mass_kg']:.3f} kg{ratio}), lancé {line['launched']}")
        for reason in stock["reasons"]:
            print(f"         - {reason}")
    for operation in line["operations"]:
        where = operation["machine"] or operation["work_centre"]
        print(f"  OP{operation['op']:<3} {operation['name']:<28} {where:<14} réglage {minutes(operation['setup_s']):>9}  pièce {minutes(operation['run_s']):>9}")
        print(f"        {operation['text']}")
        for fixturing in operation.get("fixturings", []):
            print(f"        posage {fixturing['number']} : {fixturing['holding']} ; {fixturing['position']} ({minutes(fixturing['run_s'])})")
        if operation["terms_s"]:
            print("        " + ", ".join(f"{t['term']} {t['seconds']:.0f} s" for t in operation["terms_s"]))
        for reason in operation.get("order_reasons", []):
            print(f"        ordre : {reason}")
    for item in line.get("non_recurring") or []:
        cost = f" + {item['cost']} €" if item["cost"] else ""
        print(f"  une fois : {item['text']} : {item['hours']:.2f} h{cost} ({item['reason']})")
    for way in line.get("alternatives") or []:
        print(f"  {'>' if way['chosen'] else ' '} {' + '.join(way['machines'])} : {way['reason']}")
    for text in line["assumptions"] or []:
        print(f"  hypothèse : {text}")
    for text in line["questions"]:
        print(f"  question : {text}")
    found = faults(line)
    for fault in found:
        print(f"  ** {fault}")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trusquin", required=True)
    parser.add_argument("--quantity", type=int, default=10)
    parser.add_argument("--shop")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    lines = routed = blocking = 0
    for given in options.paths:
        for line in quote(options.trusquin, options.quantity, given.split("+"), options.shop)["lines"]:
            lines += 1
            routed += bool(line["operations"])
            blocking += any(fault.startswith("BLOCKING") for fault in sheet(line))
    print("=" * 118)
    print(f"{lines} lines, {routed} with a routing, {lines - routed} that say why not; {blocking} with a blocking fault a rule can see")
    return 1 if blocking else 0


if __name__ == "__main__":
    sys.exit(main())
