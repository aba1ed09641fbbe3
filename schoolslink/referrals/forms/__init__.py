"""What people fill in, turned into what a command takes."""
