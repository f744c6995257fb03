#!/usr/bin/env bash
# The same from Python: a result is frames and sentences.
set -euo pipefail
python=$(head -n 1 "$(command -v custseg)" | cut -c3-)
"$python" - "${1:?usage: 04_in_python.sh FOLDER}" <<'PYTHON'
import sys

import custseg as cs

data = cs.read(sys.argv[1])
result = cs.rfm(data)
print(result.customers.head(3))
print(result.tables["segments"].select("segment", "customers").head(3))
print(*(note.text for note in result.notes if note.level == "finding"), sep="\n")
PYTHON
