"""How a finished review reaches its agent: at once, or after somebody else has approved it."""
