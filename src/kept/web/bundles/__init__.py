"""Who asks for information, and what is gathered, marked and given to them."""
