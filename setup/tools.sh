# The tools a build needs, and the Debian packages that carry them. Nothing is installed when everything is there.

# Debian package for each missing tool, one a line.
missing_packages() {
    # libsqlite3-sys compiles SQLite's own C source, and every crate is linked: a C compiler with its libc headers.
    if ! command -v cc >/dev/null || ! cc_works; then echo build-essential; fi
    if ! command -v python3 >/dev/null; then
        echo python3
        echo python3-pip
    elif ! python3 -m pip --version >/dev/null 2>&1; then
        echo python3-pip
    fi
}

cc_works() {
    cc -x c -fsyntax-only - <<<'#include <stdlib.h>' 2>/dev/null
}

require_tools() {
    local packages
    packages=$(missing_packages)
    if [ -n "$packages" ]; then
        # shellcheck disable=SC2086 # one word a package
        install_packages $packages
        packages=$(missing_packages)
        # shellcheck disable=SC2086
        [ -z "$packages" ] || stop "still missing after the installation: $(echo $packages)" "install them by hand, then run this again"
    fi
    command -v sha256sum >/dev/null || stop "sha256sum is not there" "install the Debian package coreutils"
    say "C compiler, python3 and pip are there"
}

install_packages() {
    local as_root=()
    local by_hand="run as root: apt-get update && apt-get install -y $*"
    [ "${TRUSQUIN_NO_APT:-0}" != 1 ] || stop "missing: $* (TRUSQUIN_NO_APT forbids to install them)" "$by_hand"
    command -v apt-get >/dev/null || stop "missing: $* (and there is no apt-get: this is not Debian)" "install the C compiler, python3 and pip of your system"
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            stop "missing: $*, and neither root nor sudo without a password is available" "$by_hand"
        fi
    fi
    say "installing Debian packages: $*"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq || stop "the package list cannot be fetched" "check the network and /etc/apt/sources.list, then: $by_hand"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null || stop "apt-get could not install: $*" "$by_hand"
}

# require_rust CARGO_TOML: the rust-version named there, or newer.
require_rust() {
    local wanted found
    command -v cargo >/dev/null || stop "cargo is not there" "install a Rust toolchain (https://rustup.rs), or put ~/.cargo/bin into PATH"
    wanted=$(sed -n 's/^rust-version *= *"\([0-9.]*\)".*/\1/p' "$1" | head -n 1)
    found=$(rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9][0-9.]*\).*/\1/p') || true
    [ -n "$found" ] || stop "rustc does not answer" "reinstall the Rust toolchain: rustup toolchain install stable"
    if [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" != "$wanted" ]; then
        stop "rustc $found is too old: $wanted or newer is needed" "rustup update stable"
    fi
    say "rustc $found ($wanted or newer needed)"
}
