"""First pages, and the lists they open."""
