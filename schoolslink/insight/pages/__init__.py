"""Home pages, one file an audience: rows ready for a template."""
