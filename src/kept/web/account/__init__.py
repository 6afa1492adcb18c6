"""The pages on which somebody looks after their own account."""
