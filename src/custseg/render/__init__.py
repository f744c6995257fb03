"""Results to terminal, workbook, text and data files."""
