#!/usr/bin/env bash
# Groups by rules that anybody can read, with tests that stand beside them.
set -euo pipefail
exports=${1:?usage: 03_own_rules.sh FOLDER}
custseg segment "$exports" --config "$(dirname "$0")/rules.toml" --rows 5
custseg segment "$exports" --clusters 4 --rows 0
