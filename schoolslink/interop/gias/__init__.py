"""Readers of the school register and of the geography it stands on (pure: files in, rows out)."""
