"""Benches: what Rubrica costs, measured against a named peer in the same run."""
