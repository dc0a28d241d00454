#!/usr/bin/env python3
"""DXF reading beside ezdxf on the same files, single core: total ratio, ratio by size class, peak memory.

  dxf_peer.py TRUSQUIN FILE_OR_FOLDER...      run by `make bench`; without ezdxf it says so and ends well

Both read every file once. Ours is the whole command `analyze --jobs 1` (start, worker processes, title block, contours, JSON on disk); ezdxf's is
`readfile`, or `recover.readfile` where that fails, in one process, its import not counted, and nothing measured. Processor time (user and system,
all processes of a side), so that other work on the machine does not decide; best of ROUNDS, turn by turn.
"""
import json, os, subprocess, sys, tempfile

ROUNDS = 3
CLASSES = [("up to 100 kB", 0, 100_000), ("100 kB to 1 MB", 100_000, 1_000_000), ("above 1 MB", 1_000_000, 1 << 62)]

PEER = r"""
import json, resource, sys, time, logging
logging.disable(logging.CRITICAL)
import ezdxf
from ezdxf import recover
files = [line.rstrip("\n") for line in open(sys.argv[1], encoding="utf-8")]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start, failed, entities = time.process_time(), [], 0
for file in files:
    try:
        entities += len(ezdxf.readfile(file).modelspace())
    except Exception:
        try:
            entities += len(recover.readfile(file)[0].modelspace())
        except Exception as error:
            failed.append(f"{file}: {type(error).__name__}")
print(json.dumps({"seconds": time.process_time() - start, "kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, "import_kb": before,
                  "failed": failed, "entities": entities}))
"""


def collect(paths):
    out = []
    for path in paths:
        if os.path.isdir(path):
            for folder, _, names in os.walk(path):
                out += [os.path.join(folder, name) for name in names if name.lower().endswith(".dxf")]
        else:
            out.append(path)
    return sorted(out)


def run(command, **more):
    """Processor time of all processes, seconds; peak memory of the largest, kB; what was printed."""
    # A process of its own, so that the figures are this run's.
    code = ("import resource, subprocess, sys; r = subprocess.run(sys.argv[1:], stdout=sys.stdout, stderr=subprocess.DEVNULL).returncode; "
            "u = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime, u.ru_maxrss, file=sys.stderr); sys.exit(r)")
    done = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, **more)
    if done.returncode:
        sys.exit(f"dxf_peer: {command[0]} ended with {done.returncode}")
    seconds, kilobytes = done.stderr.strip().splitlines()[-1].split()
    return float(seconds), int(kilobytes), done.stdout


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    trusquin, files = sys.argv[1], collect(sys.argv[2:])
    peer_python = os.environ.get("EZDXF_PYTHON", sys.executable)
    probe = subprocess.run([peer_python, "-c", "import ezdxf; print(ezdxf.__version__)"], capture_output=True, text=True)
    if probe.returncode:
        print("dxf_peer: skipped, ezdxf is not installed (pip install ezdxf in a virtual environment, EZDXF_PYTHON names its python)")
        return
    files = [file for file in files if os.path.getsize(file) > 0]
    if not files:
        print("dxf_peer: skipped, no DXF files to read")
        return
    # One core for all processes of either side.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"DXF beside ezdxf {probe.stdout.strip()}, processor time on one core, best of {ROUNDS}:")
    with tempfile.TemporaryDirectory() as folder:
        total = None
        for name, low, high in [("all", 0, 1 << 62), *CLASSES]:
            chosen = [file for file in files if low <= os.path.getsize(file) < high]
            if not chosen:
                continue
            size = sum(os.path.getsize(file) for file in chosen) / 1e6
            listing, answer = os.path.join(folder, "files"), os.path.join(folder, "out.jsonl")
            with open(listing, "w", encoding="utf-8") as out:
                out.write("\n".join(chosen) + "\n")
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(run([trusquin, "analyze", "--jobs", "1", "--out", answer, *chosen])[:2])
                theirs.append(json.loads(run([peer_python, "-c", PEER, listing])[2].strip().splitlines()[-1]))
            with open(answer, encoding="utf-8") as lines:
                answers = [json.loads(line) for line in lines]
            read = sum(1 for one in answers if one.get("geometry"))
            a, b = min(seconds for seconds, _ in ours), min(one["seconds"] for one in theirs)
            peak, their_peak = max(kb for _, kb in ours) / 1024, max(one["kb"] for one in theirs) / 1024
            total = total or b / a
            print(f"  {name:15s} {len(chosen):4d} files {size:6.1f} MB   ours {a:7.3f} s {size / a:6.1f} MB/s {peak:6.0f} MiB {read:4d} read"
                  f"   ezdxf {b:7.3f} s {size / b:6.1f} MB/s {their_peak:6.0f} MiB {len(chosen) - len(theirs[0]['failed']):4d} read"
                  f"   {b / a:5.1f} times the speed, {peak / their_peak:4.2f} of the memory")
        print(f"dxf_peer: {total:.1f} times the speed of ezdxf")


main()
