"""Correcting what a transcript says: words, whole turns, and who spoke."""
