"""Export files to raw text tables: kind by magic bytes, encoding, dialect, workbook, table finder."""
