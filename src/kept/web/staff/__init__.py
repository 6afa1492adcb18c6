"""The pages for people: who works here as what, who is invited, who is away."""
