"""Messages to people and their log."""
