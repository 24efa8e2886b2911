"""Rubrics: how the centre says what good service is."""
