"""Invented worlds: the demonstration and simulated years."""
