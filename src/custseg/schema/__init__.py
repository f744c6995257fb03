"""Raw text to canonical tables: roles and aliases, parsers, rejects, the account of every row."""
