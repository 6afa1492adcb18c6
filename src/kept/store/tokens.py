"""Whose token is this, and was this asked before under the same key?

    secret, sha256 = tokens.made()
    bearer = tokens.bearer(tokens.sha256(secret))   # before any association is active; None for a stranger
    once = tokens.claim(bearer.token, key, request, at=now)
    once.answer                                     # what was answered before; None the first time

A claim is part of the transaction of the act: whoever asks twice at the same moment waits for the first, and
an act that fails leaves no trace of its key.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import connection

# What begins so in a file that somebody publishes is a secret of Kept: scanners look for it.
PREFIX = "kept_"
KEPT_FOR = timedelta(hours=24)
# How old the note of its last use may grow before it is written afresh.
NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever holds the token: which one it is, whose, where, and what for."""

    token: int
    account: int
    slug: str
    scopes: frozenset[str]
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Once:
    """One key of one token. `same` says whether what was asked under it before is what is asked now."""

    id: int
    same: bool = True
    status: int | None = None
    answer: str | None = None


def made() -> tuple[str, str]:
    """A new secret, and what is kept of it."""
    secret = PREFIX + secrets.token_urlsafe(32)
    return secret, sha256(secret)


def sha256(secret: str) -> str:
    """What is kept of a secret. It is long and random, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


_BEARER = """
    SELECT held.id, held.account_id, store_association.slug, held.scopes, held.expires_at, held.revoked_at,
        held.last_used_at
    FROM kept_token(%s) AS held
    JOIN store_association ON store_association.id = held.association_id
    JOIN store_account ON store_account.id = held.account_id AND store_account.is_active
"""


def bearer(digest: str) -> Bearer | None:
    """Who holds the secret with this digest. Needs no active association."""
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [digest])
        row = cursor.fetchone()
    if row is None:
        return None
    token, account, slug, scopes, *moments = row
    return Bearer(token, account, slug, frozenset(orjson.loads(scopes)), *moments)


_USED = """
    UPDATE store_token SET last_used_at = %(at)s WHERE association_id = kept_association() AND id = (
        SELECT id FROM store_token WHERE association_id = kept_association() AND id = %(id)s
        FOR UPDATE SKIP LOCKED)
"""


def used(who: Bearer, *, at: datetime) -> None:
    """Note that the token is in use: now and then, and waiting for nobody who notes the same."""
    if who.last_used_at is None or at - who.last_used_at >= NOTED_EVERY:
        with connection.cursor() as cursor:
            cursor.execute(_USED, {"at": at, "id": who.token})


_CLAIM = """
    INSERT INTO store_idempotency (association_id, token_id, key, request, made_at, answer)
    VALUES (kept_association(), %s, %s, %s, %s, '') ON CONFLICT (association_id, token_id, key) DO NOTHING
    RETURNING id
"""
_CLAIMED = """
    SELECT id, request, status, answer FROM store_idempotency
    WHERE association_id = kept_association() AND token_id = %s AND key = %s
"""


def claim(token: int, key: str, request: str, *, at: datetime) -> Once:
    """Take the key for this request, or say what came of it before."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_CLAIM, [token, key, request, at])
            row = cursor.fetchone()
            if row is not None:
                return Once(row[0])
            cursor.execute(_CLAIMED, [token, key])
            row = cursor.fetchone()
            # None where it has grown too old and was cleared away between the two.
            if row is not None:
                return Once(row[0], row[1] == request, row[2], row[3])


def answered(once: Once, status: int, answer: str) -> None:
    """Keep the answer for whoever asks again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_idempotency SET status = %s, answer = %s"
            " WHERE association_id = kept_association() AND id = %s",
            [status, answer, once.id],
        )


def forget(at: datetime) -> int:
    """Clear away what the active association's tokens were answered longer than a day ago: how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM store_idempotency WHERE association_id = kept_association() AND made_at < %s",
            [at - KEPT_FOR],
        )
        return int(cursor.rowcount)
