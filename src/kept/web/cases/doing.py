"""What was asked for on the page of a case, beside its steps?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kept.actions import cases as act
from kept.actions.keeping_files import Brought, attach
from kept.casework import Refused
from kept.store import refs
from kept.store.models import Thread
from kept.web.shared.access import Here
from kept.web.shared.moments import MomentError, read_date

# What may be typed on the page.
WHICH = (
    "role",
    "person",
    "name",
    "reach",
    "note",
    "party",
    "what",
    "due_by",
    "owner",
    "other",
    "how",
    "uid",
    "says",
)


def do(
    what: str, here: Here, thread: Thread, typed: Mapping[str, str], files: Sequence[UploadedFile[Any]]
) -> Refused | None:
    """Do it; the sentence why not, where it is refused."""
    if what == "keep":
        says = typed["says"].strip()
        brought = [Brought(each.name or "", each, says) for each in files]
        kept = attach(thread=thread.ref, brought=brought, **_common(here))
        return kept if isinstance(kept, Refused) else None
    doing = _DOING.get(what)
    if doing is None:
        return Refused(_("Choose what is to be done."), "do")
    done = doing(here, thread, typed)
    return done if isinstance(done, Refused) else None


def _common(here: Here) -> dict[str, Any]:
    return {
        "association": here.association,
        "by": here.by,
        "at": here.at,
        "membership": here.membership,
    }


def _join(here: Here, thread: Thread, typed: Mapping[str, str]) -> object:
    return act.add_party(
        thread=thread.ref,
        role=typed["role"],
        person=typed["person"],
        name=typed["name"],
        reach=typed["reach"],
        note=typed["note"],
        **_common(here),
    )


def _leave(here: Here, thread: Thread, typed: Mapping[str, str]) -> object:
    party = int(typed["party"]) if typed["party"].isdecimal() and len(typed["party"]) < 18 else 0
    return act.end_party(party=party, **_common(here))


def _task(here: Here, thread: Thread, typed: Mapping[str, str]) -> object:
    if not typed["what"].strip():
        return Refused(_("Say what is to be done."), "what")
    try:
        due_by = read_date(typed["due_by"])
    except MomentError as problem:
        return Refused(str(problem), "due_by")
    return act.set_task(
        thread=thread.ref,
        what=typed["what"],
        due_by=due_by,
        owner=typed["owner"],
        uid=typed["uid"][:32] or None,
        **_common(here),
    )


def _link(here: Here, thread: Thread, typed: Mapping[str, str]) -> object:
    other = refs.tidy(typed["other"])
    if other is None:
        return Refused(_("Give the reference of the other one, such as K7F3-9Q2M."), "other")
    return act.link(thread=thread.ref, other=other, how=typed["how"], **_common(here))


def _unlink(here: Here, thread: Thread, typed: Mapping[str, str]) -> object:
    return act.unlink(thread=thread.ref, other=typed["other"], **_common(here))


_DOING: Mapping[str, Callable[[Here, Thread, Mapping[str, str]], object]] = {
    "join": _join,
    "leave": _leave,
    "task": _task,
    "link": _link,
    "unlink": _unlink,
}
