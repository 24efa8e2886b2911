"""Whole months between two days."""

from datetime import date


def whole_months(start: date, end: date) -> int:
    """The months that have fully passed from ``start`` to ``end``; 0 when it lies before."""
    months = 12 * (end.year - start.year) + end.month - start.month
    return max(months - (end.day < start.day), 0)
