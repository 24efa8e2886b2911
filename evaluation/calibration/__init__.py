"""Calibration: do evaluators judge alike, and who is more severe than the others?"""
