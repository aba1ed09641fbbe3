"""Benchmarks that print JSON with commit, seed and machine, and assert on their content."""
