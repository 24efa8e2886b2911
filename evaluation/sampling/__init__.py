"""Sampling: which interactions people review, with known chances."""
