"""Workbooks of every kind, cell by cell, behind a guard."""
