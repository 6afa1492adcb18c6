"""Where do photographs and other files lie? On disk, under the digest of what is in them.

    kept = keep(karin, stream, "reception.jpg", by="ann", at=now)      # File("9f8…", "image/jpeg", 204113)
    with open(karin, kept.sha256) as stream: …                         # never by a name that somebody gave

Rules that hold here:

1. `Shelf` is the interface: `making`, `put`, `open`, `drop`. Another kind of store needs these and no more.
2. A file is whole on the shelf before its row is written, so that a backup of the database names no file that
   is not there. One without a row is harmless: nobody can ask for it.
3. Each association has a folder of its own, and a row is found under its association alone.
4. What lies there is served as an attachment, with a type told by its content (see `casework.kept_files`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from django.conf import settings
from django.db import transaction

from kept.casework import Refused
from kept.casework.kept_files import (
    BEGINNING,
    LARGEST,
    LARGEST_SENT,
    LOOKED_AT,
    any_type,
    refusal,
    safe_name,
    sent_refusal,
    type_of,
)
from kept.store.models import Association, FileOnThread, Membership, StoredFile
from kept.store.threads import visible_to

SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_PIECE = 1024 * 1024


class Readable(Protocol):
    """What a file comes from: an upload, an open file, an attachment of an e-mail."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class File:
    """A file that is kept."""

    sha256: str
    type: str
    size: int
    id: int = 0
    name: str = ""


class Shelf(Protocol):
    """Where files lie."""

    def making(self) -> contextlib.AbstractContextManager[tuple[IO[bytes], Path]]:
        """A new file beside the others, to be written and then `put`; gone where it was not taken."""

    def put(self, folder: str, sha256: str, source: Path) -> None:
        """Take over the file at `source`; one that is there already is left as it is."""

    def open(self, folder: str, sha256: str) -> BinaryIO:
        """The file; FileNotFoundError where there is none."""

    def drop(self, folder: str, sha256: str) -> None:
        """Take it off the shelf; nothing happens where there is none."""


@dataclass(frozen=True, slots=True)
class FolderShelf:
    """A folder on this machine, or one that several machines share."""

    root: Path

    def path(self, folder: str, sha256: str) -> Path:
        """Where it lies. Only a digest names a file."""
        if not SHA256.match(sha256):
            raise FileNotFoundError(sha256[:80])
        return self.root / folder / sha256[:2] / sha256

    def put(self, folder: str, sha256: str, source: Path) -> None:
        target = self.path(folder, sha256)
        if target.exists():
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.replace(target)

    def open(self, folder: str, sha256: str) -> BinaryIO:
        return self.path(folder, sha256).open("rb")

    def drop(self, folder: str, sha256: str) -> None:
        self.path(folder, sha256).unlink(missing_ok=True)

    def making(self) -> contextlib.AbstractContextManager[tuple[IO[bytes], Path]]:
        return _making(self.root)


@contextlib.contextmanager
def _making(root: Path) -> Iterator[tuple[IO[bytes], Path]]:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".half-", dir=root)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            yield target, path
    finally:
        path.unlink(missing_ok=True)


def shelf() -> Shelf:
    """The one that the settings name."""
    return FolderShelf(Path(settings.FILES_FOLDER))


def keep(association: Association, stream: Readable, name: str, by: str, at: datetime) -> File | Refused:
    """Keep what the stream holds, or say in a sentence why not; the association must be active.

    The same file twice is one. Whoever calls this ties it to a thread or a row of their own (`tie`).
    """
    return _kept(association, stream, name, by, at, most=LARGEST, sent=False)


def keep_sent(
    association: Association,
    stream: Readable,
    name: str,
    by: str,
    at: datetime,
    *,
    most: int = LARGEST_SENT,
    type_: str = "",
) -> File | Refused:
    """Keep what somebody sent us, whatever it is: with an e-mail, or scanned from a letter.

    Its type is told by its content; a `type_` is given only where whoever calls has looked inside it already.
    """
    return _kept(association, stream, name, by, at, most=most, sent=True, known=type_)


