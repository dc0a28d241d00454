# Progress on stdout, errors on stderr, every error with its remedy.

say() { printf 'setup: %s\n' "$*"; }

step() { printf 'setup: [%s/%s] %s\n' "$1" "$2" "$3"; }

# stop "what is wrong" "what to do"
stop() {
    printf 'setup: error: %s\n' "$1" >&2
    printf 'setup: remedy: %s\n' "$2" >&2
    exit 1
}
