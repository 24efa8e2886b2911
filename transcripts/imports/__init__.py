"""Imports: files of any format in, one line of a report for each record, nothing twice."""