def _kept(
    association: Association,
    stream: Readable,
    name: str,
    by: str,
    at: datetime,
    *,
    most: int,
    sent: bool,
    known: str = "",
) -> File | Refused:
    place = shelf()
    with place.making() as (target, half):
        digest, size, beginning = hashlib.sha256(), 0, b""
        while size <= most and (piece := stream.read(_PIECE)):
            beginning = beginning or piece[: LOOKED_AT if sent else BEGINNING]
            size += len(piece)
            digest.update(piece)
            target.write(piece)
        type_ = known or (any_type(beginning, name) if sent else type_of(beginning))
        why = sent_refusal(size, most) if sent else refusal(size, type_)
        if why is not None:
            return Refused(why, "file")
        assert type_ is not None, "refusal() has a sentence for what has no type"
        target.flush()
        os.fsync(target.fileno())
        sha256 = digest.hexdigest()
        place.put(association.slug, sha256, half)
    row, made = StoredFile.objects.get_or_create(
        association=association,
        sha256=sha256,
        defaults={
            "type": type_,
            "size": size,
            "name": safe_name(name, type_),
            "kept_at": at.astimezone(UTC),
            "kept_by": by,
        },
    )
    if not made and row.gone_at is not None:
        # It had been erased with the words it belonged to, and somebody brings it again.
        row.gone_at, row.name = None, safe_name(name, type_)
        row.save(update_fields=["gone_at", "name"])
    return _file(row)


def open(association: Association, sha256: str) -> BinaryIO:
    """What is in it; FileNotFoundError where this association keeps none of that digest."""
    row = find(association, sha256)
    if row is None:
        raise FileNotFoundError(sha256[:80])
    return shelf().open(association.slug, row.sha256)


def find(association: Association, sha256: str) -> File | None:
    """What is known of it, where it is kept and not erased."""
    row = StoredFile.objects.filter(association=association.pk, sha256=sha256, gone_at__isnull=True).first()
    return _file(row) if row is not None else None


def tie(association: Association, thread: int, file: File, by: str, at: datetime, *, says: str = "") -> None:
    """Let it belong to that thread: whoever may see the thread may take the file away."""
    FileOnThread.objects.get_or_create(
        association=association,
        thread_id=thread,
        file_id=file.id,
        defaults={"says": says, "put_at": at.astimezone(UTC), "put_by": by},
    )


def of_threads(association: Association, threads: Collection[int]) -> dict[int, list[File]]:
    """The files of each of these threads, in the order in which they came; one query."""
    rows = FileOnThread.objects.filter(
        association=association.pk, thread__in=list(threads), file__gone_at__isnull=True
    )
    found: dict[int, list[File]] = {}
    for each in rows.select_related("file").order_by("id"):
        found.setdefault(each.thread_id, []).append(_file(each.file))
    return found


def may_take(membership: Membership, sha256: str) -> bool:
    """Whether this member sees a thread that the file belongs to."""
    rows = FileOnThread.objects.filter(association=membership.association_id, file__sha256=sha256)
    return rows.filter(thread__in=visible_to(membership).values("pk")).exists()


def erase(association: Association, sha256: str, *, at: datetime) -> bool:
    """Take the file off the shelf for good; its row says when. False where there is none."""
    rows = StoredFile.objects.filter(association=association.pk, sha256=sha256, gone_at__isnull=True)
    done = rows.update(gone_at=at.astimezone(UTC), name="") > 0
    # Only once that is certain: a row must never name a file that is gone.
    transaction.on_commit(lambda: shelf().drop(association.slug, sha256))
    return done


def let_go(association: Association, thread: int, digest: str, *, at: datetime) -> bool:
    """Take the file whose digest begins so from that thread, and off the shelf where no other has it.

    False where the thread has none.
    """
    held = FileOnThread.objects.filter(association=association.pk)
    found = held.filter(thread=thread, file__sha256__startswith=digest).select_related("file").first()
    if found is None or not digest:
        return False
    found.delete()
    if not held.filter(file=found.file_id).exists():
        erase(association, found.file.sha256, at=at)
    return True


def _file(row: StoredFile) -> File:
    return File(row.sha256, row.type, row.size, row.pk, row.name)
