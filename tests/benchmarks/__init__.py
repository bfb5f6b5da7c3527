"""Every budget of the design, measured: `python -m tests.benchmarks [name …]`."""
