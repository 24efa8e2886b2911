"""What a machine thinks of an interaction: scores with evidence, and flags for people's time."""
