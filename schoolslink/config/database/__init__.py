"""Our own PostgreSQL, its roles and grants."""
