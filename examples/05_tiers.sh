#!/usr/bin/env bash
# Tiers by the bank's written rule: what the levels cover, this month from last month's file, and the same by replay.
set -euo pipefail
exports=${1:?usage: 05_tiers.sh FOLDER}
rules="$(dirname "$0")/tiers.toml"
balances="$exports"/月日均资产.csv
custseg tier "$balances" --config "$rules" --check

# Last month, kept; this month goes on from it. Locks hold two customers where the bank wants them.
printf '客户号,层级,到期日\n0057100007,白金,2026-12-31\n' > locks.csv
custseg tier "$balances" --config "$rules" --locks locks.csv --as-of 2026-05-31 -o tiers-2026-05.csv --force
custseg tier "$balances" --config "$rules" --locks locks.csv --previous tiers-2026-05.csv -o stepped.csv --force
custseg tier "$balances" --config "$rules" --locks locks.csv -o replayed.csv --force
cmp stepped.csv replayed.csv
custseg tier "$balances" --config "$rules" --previous replayed.csv 2> why.txt && exit 1
grep -q 'no month to go on to\|没有可接续的月份' why.txt
