"""How does a message go out by a service that Kept does not speak itself: WhatsApp, social media, Relay UK?

    KEPT_DROP=/var/lib/kept/drop
    out/karin/whatsapp/K7F3-9Q2M.json        # what we put there, with its files beside it
    in/karin/K7F3-9Q2M.json                  # put there by the other: {"ref": "K7F3-9Q2M", "state": "sent"}

Another program takes what lies in `out` and puts a result into `in`: `sent`, `delivered` or `failed` with
`why`. A file appears under its name only once it is whole, and one of the same name is the same message.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from kept.actions import handing_over
from kept.store import refs, tenancy
from kept.store.models import Outgoing
from kept.worker.ways import Failed, Going, Handed, Later

VARIABLE = "KEPT_DROP"
OUT, IN, DONE, BAD = "out", "in", "done", "not-read"
BY = "drop"
LARGEST_RESULT = 100_000
NOT_SET_UP = f"No folder is set up for other services. Ask your administrator: the setting is {VARIABLE}."
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\Z")


def folder() -> Path | None:
    """The folder that the environment names."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else None


class DropWay:
    """By a file in a folder."""

    def missing(self, going: Going) -> str:
        """The folder, where none is named."""
        return "" if folder() is not None else NOT_SET_UP

    def send(self, going: Going) -> Handed | Failed | Later:
        """Put it there, whole or not at all."""
        root, row = folder(), going.row
        channel = row.channel or "other"
        if root is None or not _SLUG.match(channel):
            return Failed("there is no such service", for_good=False)
        place = root / OUT / going.slug / channel
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            named = []
            for number, (name, type_, digest) in enumerate(going.files):
                file = f"{row.ref}-{number}"
                with going.opened(digest) as source:
                    _whole(place / file, lambda target, source=source: shutil.copyfileobj(source, target))
                named.append({"file": file, "name": name, "type": type_})
            said = {
                "ref": row.ref,
                "channel": channel,
                "to": row.recipient,
                "subject": row.subject,
                "text": row.text,
                "files": named,
            }
            written = json.dumps(said, ensure_ascii=False, indent=1).encode()
            _whole(place / f"{row.ref}.json", lambda target: target.write(written))
        except OSError as fault:
            return Later(f"the folder cannot be written to ({type(fault).__name__})")
        return Handed()


def _whole(path: Path, write: Callable) -> None:  # type: ignore[type-arg]
    """Write it beside its place and move it there, so that nobody reads half of it."""
    half = path.with_name(f".half-{path.name}")
    with half.open("wb") as target:
        write(target)
        target.flush()
        os.fsync(target.fileno())
    half.chmod(0o600)
    half.replace(path)


def read_results(*, now: Callable[[], datetime]) -> int:
    """Take in what the other program says became of what we gave it: how many results."""
    root = folder()
    if root is None or not (root / IN).is_dir():
        return 0
    return sum(_taken(path, now()) for path in _results(root / IN))


def _results(root: Path) -> Iterator[Path]:
    for place in sorted(each for each in root.iterdir() if each.is_dir() and _SLUG.match(each.name)):
        yield from sorted(place.glob("*.json"))


def _taken(path: Path, at: datetime) -> bool:
    """Whether it was one of ours; what cannot be read is put aside, and never read again."""
    done = _apply(path, at)
    aside = path.parent / (DONE if done else BAD)
    aside.mkdir(mode=0o700, exist_ok=True)
    path.replace(aside / path.name)
    return done


def _apply(path: Path, at: datetime) -> bool:
    try:
        said = json.loads(path.read_bytes()[:LARGEST_RESULT])
        ref, state, why = str(said["ref"]), str(said["state"]), str(said.get("why") or "not delivered")
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    if not refs.is_ref(ref) or state not in ("sent", "delivered", "failed"):
        return False
    with tenancy.association(path.parent.name):
        row = Outgoing.objects.filter(ref=ref, way="drop").first()
    if row is None:
        return False
    named: dict[str, Any] = {"association": row.association_id, "outgoing": row.pk, "by": BY, "at": at}
    if state == "delivered":
        handing_over.delivered(**named)
    elif state == "failed":
        handing_over.failed(why=why[:120], for_good=bool(said.get("for_good")), **named)
    return True
