"""Transfers, swaps, successions, deaths and endings, as staff see them."""
