"""How fast and how big: figures that are reported, never asserted. Run with `python -m tests.benchmarks`."""
