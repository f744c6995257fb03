#!/usr/bin/env bash
# A job for cron: a workbook to send, data to load, and a failure that is loud.
set -euo pipefail
exports=${1:?usage: 02_every_month.sh FOLDER}
custseg report "$exports" -o monthly.xlsx --force --quiet --lang zh
custseg lifecycle "$exports" -o stages.parquet --rejects rejected.csv --force
custseg rfm "$exports" --format json --quiet > rfm.json

# What cannot be answered ends with an exit code other than 0, says why, and leaves no file behind.
if custseg rfm "$exports" --as-of 1999-12-31 -o old.json 2> why.txt; then
  echo "a date before all data must not succeed" >&2
  exit 1
fi
grep -q 'custseg: error: ' why.txt
test ! -e old.json
