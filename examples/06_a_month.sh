#!/usr/bin/env bash
# A month in the life of a bank, as cron runs it: no terminal, no locale, and now and then two runs at once.
set -euo pipefail
export LC_ALL=C
exports=${1:?usage: 06_a_month.sh FOLDER}
rules="$(dirname "$0")/month.toml"

# How the exports are read is kept once; a file that reads otherwise next month is refused, not guessed at.
custseg inspect "$exports" -o reading.toml --force --quiet > /dev/null
sed '/^\[facts\]/,$d' reading.toml > custseg.toml # what it says of reading; the settings are the bank's own
cat "$rules" >> custseg.toml

# Tiers: May is the state that June goes on from.
custseg tier "$exports" --as-of 2026-05-31 -o tiers-2026-05.json --force --quiet
custseg tier "$exports" --previous tiers-2026-05.json -o tiers-2026-06.json --force --quiet

# Who moved. The alarms of month.toml are silent here; a stricter one ends with 1, and the workbook is whole all the same.
custseg compare tiers-2026-05.json tiers-2026-06.json -o moved.xlsx --force --quiet
code=0
custseg compare tiers-2026-05.json tiers-2026-06.json --label tier --fail-on "down_share > 2%" -o alarm.xlsx --force 2> alarm.txt || code=$?
test "$code" = 1
test -s alarm.xlsx
grep -q 'down_share' alarm.txt

# Who is served how and by whom; a workbook for every manager; and one that may be shared.
custseg plan "$exports" -o plan.xlsx --force --quiet
custseg report "$exports" --by manager -o lists --force --quiet
head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > key.txt
custseg tier "$exports" --previous tiers-2026-05.json --min-cell 10 -o to-share.xlsx --force --quiet
custseg tier "$exports" --previous tiers-2026-05.json --pseudonymize key.txt -o pseudonyms.csv --force --quiet

# Two runs at once on one file: each writes it whole, or says that the other is at it (4).
one=0 two=0
custseg rfm "$exports" -o twice.xlsx --force --quiet 2> one.txt & first=$!
custseg rfm "$exports" -o twice.xlsx --force --quiet 2> two.txt & second=$!
wait "$first" || one=$?
wait "$second" || two=$?
case "$one$two" in
  00 | 04 | 40) test -s twice.xlsx ;;
  *) cat one.txt two.txt >&2; exit 1 ;;
esac
