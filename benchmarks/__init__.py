"""Measurements: what a call costs, cold and warm, and how that grows. `make bench` writes docs/benchmarks.md."""
