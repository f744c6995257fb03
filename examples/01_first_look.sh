#!/usr/bin/env bash
# The first minutes with a folder of exports: how are they read, who are the customers?
set -euo pipefail
exports=${1:?usage: 01_first_look.sh FOLDER}
custseg inspect "$exports" -o custseg.toml --force     # look at it once, keep it for every later run
custseg profile "$exports" --rows 0
custseg rfm "$exports" --scheme eight --rows 5 --lang zh
