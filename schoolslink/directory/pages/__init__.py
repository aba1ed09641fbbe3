"""Rows and words of the directory, ready for a template."""
