"""What is a thread called outside the database? By a random reference that survives being read out.

    new_ref()               # "K7F3-9Q2M"
    is_ref("K7F3-9Q2N")     # False: one letter is wrong
    tidy(" k7f39q2m ")      # "K7F3-9Q2M"

No vowel stands in it, so no word does. The last character checks the others: every single wrong character
and every two that have changed places are found, since the alphabet's size is a prime and each place has a
weight of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from uuid import UUID, uuid4

ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
PRIME = len(ALPHABET)
LENGTH = 8
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
# What a demonstration draws from, so that the same seed makes the same references; nobody guesses at those.
_drawn_from: ContextVar[Random | None] = ContextVar("drawn_from", default=None)
_HEARD_AS = str.maketrans({"O": "0", "I": "1", "-": "", " ": ""})


def new_ref() -> str:
    """A reference that nobody can guess."""
    known = _drawn_from.get()
    beyond = PRIME ** (LENGTH - 1)
    number = known.randrange(beyond) if known else secrets.randbelow(beyond)
    letters = []
    for _ in range(LENGTH - 1):
        number, value = divmod(number, PRIME)
        letters.append(ALPHABET[value])
    return _written("".join(letters) + ALPHABET[_check("".join(letters))])


def is_ref(text: str) -> bool:
    """Whether this is a reference as `new_ref` writes it, with no slip in it."""
    letters = text[:4] + text[5:]
    if len(text) != LENGTH + 1 or text[4] != "-" or any(each not in _VALUE for each in letters):
        return False
    return _VALUE[letters[-1]] == _check(letters[:-1])


def tidy(text: str) -> str | None:
    """The reference that somebody typed in small letters, or without its hyphen; None if it is none."""
    letters = text.strip().upper().translate(_HEARD_AS)
    found = _written(letters)
    return found if is_ref(found) else None


def new_uid() -> str:
    """The identity of an event that came without one of its own."""
    known = _drawn_from.get()
    return UUID(int=known.getrandbits(128), version=4).hex if known else uuid4().hex


@contextmanager
def drawing_from(known: Random) -> Iterator[None]:
    """Draw every reference and identity from that, while a demonstration is made."""
    token = _drawn_from.set(known)
    try:
        yield
    finally:
        _drawn_from.reset(token)


def _written(letters: str) -> str:
    return f"{letters[:4]}-{letters[4:]}"


def _check(letters: str) -> int:
    """The check character's value: with it at weight 1 and the others at 2, 3 …, the weighted sum is 0."""
    return -sum(weight * _VALUE[letter] for weight, letter in enumerate(letters, start=2)) % PRIME
