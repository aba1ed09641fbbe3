"""Home pages, projections and small-number suppression."""
