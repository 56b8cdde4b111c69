"""How long the costly things take: `make bench`, or `python -m tests.benchmarks --help`."""
