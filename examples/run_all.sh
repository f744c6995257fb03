#!/usr/bin/env bash
# Runs every example in a folder of its own; stops at the first that fails.
set -euo pipefail
examples=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
custseg demo --lang en --quiet > tour.txt
for example in "$examples"/[0-9]*.sh; do
  echo "-- $(basename "$example")"
  bash "$example" custseg-demo/exports
done
