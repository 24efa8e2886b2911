"""How a person works at the workspace: what is suggested, what is hidden, and how it went."""
