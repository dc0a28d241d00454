#!/usr/bin/env bash
# Makes a machine ready to build and run Trusquin: checks the tools, then stages the libraries of staged.tsv.
# Needs Debian 12 (or like it), a Rust toolchain, python3 with pip, and the package registries. Run again at will: what is right is left alone.
#
#   TRUSQUIN_HOME     where staged libraries go (default: .trusquin in the checkout)
#   TRUSQUIN_NO_APT=1 never install a Debian package, only say which is missing
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
checkout=$(dirname "$here")
home=${TRUSQUIN_HOME:-$checkout/.trusquin}
staged=${TRUSQUIN_STAGED:-$here/staged.tsv}

# shellcheck source=setup/say.sh
. "$here/say.sh"
# shellcheck source=setup/tools.sh
. "$here/tools.sh"
# shellcheck source=setup/stage.sh
. "$here/stage.sh"

step 1 4 "tools"
require_tools
step 2 4 "Rust toolchain"
require_rust "$checkout/Cargo.toml"
step 3 4 "home folder $home"
require_home "$home"
step 4 4 "libraries and models"
stage_all "$staged" "$home"
say "ready: TRUSQUIN_HOME=$home"
