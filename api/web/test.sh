#!/usr/bin/env bash
# Tests of the web application: types, unit tests, the committed build is the build of these sources, the journeys in a browser.
# What cannot run says "skipped" and why; a machine without Node still has the committed dist/.
#
#   TRUSQUIN_BIN   binary whose service the browser is pointed at (default: target/debug/trusquin)
#   TRUSQUIN_URL   a service that runs already, instead
#   CHROMIUM       browser (default: /usr/bin/chromium)
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
# Absolute: the tests run in another folder.
bin=${TRUSQUIN_BIN:-../../target/debug/trusquin}
[ -x "$bin" ] && bin=$(realpath "$bin")
export TRUSQUIN_BIN=$bin

say() { printf 'test-web: %s\n' "$*"; }

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    say "skipped: Node.js is not installed (20.19 or newer, with npm); the committed api/web/dist is used as it is"
    exit 0
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    say "skipped: Node.js $(node --version) is too old, 20.19 or newer is needed; the committed api/web/dist is used as it is"
    exit 0
fi

say "dependencies"
npm ci --no-audit --no-fund --loglevel=error
say "types"
npx svelte-check --tsconfig ./tsconfig.json --fail-on-warnings --output human
say "unit tests"
npx vitest run

say "build"
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
npx vite build --outDir "$fresh" --emptyOutDir --logLevel warn
if ! diff -r dist "$fresh"; then
    say "error: api/web/dist is not the build of these sources"
    say "remedy: cd api/web && npm run build, then commit dist with the change"
    exit 1
fi
# A bundle has a new name with each change: git commit -a forgets it.
if git rev-parse --is-inside-work-tree >/dev/null 2>&1 && [ -n "$(git ls-files --others -- dist)" ]; then
    say "error: api/web/dist has files that are not in git: $(git ls-files --others -- dist | tr '\n' ' ')"
    say "remedy: git add api/web/dist"
    exit 1
fi
say "dist is up to date"

say "browser"
node --test --test-concurrency=1 --test-reporter=spec browser/*.test.mjs
