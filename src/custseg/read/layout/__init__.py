"""Where the table stands in a sheet or file, whatever kind of file it is."""
