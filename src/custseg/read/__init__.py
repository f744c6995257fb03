"""Export files to raw text tables: kind by magic bytes, encoding, dialect, workbook, table finder."""

from custseg.read.files import Reading, Skipped, read_tables
from custseg.read.options import ReadOptions
from custseg.read.table import ASIDE, ROW, AsideRows, Source, Table

__all__ = ["ASIDE", "ROW", "AsideRows", "ReadOptions", "Reading", "Skipped", "Source", "Table",
           "read_tables"]  # fmt: skip
