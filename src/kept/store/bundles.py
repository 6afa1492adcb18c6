"""Which gatherings are there, which of their pieces may somebody see, and what goes when words are erased?

gathering = of_ref(membership, "K7F3-9Q2M")      # None where there is none, or it is not for them
pieces = seen_by(membership, gathering)          # never what is about the one who looks
forget_thread(karin, thread.pk)                  # the copies of what was erased go too
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from kept.casework.bundling import FOUND, MADE, PERSON
from kept.casework.permissions import Permission, may
from kept.casework.redacting import OPEN, WITHHELD
from kept.casework.visibility import SAFEGUARDING
from kept.store import files, keys, refs, seers, threads
from kept.store.everything import Found, Whom
from kept.store.models import (
    Association,
    BundleConsent,
    BundleItem,
    BundleTaken,
    Gathering,
    Membership,
    Person,
    StoredFile,
    Thread,
)


def may_gather(membership: Membership, sort: str) -> bool:
    """All on a person is gathered by whoever looks after data, a case by whoever deals with it."""
    return may(membership.role, Permission.DATA if sort == PERSON else Permission.RECORD)


def of_ref(membership: Membership, typed: str) -> Gathering | None:
    """The gathering of that reference, on a contact that they see and of a sort that is for them."""
    ref = refs.tidy(typed)
    rows = Gathering.objects.filter(association=membership.association_id, ref=ref or "")
    rows = rows.filter(thread__in=threads.visible_to(membership).order_by().values("pk"))
    found = rows.select_related("thread", "person", "pdf", "data", "association").first()
    return found if found is not None and may_gather(membership, found.sort) else None


def of_thread(thread: Thread) -> list[Gathering]:
    """What was gathered for it, the newest first."""
    rows = Gathering.objects.filter(association=thread.association_id, thread=thread, erased_at__isnull=True)
    return list(rows.select_related("pdf", "data").order_by("-pk"))


def seen_by(membership: Membership, gathering: Gathering) -> QuerySet[BundleItem]:
    """The pieces that they may look at, in order: not what is about themselves or somebody close to them, and
    what is kept for who protects children and adults only where that is them.
    """
    rows = BundleItem.objects.filter(association=gathering.association_id, gathering=gathering)
    never = threads.never_for(membership).order_by().values("pk")
    seer = seers.seer(membership)
    hidden = Q(thread__in=never)
    if not seer.safeguards:
        mine = Q(thread__owner=seer.account) | Q(thread__raised_by=seer.account)
        hidden |= Q(thread__sensitivity=SAFEGUARDING) & ~mine
    return rows.exclude(pk__in=rows.filter(thread__isnull=False).filter(hidden).values("pk")).order_by(
        "number"
    )


def counted(gathering: Gathering) -> dict[str, int]:
    """How many pieces have each mark."""
    rows = BundleItem.objects.filter(association=gathering.association_id, gathering=gathering)
    return dict(rows.order_by().values_list("mark").annotate(Count("pk")))


def withheld(gathering: Gathering) -> dict[str, int]:
    """How many stay back for each reason."""
    rows = BundleItem.objects.filter(association=gathering.association_id, gathering=gathering, mark=WITHHELD)
    return dict(rows.order_by().values_list("reason").annotate(Count("pk")))


def consents(gathering: Gathering) -> list[BundleConsent]:
    """Who else was asked, in the order in which they were."""
    rows = BundleConsent.objects.filter(association=gathering.association_id, gathering=gathering)
    return list(rows.order_by("pk"))


def taken(gathering: Gathering) -> list[BundleTaken]:
    """Who took a file of it away, the latest first."""
    rows = BundleTaken.objects.filter(association=gathering.association_id, gathering=gathering)
    return list(rows.select_related("account").order_by("-pk")[:50])


def add(gathering: Gathering, found: Sequence[Found], proposed: Mapping[int, Sequence[str]]) -> None:
    """Number these pieces and keep them; one that is there already is left as it is.

    `proposed` are words of others, by the place of the piece among `found`.
    """
    BundleItem.objects.bulk_create(
        (
            BundleItem(
                association_id=gathering.association_id,
                gathering=gathering,
                number=gathering.found + place,
                place=each.place,
                row=each.row,
                thread_id=each.thread,
                file_id=each.file,
                how=each.how,
                at=each.at,
                title=each.title[:200].replace("\x00", ""),
                words=each.words.replace("\x00", ""),
                proposed=list(proposed.get(place - 1, ())),
            )
            for place, each in enumerate(found, start=1)
        ),
        ignore_conflicts=True,
    )
    gathering.found += len(found)


_IN_ORDER = """
    UPDATE store_bundleitem AS item SET number = placed.place + %(far)s
    FROM (
        SELECT id, row_number() OVER (ORDER BY at NULLS FIRST, number) AS place FROM store_bundleitem
        WHERE association_id = kept_association() AND gathering_id = %(gathering)s
    ) AS placed
    WHERE item.association_id = kept_association() AND item.id = placed.id
