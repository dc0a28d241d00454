"""The STEP reader beside a reference kernel, on one core and the same files.

    python3 -m venv .peer && .peer/bin/pip install "cadquery-ocp>=7.8,<7.9"
    .peer/bin/python tests/peers/step_peer.py --binary target/debug/trusquin FOLDER_OR_FILE...

For each file the kernel reads, transfers, and measures volume, area and envelope; ours is `analyze --jobs 1`, which also finds holes and
features and starts a reading process. Times of the kernel are processor time, ours by size those of `timing_ms`: run it on a
quiet machine: only the line in all holds on a busy one. Each side runs in one process of its own over all files; peak memory is that of the process that
parses. Prints total times, ratios by size of file, and peak memory. Exits 0 and says `skipped` when the kernel is not installed.
"""
import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

CLASSES = [("under 100 kB", 100_000), ("100 kB to 1 MB", 1_000_000), ("1 MB and more", float("inf"))]


def kernel(paths):
    """Measures every file with the reference kernel; one JSON line each."""
    from OCP.BRepBndLib import BRepBndLib
    from OCP.BRepGProp import BRepGProp
    from OCP.Bnd import Bnd_Box
    from OCP.GProp import GProp_GProps
    from OCP.IFSelect import IFSelect_RetDone
    from OCP.STEPControl import STEPControl_Reader

    for path in paths:
        start = time.process_time()
        reader = STEPControl_Reader()
        read = reader.ReadFile(path) == IFSelect_RetDone
        if read:
            reader.TransferRoots()
            shape = reader.OneShape()
            read = not shape.IsNull()
        if read:
            BRepGProp.VolumeProperties_s(shape, GProp_GProps())
            BRepGProp.SurfaceProperties_s(shape, GProp_GProps())
            BRepBndLib.Add_s(shape, Bnd_Box())
        print(json.dumps({"file": path, "ms": 1000 * (time.process_time() - start), "read": read}), file=sys.stderr)
    print(json.dumps({"peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}), file=sys.stderr)


def one_core(command, **more):
    """Runs a command held to one core, the one it starts on."""
    core = min(os.sched_getaffinity(0))
    return subprocess.run(command, preexec_fn=lambda: os.sched_setaffinity(0, {core}), check=True, **more)


def found(inputs):
    for path in inputs:
        if os.path.isdir(path):
            for folder, _, names in os.walk(path):
                yield from (os.path.join(folder, n) for n in sorted(names) if n.lower().endswith((".stp", ".step")))
        else:
            yield path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", default="target/debug/trusquin")
    parser.add_argument("--kernel", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*")
    arguments = parser.parse_args()
    if arguments.kernel:
        kernel(arguments.paths)
        return 0
    paths = [os.path.abspath(p) for p in found(arguments.paths)]
    # Not imported here: a child's peak counts what its parent held when it was forked.
    if importlib.util.find_spec("OCP") is None:
        print("step peer: skipped, the reference kernel is not installed (see the head of tests/peers/step_peer.py)")
        return 0
    if not os.path.exists(arguments.binary):
        print(f"step peer: skipped, {arguments.binary} is not built (make build)")
        return 0
    if not paths:
        print("step peer: skipped, no STEP file given or found")
        return 0
    peer = one_core([sys.executable, __file__, "--kernel", *paths], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in peer.stderr.splitlines() if line.startswith("{")]
    theirs = {line["file"]: line["ms"] for line in lines if line.get("read")}
    their_peak = next(line["peak_kb"] for line in lines if "peak_kb" in line)
    with tempfile.NamedTemporaryFile(mode="w+") as out:
        core = min(os.sched_getaffinity(0))
        child = subprocess.Popen(
            [arguments.binary, "analyze", "--jobs", "1", *paths],
            stdout=out,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )
        # The usage of this child and of the workers it waited for, not of the kernel's process before it.
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"step peer: {arguments.binary} ended with {child.returncode}")
        spent, our_peak = used.ru_utime + used.ru_stime, used.ru_maxrss
        out.seek(0)
        ours = {os.path.abspath(line["file"]): line for line in map(json.loads, out)}
    both = [p for p in paths if p in theirs and p in ours and (ours[p].get("geometry") or {}).get("faces")]
    print(f"{len(paths)} files, {len(both)} measured by both")
    kernel_s = sum(theirs.values()) / 1000
    print(f"processor time in all: kernel {kernel_s:.1f} s (without its start), ours {spent:.1f} s (processes included): {kernel_s / spent:.1f} times")
    print(f"{'size of file':16}{'files':>6}{'kernel ms':>12}{'ours ms':>10}{'ratio':>8}{'our median ms':>15}")
    for label, low, high in [(l, 0 if i == 0 else CLASSES[i - 1][1], h) for i, (l, h) in enumerate(CLASSES)] + [("all", 0, float("inf"))]:
        chosen = [p for p in both if low <= os.path.getsize(p) < high]
        if chosen:
            own = sorted(ours[p]["timing_ms"]["total"] for p in chosen)
            peer_ms = sum(theirs[p] for p in chosen)
            print(f"{label:16}{len(chosen):>6}{peer_ms:>12.0f}{sum(own):>10.0f}{peer_ms / max(sum(own), 1e-9):>8.1f}{own[len(own) // 2]:>15.1f}")
    print(f"peak memory: kernel {their_peak / 1024:.0f} MB, ours {our_peak / 1024:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
