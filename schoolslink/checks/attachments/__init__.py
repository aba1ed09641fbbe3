"""Hostile and good files, made from a seed, and what is said of each: `./link check attachments`."""
