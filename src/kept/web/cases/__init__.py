"""Cases: which there are, where each stands, who takes part, and what may come next."""
