"""Is Kept as fast as it says? One module a subject, each with `figures()`; `make bench` runs them all."""
