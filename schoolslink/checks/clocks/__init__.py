"""A second opinion on every day that is promised: slow, written apart, and walked day by day."""
