"""The evidence: interactions of every channel, their audio, words, turns and metrics."""
