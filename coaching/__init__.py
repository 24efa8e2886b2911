"""The response: gaps, plans, sessions and career paths."""
