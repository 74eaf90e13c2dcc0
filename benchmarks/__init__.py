"""Numbers that need a quiet machine, each one command: `.venv/bin/python -m benchmarks.desk` and so on.

Each starts an installation of its own in a temporary folder, stops by itself and ends only what it started.
Results stand in docs/performance.md.
"""
