"""The colours that workbook, page and terminal have in common."""

SERIES = ("2E75B6", "ED9B40", "5BA37A", "8C6BB1", "C65D57", "7F8C9A", "D4B13F", "3F7F93")
"""Of the series of a chart and the parts of a whole; told apart in print and by the colour-blind."""
