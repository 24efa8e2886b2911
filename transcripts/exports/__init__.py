"""Exports: what is kept of conversations, out again as vCons and tables, redacted by default."""
