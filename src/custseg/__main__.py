"""``python -m custseg``."""

from custseg.cli.app import main

raise SystemExit(main())
