#!/usr/bin/env bash
# The PostgreSQL server that the tests use: the one that is there, else one of their own, started from Debian's package.
#
#   setup/postgres.sh start   prints the address for TRUSQUIN_TEST_POSTGRES on stdout, everything else on stderr
#   setup/postgres.sh stop    stops the tests' own server, if there is one
#
# A superuser without a password on 127.0.0.1 is looked for first (PGPORT, else 5432). Our own server listens on 127.0.0.1 alone, keeps its
# data in /var/tmp, and does not wait for the disk: it is for tests only.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=setup/say.sh
. "$here/say.sh"
# shellcheck source=setup/tools.sh
. "$here/tools.sh"

cluster=${TRUSQUIN_TEST_CLUSTER:-/var/tmp/trusquin-test-postgres-$(id -u)}

programs() {
    local folder
    folder=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    if [ -x "$folder/initdb" ]; then echo "$folder"; elif command -v initdb >/dev/null; then dirname "$(command -v initdb)"; fi
}

answers() {
    command -v psql >/dev/null && psql -X -w -h 127.0.0.1 -p "$1" -U postgres -d postgres -Atc 'select 1' >/dev/null 2>&1
}

# The server refuses to run as root; Debian's package makes an account for it.
as_server() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

is_running() { [ -d "$cluster" ] && as_server "$bin/pg_ctl" -D "$cluster" status >/dev/null 2>&1; }

free_port() {
    local port
    for port in $(seq 54329 54379); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$port"; return; fi
    done
    stop "no free port between 54329 and 54379" "stop what listens there"
}

start() {
    local port=${PGPORT:-5432}
    if [ -n "${TRUSQUIN_TEST_POSTGRES:-}" ]; then echo "$TRUSQUIN_TEST_POSTGRES"; return; fi
    if answers "$port"; then
        say "PostgreSQL on 127.0.0.1:$port is there" >&2
        echo "postgres://postgres@127.0.0.1:$port/postgres"
        return
    fi
    bin=$(programs)
    if [ -z "$bin" ]; then
        install_packages postgresql >&2
        bin=$(programs)
        [ -n "$bin" ] || stop "PostgreSQL is not there after the installation" "install it by hand, then run this again"
    fi
    if ! is_running; then
        rm -rf "$cluster"
        mkdir -m 700 "$cluster"
        if [ "$(id -u)" = 0 ]; then chown postgres "$cluster"; fi
        as_server "$bin/initdb" -D "$cluster" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
        as_server "$bin/pg_ctl" -D "$cluster" -w -l "$cluster/log" \
            -o "-p $(free_port) -k $cluster -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200" start >/dev/null
    fi
    port=$(sed -n 4p "$cluster/postmaster.pid")
    say "PostgreSQL for the tests runs on 127.0.0.1:$port" >&2
    echo "postgres://postgres@127.0.0.1:$port/postgres"
}

case ${1:-} in
start) start ;;
stop)
    bin=$(programs)
    if [ -n "$bin" ] && is_running; then as_server "$bin/pg_ctl" -D "$cluster" -m fast stop >/dev/null; fi
    rm -rf "$cluster"
    ;;
*) stop "setup/postgres.sh ${1:-}: start or stop" "setup/postgres.sh start" ;;
esac
