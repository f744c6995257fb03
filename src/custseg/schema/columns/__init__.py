"""What the columns of a table mean: spellings, roles, and the kind of table they make."""
