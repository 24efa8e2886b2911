"""Journeys: the contacts of one customer about one matter, in all channels, as one story."""
