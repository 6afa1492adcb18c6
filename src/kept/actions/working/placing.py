"""Which thread does a telling belong to?

    place(drafts, association=karin)   ->   each draft has its group, or a refusal

A telling names its thread by reference, by the other system's reference (`subject`), by the entry that it
corrects or stands beside, or begins one. Tellings of one call that belong together are one group, which is
written or refused as a whole. What was joined into another thread leads there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kept.actions.told import Telling
from kept.actions.working.answers import Answers
from kept.actions.working.once_more import JoinedMeanwhile
from kept.casework import Clock, Refused
from kept.store import dockets
from kept.store.dockets import Docket, OnRecord, Place


@dataclass(slots=True)
class Draft:
    """One telling on its way to becoming an event. It is not `named` where its references cannot be read."""

    telling: Telling
    happened_at: datetime
    uid: str
    named: bool = True
    answers: Answers | None = None
    group: Group | None = None
    refused: Refused | None = None
    repeats: bool = False


@dataclass(slots=True, eq=False)
class Group:
    """The drafts of one call for one thread. `docket` is the thread, held; for a new one it is made last."""

    drafts: list[Draft] = field(default_factory=list)
    docket: Docket | None = None
    root: int | None = None
    subject: str | None = None
    opened: dict[str, object] | None = None
    clocks: tuple[Clock, ...] = ()

    @property
    def refused(self) -> Refused | None:
        """The refusal that all of the group share, if there is one."""
        return next((each.refused for each in self.drafts if each.refused), None)


class Places:
    """What is on record of everything that the tellings of one call name.

    One query, however many there are.
    """

    def __init__(self, association: int, drafts: Sequence[Draft]) -> None:
        self.association = association
        named = [each.telling for each in drafts if each.named]
        uids = {name for each in named for name in (each.uid, each.corrects, each.beside) if name is not None}
        refs = {each.thread for each in named if each.thread}
        subjects = {each.subject for each in named if each.subject}
        found = dockets.find(association, refs=refs, subjects=subjects, uids=uids)
        self.events = found.events
        self.by_ref = {each.ref: each for each in found.places}
        self.by_subject = {each.subject: each for each in found.places if each.subject}

    def event(self, uid: str) -> OnRecord | None:
        """The event of that uid, if it is on record; fetched when no telling named it itself."""
        if uid not in self.events:
            self.events.update(dockets.find(self.association, uids=[uid]).events)
        return self.events.get(uid)

    def named_by(self, telling: Telling) -> Place | Refused | None:
        """The thread on record that the telling names; None where it begins a new one."""
        if telling.thread is not None:
            place = self.by_ref.get(telling.thread)
            if place is None:
                return no_such(telling.thread)
            return place
        if telling.subject is not None:
            return self.by_subject.get(telling.subject)
        for uid in (telling.corrects, telling.beside):
            if uid is not None and uid in self.events:
                return self.events[uid].place
        return None


def place(drafts: Sequence[Draft], places: Places) -> list[Group]:
    """The groups, in the order in which they were first named. Every draft gets one or is refused."""
    by_root: dict[int, Group] = {}
    by_subject: dict[str, Group] = {}
    by_uid: dict[str, Group] = {}
    groups: list[Group] = []
    for draft in drafts:
        if not draft.named:
            continue
        group = _group(draft, places, by_root, by_subject, by_uid)
        if isinstance(group, Refused):
            draft.refused = group
            continue
        if not group.drafts:
            groups.append(group)
        by_uid.setdefault(draft.uid, group)
        draft.group = group
        group.drafts.append(draft)
    return groups


def _group(
    draft: Draft,
    places: Places,
    by_root: dict[int, Group],
    by_subject: dict[str, Group],
    by_uid: Mapping[str, Group],
) -> Group | Refused:
    telling = draft.telling
    named = places.named_by(telling)
    if isinstance(named, Refused):
        return named
    before = places.events.get(draft.uid)
    at_home = before.place if before else named
    if at_home is not None:
        if named is not None and named.root != at_home.root:
            return _elsewhere()
        if named is None and before is not None and _other_subject(telling, before):
            return _elsewhere()
        group = by_root.setdefault(at_home.root, Group(root=at_home.root))
    elif telling.subject is not None:
        group = by_subject.setdefault(telling.subject, Group(subject=telling.subject))
    else:
        group = (
            by_uid.get(telling.corrects or telling.beside or draft.uid) or by_uid.get(draft.uid) or Group()
        )
    earlier = by_uid.get(draft.uid)
    return _elsewhere() if earlier is not None and earlier is not group else group


def _other_subject(telling: Telling, before: OnRecord) -> bool:
    """Whether it is told again under an outside reference that is not that of its thread."""
    return telling.subject is not None and before.place.subject != telling.subject


def _elsewhere() -> Refused:
    return Refused(
        "This was recorded on another contact already, under the same identity. Look there first.", "id"
    )


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def hold(groups: Iterable[Group]) -> None:
    """Lock the threads of these groups and read them."""
    waiting = {each.root: each for each in groups if each.root is not None}
    held = dockets.lock(waiting)
    if len(held) < len(waiting):
        raise JoinedMeanwhile
    for docket in dockets.read(held):
        assert docket.id is not None
        waiting[docket.id].docket = docket


def look(group: Group) -> None:
    """Read the thread of the group without holding it."""
    if group.root is not None:
        found = dockets.read(dockets.look([group.root]))
        group.docket = found[0] if found else None


def no_such(ref: str, *, hidden: bool = False) -> Refused:
    """The refusal of a contact that is not there, or not for whoever asks: the two do not differ."""
    sentence = f"There is no contact {_quoted(ref)}. Check the reference."
    return Refused(sentence, "thread", hidden=ref if hidden else None)
