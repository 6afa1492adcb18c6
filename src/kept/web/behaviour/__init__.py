"""Behaviour that we do not accept: incidents, calls that we end, what is decided, what nobody has read."""
