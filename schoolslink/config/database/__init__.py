"""The database: where it is found, how it is started, who may do what in it."""
