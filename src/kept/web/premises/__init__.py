"""Our offices: rounds through them, what is not right, closures, opening hours and what hangs there."""
