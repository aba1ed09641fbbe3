"""Forms of the directory, cut by noun."""
