#!/usr/bin/env bash
# Tests of the set-up: each way it can fail, on a PATH of our own with a pip of our own. No network, nothing outside a temporary folder.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
real_python=$(python3 -c 'import sys; print(sys.executable)')

# A PATH with the base tools, a C compiler that answers, a rustc 1.95.0, and a pip whose behaviour is $FAKE_PIP.
tools="$work/tools"
mkdir "$tools"
for tool in bash sh env cat sed head tail cut grep sort id uname getconf mkdir rm mv cp find sha256sum dirname df tr flock chmod mktemp; do
    if found=$(command -v "$tool"); then ln -s "$found" "$tools/$tool"; fi
done
# Removes first: the tool may be a link to the system's own, which must not be written through.
script() { rm -f "$tools/$1"; printf '#!/bin/bash\n%s\n' "$2" >"$tools/$1"; chmod +x "$tools/$1"; }
link() { rm -f "$tools/$1"; ln -s "$2" "$tools/$1"; }
real_id=$(command -v id)
restore() {
    rm -f "$tools/apt-get" "$tools/sudo"
    script cc 'exit 0'
    script clang 'exit 0'
    script cargo 'exit 0'
    script rustc 'echo "rustc 1.95.0 (59807616e 2026-04-14)"'
    script python3 "if [ \"\$1 \$2\" = '-m pip' ]; then shift 2; exec '$tools/pip' \"\$@\"; fi; exec '$real_python' \"\$@\""
    script pip '[ "$1" = --version ] && exit 0
echo "$*" >>"$WHEELS/asked"
dest=; while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; shift; done
case ${FAKE_PIP:-good} in
good) cp "$WHEELS/good.whl" "$dest/lib-1-py3-none-any.whl" ;;
altered) cp "$WHEELS/altered.whl" "$dest/lib-1-py3-none-any.whl" ;;
offline) echo "WARNING: Retrying: NewConnectionError(: Failed to establish a new connection: [Errno 111])"; echo "ERROR: Could not find a version that satisfies the requirement"; exit 1 ;;
absent) echo "ERROR: No matching distribution found for lib==1"; exit 1 ;;
full) echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"; exit 1 ;;
never) echo "pip must not be called" >>"$WHEELS/called"; exit 1 ;;
esac'
}
restore

export WHEELS="$work/wheels"
mkdir "$WHEELS"
"$real_python" - "$WHEELS" <<'PYTHON'
import hashlib, platform, sys, zipfile
folder, data = sys.argv[1], b"library" * 1000
for name, content in (("good", data), ("altered", data[:-1] + b"!")):
    with zipfile.ZipFile(f"{folder}/{name}.whl", "w") as wheel:
        wheel.writestr(zipfile.ZipInfo("raw/lib.so"), content)
def sha(name):
    return hashlib.sha256(open(f"{folder}/{name}.whl", "rb").read()).hexdigest()
inside = hashlib.sha256(data).hexdigest()
def table(name, wheel, member, architecture=platform.machine(), tag="py3-none-any"):
    with open(f"{folder}/{name}.tsv", "w") as out:
        out.write("# comment\n" + "\t".join(["lib", "1", "Lib 1", architecture, tag, wheel, "raw/lib.so", "lib/lib.so", member, str(len(data))]) + "\n")
table("staged", sha("good"), inside)
table("wrong_member", sha("good"), "0" * 64)
table("accepts_altered", sha("altered"), inside)
table("other_architecture", sha("good"), inside, "riscv64")
table("data_only", sha("good"), inside, "any")
table("one_interpreter", sha("good"), inside, tag="cp311-cp311-manylinux_2_28_x86_64")
PYTHON

