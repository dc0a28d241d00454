#!/usr/bin/env bash
# The running service against its own OpenAPI document, by schemathesis (PyPI): no server error, no status and no body that the document
# does not tell. Says "skipped" where schemathesis is not installed; it is no part of `make test` (it takes minutes).
#
#   TRUSQUIN_BIN     the binary (default: target/debug/trusquin)
#   SCHEMATHESIS     the program `st` (default: the one on PATH; python3 -m venv V && V/bin/pip install schemathesis gives V/bin/st)
#   EXAMPLES         requests per operation and phase (default 30)
#   DATABASE_URL     PostgreSQL instead of the folder's own file
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=${TRUSQUIN_BIN:-$here/target/debug/trusquin}
st=${SCHEMATHESIS:-st}
say() { printf 'schemathesis: %s\n' "$*"; }

if ! command -v "$st" >/dev/null; then
    say "skipped: schemathesis is not installed (pip install schemathesis in a virtual environment, then SCHEMATHESIS=.../bin/st)"
    exit 0
fi
[ -x "$bin" ] || { say "error: no binary at $bin"; exit 1; }

work=$(mktemp -d)
service=
trap '[ -z "$service" ] || kill "$service" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
data=$work/data
printf 'a password of the tests' | "$bin" accounts add tester --password-stdin --data "$data" >/dev/null
key=$("$bin" accounts key schemathesis --login tester --data "$data")
"$bin" serve --listen 127.0.0.1:0 --shop "$here/datasets/demo_shop/shop.toml" --data "$data" 2>"$work/log" &
service=$!
for _ in $(seq 100); do
    url=$(sed -n 's/^trusquin: \(http:[^ ]*\) .*/\1/p' "$work/log")
    [ -n "$url" ] && break
    sleep 0.1
done
[ -n "$url" ] || { say "error: the service did not start"; cat "$work/log"; exit 1; }
auth="Authorization: Bearer $key"
# Something to find: the sample plans, read and priced.
files=()
for plan in "$here"/datasets/sample_rfq/*.{pdf,step,dxf}; do files+=(-F "files=@$plan"); done
curl -sf -H "$auth" "${files[@]}" "$url/api/rfqs" >/dev/null
for _ in $(seq 300); do
    curl -sf -H "$auth" "$url/api/rfqs/1" | grep -q '"status":"done"' && break
    sleep 0.2
done

# Changing accounts comes last: it can close the account that asks. Events never end by themselves before their RFQ does.
checks=not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance
run() {
    "$st" run "$url/api/openapi.json" --header "$auth" --checks "$checks" --max-examples "${EXAMPLES:-30}" --phases examples,coverage,fuzzing \
        --request-timeout 60 --suppress-health-check all --warnings off --no-color "$@"
}
status=0
run --exclude-path-regex '^/api/(accounts|session)|/events$' || status=1
# The document tells the data of an event; schemathesis holds the frame around it (event, data) against that. tests/service/api.rs holds the data.
checks=not_a_server_error,status_code_conformance,content_type_conformance run --include-path-regex '/events$' || status=1
run --include-path-regex '^/api/session' || status=1
run --include-path-regex '^/api/accounts' || status=1
if grep -q ' ERROR ' "$work/log"; then
    say "the service logged errors:"
    grep ' ERROR ' "$work/log" | head -20
    status=1
fi
[ "$status" = 0 ] && say "no server error, no answer that the document does not tell"
exit "$status"