"""
# Out of the way of every number that is there.
_FAR = 1_000_000_000


def in_order(gathering: Gathering) -> None:
    """Number all pieces anew, the oldest first: once, when all is found."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_ORDER, {"far": _FAR, "gathering": gathering.pk})
    rows = BundleItem.objects.filter(association=gathering.association_id, gathering=gathering)
    rows.update(number=F("number") - _FAR)


def known_names(here: Association, candidates: Iterable[str], whom: Whom) -> set[str]:
    """Of these words, which are the name of another customer of ours."""
    by_key = {keys.name_key(each): each for each in candidates}
    rows = Person.objects.filter(association=here, name_key__in=[key for key in by_key if " " in key])
    rows = rows.exclude(pk__in=whom.people)
    return {by_key[key] for key in rows.values_list("name_key", flat=True) if key in by_key}


def forget_thread(here: Association, thread: int, *, at: datetime) -> int:
    """Empty the copies of what stood on that contact, wherever they are, and what was made of them."""
    rows = BundleItem.objects.filter(association=here, thread=thread)
    concerned = Q(pk__in=rows.values("gathering")) | Q(thread=thread)
    return _forget(here, Gathering.objects.filter(concerned, association=here), rows, at)


def forget_person(person: Person, *, at: datetime) -> int:
    """Empty whatever was gathered on that customer."""
    here = Association.objects.get(pk=person.association_id)
    gatherings = Gathering.objects.filter(association=here, person=person)
    return _forget(
        here, gatherings, BundleItem.objects.filter(association=here, gathering__in=gatherings), at
    )


def _forget(
    here: Association, gatherings: QuerySet[Gathering], rows: QuerySet[BundleItem], at: datetime
) -> int:
    held = list(gatherings.filter(erased_at__isnull=True).values_list("pk", "pdf__sha256", "data__sha256"))
    done = rows.exclude(words="", proposed=[], blacked=[]).update(
        words="", title="", proposed=[], blacked=[], details={}, file=None, copy=None
    )
    for pk, *made in held:
        Gathering.objects.filter(pk=pk).update(pdf=None, data=None, erased_at=at)
        BundleConsent.objects.filter(association=here, gathering=pk).update(name="", name_key=str(pk))
        for each in made:
            if each:
                files.erase(here, each, at=at)
    return done


def is_ready(gathering: Gathering) -> bool:
    """Whether its pieces can be marked."""
    return gathering.state in (FOUND, MADE) and gathering.erased_at is None


def left_open(gathering: Gathering) -> int:
    """How many pieces nobody has marked yet."""
    return counted(gathering).get(OPEN, 0)


def file_of(gathering: Gathering, what: str) -> StoredFile | None:
    """What was made of it: the PDF, or the file for machines."""
    made: StoredFile | None = gathering.pdf if what == "pdf" else gathering.data
    return made