# run NAME EXPECTED_STATUS EXPECTED_TEXT [VAR=value ...]: the set-up in a fresh home, or in HOME_KEPT.
run() {
    local name=$1 status=$2 text=$3 output got
    shift 3
    local home=${HOME_KEPT:-$work/home-$RANDOM$RANDOM}
    output=$(env -i PATH="$tools" WHEELS="$WHEELS" TRUSQUIN_HOME="$home" TRUSQUIN_STAGED="$WHEELS/staged.tsv" TRUSQUIN_NO_APT=1 "$@" \
        bash "$here/setup.sh" 2>&1)
    got=$?
    if [ "$got" = "$status" ] && [[ $output == *"$text"* ]] && { [ "$status" = 0 ] || [[ $output == *"remedy: "* ]]; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: status %s (wanted %s), wanted the text "%s" in:\n%s\n' "$name" "$got" "$status" "$text" "$output"
    fi
}

holds() {
    if eval "$2"; then passed=$((passed + 1)); else failed=$((failed + 1)); printf 'FAILED %s: %s\n' "$1" "$2"; fi
}

skip() { skipped=$((skipped + 1)); printf 'skipped %s: %s\n' "$1" "$2"; }

# What must work.
HOME_KEPT="$work/kept"
run 'a fresh home is staged' 0 'Lib 1, sha256 verified'
run 'a second run fetches nothing' 0 'already there' FAKE_PIP=never
holds 'a second run does not call pip' '[ ! -e "$WHEELS/called" ]'
rm "$HOME_KEPT/lib/lib.so"
run 'a lost library comes back from the wheel on disk' 0 'already downloaded' FAKE_PIP=never
printf 'x' >>"$HOME_KEPT/lib/lib.so"
run 'a damaged library is replaced' 0 'sha256 verified' FAKE_PIP=never
printf 'x' >>"$HOME_KEPT/downloads/lib-1-py3-none-any.whl"
rm "$HOME_KEPT/lib/lib.so"
run 'a damaged wheel is fetched again' 0 'downloading the wheel'
holds 'no temporary file is left' '[ "$(find "$HOME_KEPT" -name ".staging-*" -o -name ".write-test*" -o -name partial | wc -l)" = 0 ]'
printf 'previous' >"$HOME_KEPT/lib/lib.so"
rm -r "$HOME_KEPT/downloads"
run 'a failed download is told' 1 'cannot be reached' FAKE_PIP=offline
holds 'a failed run leaves the library that was there' '[ "$(cat "$HOME_KEPT/lib/lib.so")" = previous ]'
unset HOME_KEPT

# Files of data, and wheels of one interpreter.
HOME_KEPT="$work/data"
run 'a file of data alone is no library for the architecture' 1 'no library is listed for the architecture' TRUSQUIN_STAGED="$WHEELS/data_only.tsv"
holds 'a file of data is staged on every architecture' '[ -f "$HOME_KEPT/lib/lib.so" ]'
unset HOME_KEPT
run 'a wheel of one interpreter is asked for by its tag' 0 'sha256 verified' TRUSQUIN_STAGED="$WHEELS/one_interpreter.tsv"
holds 'pip is told interpreter, ABI and platform' 'grep -q -- "--platform manylinux_2_28_x86_64 --implementation cp --python-version 311 --abi cp311" "$WHEELS/asked"'

# What pip can answer.
run 'the index is unreachable' 1 'the Python package index cannot be reached' FAKE_PIP=offline
run 'the index lacks the version' 1 'the package index has no lib 1' FAKE_PIP=absent
run 'the disk is full while downloading' 1 'is full' FAKE_PIP=full
run 'the wheel was altered' 1 'is not the pinned one' FAKE_PIP=altered
run 'the wheel holds another library' 1 'is not the pinned file' TRUSQUIN_STAGED="$WHEELS/wrong_member.tsv"
run 'the wheel is pinned but its member is not' 1 'is not the pinned file' FAKE_PIP=altered TRUSQUIN_STAGED="$WHEELS/accepts_altered.tsv"
run 'another architecture' 1 'no library is listed for the architecture' TRUSQUIN_STAGED="$WHEELS/other_architecture.tsv"

# What the machine can lack.
rm "$tools/python3"; run 'no python3' 1 'missing: python3 python3-pip'; restore
script python3 'exit 1'; run 'no pip' 1 'missing: python3-pip'; restore
script cc 'exit 1'; run 'no libc headers' 1 'missing: build-essential'; restore
rm "$tools/clang"; run 'no clang' 1 'missing: clang'; restore
run 'no OpenCV headers' 1 'missing: libopencv-core-dev libopencv-imgproc-dev' TRUSQUIN_OPENCV_HEADERS="$work"
run 'no libclang' 1 'missing: libclang-dev' TRUSQUIN_LIBRARIES="$work"
mkdir -p "$work/runtime_only/llvm-14/lib"; touch "$work/runtime_only/llvm-14/lib/"{libclang.so.1,libclang-14.so.1,libclang-cpp.so.14}
run 'only the runtime of libclang' 1 'missing: libclang-dev' TRUSQUIN_LIBRARIES="$work/runtime_only"
rm "$tools/cargo"; run 'no cargo' 1 'cargo is not there'; restore
script rustc 'echo "rustc 1.94.9 (0 2026-01-01)"'; run 'an old rustc' 1 'rustc 1.94.9 is too old: 1.95'; restore
script rustc 'echo "rustc 1.100.0-nightly (0 2027-01-01)"'; run 'a newer rustc' 0 'rustc 1.100.0'; restore
script rustc 'exit 1'; run 'a broken rustc' 1 'rustc does not answer'; restore
script python3 'exit 1'; run 'no apt-get' 1 'there is no apt-get' TRUSQUIN_NO_APT=0; restore
script python3 'exit 1'; script apt-get 'exit 100'; script id 'echo 0'
run 'apt-get fails' 1 'the package list cannot be fetched' TRUSQUIN_NO_APT=0; restore
script python3 'exit 1'; script apt-get 'exit 0'; script id 'echo 1000'
run 'neither root nor sudo' 1 'neither root nor sudo' TRUSQUIN_NO_APT=0; restore
link id "$real_id"

# Rights and disk.
: >"$work/a-file"
run 'the home is a file' 1 'cannot create' TRUSQUIN_HOME="$work/a-file"
if [ "$(id -u)" = 0 ]; then
    run 'no rights to the home' 1 'TRUSQUIN_HOME' TRUSQUIN_HOME=/proc/trusquin
else
    mkdir -p "$work/locked/lib" "$work/locked/downloads" && chmod a-w "$work/locked/lib"
    run 'no rights to the home' 1 'no right to write' TRUSQUIN_HOME="$work/locked"
fi
mkdir "$work/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=16k tmpfs "$work/small" 2>/dev/null; then
    mkdir -p "$work/small/downloads" "$work/small/lib"
    cp "$WHEELS/good.whl" "$work/small/downloads/lib-1-py3-none-any.whl"
    head -c 4096 /dev/zero >"$work/small/filler" || true
    run 'the disk is full while unpacking' 1 'is full' TRUSQUIN_HOME="$work/small"
    umount "$work/small"
else
    skip 'the disk is full while unpacking' 'needs the right to mount a small disk'
fi

printf 'setup tests: %s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ]
