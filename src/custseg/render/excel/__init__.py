"""Results as an Excel workbook: a summary, a sheet a method, the customers, how it was made."""

from custseg.render.excel.book import write_workbook

__all__ = ["write_workbook"]
