"""What people can do with the directory; one file a noun."""
