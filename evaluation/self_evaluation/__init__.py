"""Agents score their own conversation on the same form, and compare; it never enters a score."""
