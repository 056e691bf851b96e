"""What we claim about speed, each claim beside its peer in the same run: `python -m benchmarks`."""
