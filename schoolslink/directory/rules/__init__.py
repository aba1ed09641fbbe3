"""Rules of the directory: no database, no clock, no Django."""
