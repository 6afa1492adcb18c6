"""What complaints teach, what is told of them, and what was read again."""
