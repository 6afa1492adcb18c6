"""Karin's policy for tests that need fields and many kinds of event, read once."""

from __future__ import annotations

from functools import lru_cache

from kept.casework import Rules
from kept.rulebook import Rulebook, load_folder, policies_folder


@lru_cache(maxsize=1)
def karin() -> Rulebook:
    return load_folder(policies_folder() / "karin")


@lru_cache(maxsize=1)
def rules() -> Rules:
    return Rules.of(karin())
