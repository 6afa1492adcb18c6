"""Everything here that has these words: one contact by its reference, customers, and what was recorded."""
