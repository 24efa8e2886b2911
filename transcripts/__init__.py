"""The evidence: interactions of every channel, audio, speech to text, turns and journeys."""
