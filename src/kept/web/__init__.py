"""Which pages do staff work at? One folder a feature, blind to one another; what they share is `shared`."""
