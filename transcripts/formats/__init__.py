"""Readers of what other systems export: files in, plain interaction records or refusals out.

Everything here is pure: no web framework, no database, no network. A reader never fails as a
whole for one bad record; what it cannot take it reports as a `Refusal` with place and reason.
Start at `reader.read_path`.
"""
