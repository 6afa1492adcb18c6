"""Where is a contact's page, or a customer's, said forty times on one page?

    thread_address("karin", "K7F3-9Q2M")      # /karin/thread/K7F3-9Q2M

As `reverse` says it, which is asked once for each association and not for each row.
"""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

_ANY = "0000-0000"


def thread_address(slug: str, ref: str) -> str:
    """The address of that contact's page."""
    return _before("thread", slug) + ref


def customer_address(slug: str, ref: str) -> str:
    """The address of that customer's file."""
    return _before("customer", slug) + ref


@lru_cache(maxsize=64)
def _before(page: str, slug: str) -> str:
    return reverse(page, args=[slug, _ANY]).removesuffix(_ANY)
