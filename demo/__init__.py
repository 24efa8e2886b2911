"""The demonstration centre: simulated people and months of work, and a few recorded calls."""
