#!/usr/bin/env python3
"""Executes the analysts' notebooks from top to bottom: run.py --binary BIN [--bookings FILE] [--keep FOLDER].

Without a file, bookings of a made-up shop are written: 90 orders of 12 parts over five operations, setup apart, log-normal noise of a fixed seed. Every
cell must run and every plot must be drawn. Where jupyter, polars or matplotlib are missing, one line says that it was skipped.
"""
import argparse, csv, datetime, os, pathlib, random, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent.parent / "notebooks"


def bookings(path):
    chance = random.Random(20261121)
    operations = [("Sciage - Poste 1", 1.5, 12), ("Tournage - Poste 2", 9.0, 45), ("Fraisage - Poste 3", 14.0, 60), ("Contrôle", 2.0, 0), ("Emballage", 0.4, 0)]
    header = ["work_order", "part", "operation", "machine", "operator", "kind", "started_at", "ended_at", "duration_min", "qty_completed", "qty_review", "order_qty", "rework"]
    start = datetime.datetime(2026, 1, 5, 6)
    with open(path, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        for order in range(90):
            part, quantity = f"P{order * 7 % 12:02d}", [5, 10, 20, 50, 120][order % 5]
            size = 0.6 + (order * 7 % 12) / 10
            moment = start + datetime.timedelta(hours=18 * order)
            for name, minutes, setup in operations:
                machine = name.split(" - ")[-1]
                rows = [("setup", setup * chance.lognormvariate(0, 0.2), 0)] if setup else []
                run = minutes * size * quantity * chance.lognormvariate(0, 0.2)
                rows += [("run", run / 3, 0), ("run", run * 2 / 3, quantity)]
                for kind, length, good in rows:
                    end = moment + datetime.timedelta(minutes=length)
                    writer.writerow([f"OF{order:03d}", part, name, machine, f"op{order % 4}", kind, moment, end.replace(microsecond=0), f"{length:.1f}", good, 0, quantity, "missing"])
                    moment = end.replace(microsecond=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--bookings")
    parser.add_argument("--keep", help="folder for the executed notebooks")
    given = parser.parse_args()
    try:
        import matplotlib, nbformat, polars  # noqa: F401
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError
    except ImportError as missing:
        print(f"notebooks: skipped ({missing}; pip install nbclient ipykernel nbformat polars matplotlib)")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = given.bookings or os.path.join(folder, "bookings.csv")
        if not given.bookings:
            bookings(path)
        os.environ.update(TRUSQUIN=os.path.abspath(given.binary), BOOKINGS=os.path.abspath(path), MPLBACKEND="module://matplotlib_inline.backend_inline")
        for place in sorted(NOTEBOOKS.glob("*.ipynb")):
            book = nbformat.read(place, as_version=4)
            os.environ["WORK"] = os.path.join(folder, place.stem)
            os.makedirs(os.environ["WORK"])
            try:
                NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
            except CellExecutionError as error:
                sys.exit(f"notebooks: {place.name} fails:\n{error}")
            outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
            plots = sum("image/png" in output.get("data", {}) for output in outputs)
            wanted = sum("plt.show()" in cell.source for cell in book.cells if cell.cell_type == "code")
            if plots != wanted:
                sys.exit(f"notebooks: {place.name} drew {plots} of {wanted} plots")
            if given.keep:
                os.makedirs(given.keep, exist_ok=True)
                nbformat.write(book, os.path.join(given.keep, place.name))
            print(f"notebooks: {place.name} runs, {plots} plots")


main()
