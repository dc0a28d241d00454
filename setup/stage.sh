# Stages the libraries and models of staged.tsv into TRUSQUIN_HOME: fetched by pip as a wheel, verified by sha256, unpacked, renamed into place.
# An interrupted run leaves either the old library or the new one, and a wheel that was fetched is not fetched twice.

# require_home HOME: a folder we can write to.
require_home() {
    mkdir -p "$1/lib" "$1/models" "$1/downloads" 2>/dev/null || stop "cannot create $1" "choose a folder you may write to: export TRUSQUIN_HOME=/path/of/yours"
    local probe="$1/lib/.write-test.$$"
    local why
    if ! why=$( (: >"$probe") 2>&1); then
        case $why in
        *"No space left"*) stop_disk "$1" ;;
        *) stop "no right to write in $1" "chown it to $(id -un), or: export TRUSQUIN_HOME=/path/of/yours" ;;
        esac
    fi
    rm -f "$probe"
    say "writable"
}

stop_disk() {
    stop "the disk that holds $1 is full ($(df -h --output=avail "$1" 2>/dev/null | tail -n 1 | tr -d ' ' || true) free)" "free 150 MB there, or: export TRUSQUIN_HOME=/path/on/another/disk"
}

sha256_of() { sha256sum "$1" | cut -d ' ' -f 1; }

# stage_all STAGED_TSV HOME
stage_all() {
    local machine libc count=0
    machine=$(uname -m)
    libc=$(getconf GNU_LIBC_VERSION 2>/dev/null || true)
    if command -v flock >/dev/null; then
        exec 9>"$2/.setup.lock"
        flock 9
    fi
    while IFS=$'\t' read -r package version library architecture tag wheel_sha member install_as member_sha bytes; do
        case $package in '' | '#'*) continue ;; esac
        case $architecture in
        "$machine") count=$((count + 1)) ;;
        any) ;;
        *) continue ;;
        esac
        stage_one "$2"
    done <"$1"
    [ "$count" -gt 0 ] || stop "no library is listed for the architecture '$machine'" "Trusquin runs on x86_64 and aarch64; for another one add a line to setup/staged.tsv"
    case $libc in
    glibc*) ;;
    *) say "warning: this is no glibc system; the staged libraries are built for glibc 2.28 or newer" ;;
    esac
}

# One line of the table, in the variables of stage_all.
stage_one() {
    local target="$1/$install_as" downloads="$1/downloads" wheel
    if [ -f "$target" ] && [ "$(sha256_of "$target")" = "$member_sha" ]; then
        say "$install_as: $library, already there"
        return
    fi
    wheel="$downloads/$package-$version-$tag.whl"
    if [ -f "$wheel" ] && [ "$(sha256_of "$wheel")" = "$wheel_sha" ]; then
        say "$package $version: already downloaded"
    else
        fetch_wheel "$downloads" "$wheel"
    fi
    local status=0
    mkdir -p "$(dirname "$target")"
    python3 "$here/unpack.py" "$wheel" "$member" "$target" "$member_sha" "$bytes" || status=$?
    case $status in
    0) say "$install_as: $library, sha256 verified" ;;
    3) stop "$member in $package $version is not the pinned file (sha256 differs)" "nothing was installed; delete $downloads and run again; if it stays, the pin in setup/staged.tsv is wrong" ;;
    13) stop "no right to write $target" "chown $1 to $(id -un), or: export TRUSQUIN_HOME=/path/of/yours" ;;
    28) stop_disk "$1" ;;
    *) stop "$wheel cannot be unpacked" "delete $downloads and run again" ;;
    esac
}

# fetch_wheel DOWNLOADS WHEEL: pip into a folder of its own, verified, then renamed to WHEEL.
fetch_wheel() {
    local partial="$1/partial" log="$1/pip.log" got python=${tag%%-*} platform=${tag##*-}
    local interpreter=()
    # A wheel of one interpreter is fetched whichever python3 runs pip: only a file inside it is wanted.
    case $python in
    cp*) interpreter=(--implementation cp --python-version "${python#cp}" --abi "$python") ;;
    esac
    rm -rf "$partial"
    mkdir -p "$partial"
    say "$package $version: downloading the wheel for $platform"
    if ! python3 -m pip download --no-deps --only-binary :all: --platform "$platform" ${interpreter[@]+"${interpreter[@]}"} --retries 3 --no-input --disable-pip-version-check \
        --progress-bar off --dest "$partial" "$package==$version" >"$log" 2>&1; then
        explain_pip "$log" "$1"
    fi
    got=$(find "$partial" -name '*.whl' | head -n 1)
    [ -n "$got" ] || stop "pip ended without a wheel" "read $log"
    if [ "$(sha256_of "$got")" != "$wheel_sha" ]; then
        rm -rf "$partial"
        stop "the wheel of $package $version is not the pinned one (sha256 differs): nothing was installed" "check the package index pip uses (pip config list); a mirror may have altered it"
    fi
    mv -f "$got" "$2"
    rm -rf "$partial"
}

# Turns pip's log into one sentence.
explain_pip() {
    local last
    last=$(grep -i '^error' "$1" | tail -n 1 || true)
    if grep -qiE 'No space left|Errno 28' "$1"; then
        stop_disk "$2"
    elif grep -qiE 'NewConnectionError|Failed to establish|name resolution|Max retries|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Connection (refused|reset|aborted)' "$1"; then
        stop "the Python package index cannot be reached" "check the network and the proxy (pip config list, HTTPS_PROXY), then run again; what was downloaded is kept. pip said: ${last:-see $1}"
    elif grep -qi 'No matching distribution' "$1"; then
        stop "the package index has no $package $version for $tag" "use an index that has it (pip config list). pip said: $last"
    elif grep -qiE 'Permission denied|Errno 13' "$1"; then
        stop "pip has no right to write in $2" "chown it to $(id -un), or: export TRUSQUIN_HOME=/path/of/yours"
    fi
    stop "pip could not download $package $version" "read $1. pip said: ${last:-nothing}"
}
