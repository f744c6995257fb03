"""The text of one column to values: money, dates, times, ids and marks, decided for the whole column."""
