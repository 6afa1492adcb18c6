"""What waits to go out, what went, what failed, and letters to many at once."""
