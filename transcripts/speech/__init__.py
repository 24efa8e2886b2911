"""From a recording to words: decoding, voice activity, recognition, turns, metrics.

Everything here works on files and numbers alone, without a database and without Flask, so the
same code serves the web pages, the background jobs, the command line and the benches.
"""
