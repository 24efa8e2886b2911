"""How a conversation went: voice, holds, questions, replies, each measured by a definition."""
