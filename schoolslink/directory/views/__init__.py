"""Pages of the directory, cut by audience."""
