"""Pages of signing in, of one's own account, of people, of links and of families' codes."""
