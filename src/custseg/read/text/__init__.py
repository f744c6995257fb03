"""Text files: encoding, dialect, records, and the two lanes in which they become a table."""
