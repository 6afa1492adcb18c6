"""How is a bundle gathered, made and taken away?

    begin(association=karin, thread="K7F3-9Q2M", sort="person", purpose="customer", uid="…", by="ann", at=now)
    step(association=1, gathering=7, by="kept", at=now)             # the worker's, until all is found
    make(association=karin, gathering="P2D4-X8RB", by="ann", at=now)     # once every piece is marked
    build(association=1, gathering=7, by="kept", at=now)            # the worker's
    take(association=karin, gathering="P2D4-X8RB", what="pdf", membership=ann, by="ann", at=now)

1. What is found is numbered and kept as it then was; nothing goes out that nobody marked.
2. A worker that is killed goes on where it was: each stretch is one transaction.
3. That a file was made, and who took it away, is on record on the thread of the request or the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from kept.actions.working.booked import Undone
from kept.actions.working.bundles import check_allowed, held, note, thread_named
from kept.actions.working.diary import kept_or_undone
from kept.actions.working.making_bundles import Making
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.bundling import DATA, FOUND, MADE, MAKING, PDF, PERSON, PURPOSES, SEARCHING
from kept.casework.housekeeping import (
    BUNDLE_BEGUN,
    BUNDLE_CONSENT,
    BUNDLE_MADE,
    BUNDLE_MARKED,
    BUNDLE_TAKEN,
    DATA_SEARCHED,
)
from kept.casework.redacting import names_in, proposals
from kept.store import bundles, everything, files, jobs, refs, rules, tenancy
from kept.store.models import (
    Association,
    BundleItem,
    BundleTaken,
    Event,
    Gathering,
    Membership,
    StoredFile,
)

GATHERING = (BUNDLE_BEGUN, BUNDLE_MARKED, BUNDLE_CONSENT)
REQUESTED = "personal_data.requested"
# So many stretches of tables are looked through in one job, and so many pieces at most.
STRETCHES, ENOUGH = 30, 1_000
SORTS = (PERSON, "case")


def begin(
    *,
    association: Association | str,
    thread: str,
    sort: str,
    purpose: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Gathering | Refused:
    """Begin to gather; the same `uid` begins one."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Gathering:
        before = Gathering.objects.filter(association=here, uid=uid[:200]).first()
        if before is not None:
            return before
        check_allowed(membership, sort)
        if sort not in SORTS or purpose not in PURPOSES:
            raise Undone(Refused("Choose for whom it is gathered.", "purpose"))
        row = thread_named(here, thread, membership)
        person = row.person.stands if row.person is not None else None
        if sort == PERSON and person is None:
            says = "Say first which customer this is about: attach the contact to their file."
            raise Undone(Refused(says, "person"))
        made = Gathering.objects.create(
            association=here,
            thread=row,
            ref=refs.new_ref(),
            uid=uid[:200],
            sort=sort,
            purpose=purpose,
            person=person if sort == PERSON else None,
            begun_at=now,
            begun_by=by,
        )
        note(here, made, BUNDLE_BEGUN, {"purpose": purpose}, by, now)
        jobs.defer(jobs.GATHER, queue=jobs.DOCUMENT, association=here.pk, gathering=made.pk)
        return made

    return kept_or_undone(act, association, membership)


def step(*, association: int, gathering: int, by: str, at: datetime) -> bool:
    """Look through the next stretches; whether there is more. Nothing happens where all was looked at."""
    now = at.astimezone(UTC)

    def act() -> bool:
        with tenancy.association(association) as here:
            row = Gathering.objects.select_for_update(of=("self",)).filter(pk=gathering).first()
            if row is None or row.state != SEARCHING or row.erased_at is not None:
                return False
            row = Gathering.objects.select_related("thread", "person").get(pk=gathering)
            _stretches(here, row, now)
            done = row.place >= len(everything.PLACE_NAMES)
            if done:
                row.state, row.searched_at = FOUND, now
                bundles.in_order(row)
            row.save()
            if not done:
                jobs.defer(jobs.GATHER, queue=jobs.DOCUMENT, association=here.pk, gathering=row.pk)
            elif Event.objects.filter(association=here, thread=row.thread, kind=REQUESTED).exists():
                facts = {"pieces": row.found, "places": len(everything.PLACE_NAMES)}
                note(here, row, DATA_SEARCHED, facts, by, now)
            return not done

    return once_more(act)


def _stretches(here: Association, row: Gathering, at: datetime) -> None:
    whom = (
        everything.person_sought(row.person) if row.person is not None else everything.case_sought(row.thread)
    )
    kinds = rules.current(here, at).kinds
    # That it is being gathered is no part of it.
    own = {kinds[each].label for each in GATHERING if each in kinds}
    enough = row.found + ENOUGH
    for _ in range(STRETCHES):
        if row.place >= len(everything.PLACE_NAMES) or row.found >= enough:
            return
        name = everything.PLACE_NAMES[row.place]
        looked = everything.look(here, name, whom, row.after, kinds=kinds)
        found = [each for each in looked.found if each.place != everything.EVENT or each.title not in own]
        bundles.add(row, found, _proposed(here, found, whom))
        row.looked += looked.read
        row.place, row.after = (row.place + 1, 0) if looked.after is None else (row.place, looked.after)


def _proposed(
    here: Association, found: Sequence[everything.Found], whom: everything.Whom
) -> dict[int, tuple[str, ...]]:
    """What of each piece seems to be somebody else's, by its place among `found`."""
    named = {name for each in found for name in names_in(each.words)}
    others = bundles.known_names(here, named, whom)
    said = {
        place: proposals(each.words, own=whom.needles.all, others=others) for place, each in enumerate(found)
    }
    return {place: each for place, each in said.items() if each}


def make(
    *,
    association: Association | str,
    gathering: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Gathering | Refused:
    """Let the worker put it together. Asked twice, it is made once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> Gathering:
        row = held(here, gathering, membership)
        if row.state == MAKING:
            return row
        left = bundles.left_open(row)
        if left:
            pieces = "1 piece is" if left == 1 else f"{left:,} pieces are"
            says = f"{pieces} not marked yet. Say of each whether it goes out, then make the file."
            raise Undone(Refused(says, "mark"))
        row.state, row.made_by, row.made_at = MAKING, by, now
        row.save(update_fields=["state", "made_by", "made_at"])
        jobs.defer(jobs.MAKE_BUNDLE, queue=jobs.DOCUMENT, association=here.pk, gathering=row.pk)
        return row

    return kept_or_undone(act, association, membership)


def take(
    *,
    association: Association | str,
    gathering: str,
    what: str,
    at: datetime,
    membership: Membership,
    by: str,
) -> files.File | Refused:
    """The file to be taken away; that it was, and by whom, is on record."""
    now = at.astimezone(UTC)

    def act(here: Association) -> files.File:
        row = held(here, gathering, membership, ready=(MADE,))
        hidden = BundleItem.objects.filter(gathering=row).count() - bundles.seen_by(membership, row).count()
        if hidden:
            says = "Some of it is closed to you, so somebody else has to take this file away."
            raise Undone(Refused(says, "by"))
        found = bundles.file_of(row, what) if what in (PDF, DATA) else None
        kept = files.find(here, found.sha256) if found is not None else None
        if kept is None:
            raise Undone(Refused("There is no such file any more. Make it again.", "what"))
        BundleTaken.objects.create(
            association=here, gathering=row, account=membership.account, what=what, at=now
        )
        note(here, row, BUNDLE_TAKEN, {"what": what}, by, now)
        return kept

    return kept_or_undone(act, association, membership)


def build(*, association: int, gathering: int, by: str, at: datetime) -> bool:
    """Put together what goes out, as a PDF and as a file for machines; whether it was made now.

    It is made outside any transaction, a part at a time, and kept in one: a worker that is killed begins
    anew.
    """
    now = at.astimezone(UTC)
    with tenancy.association(association) as here:
        row = Gathering.objects.select_related("thread", "person").filter(pk=gathering, state=MAKING).first()
    if row is None:
        return False
    with Making(here, row, now).made() as made:

        def act() -> bool:
            with tenancy.association(association) as here:
                own = Gathering.objects.select_for_update(of=("self",)).filter(pk=gathering)
                held = own.filter(state=MAKING, erased_at__isnull=True).first()
                if held is None:
                    return False
                held = Gathering.objects.select_related("thread").get(pk=gathering)
                held.pdf = StoredFile.objects.get(pk=made.keep(here, PDF, now).id)
                held.data = StoredFile.objects.get(pk=made.keep(here, DATA, now).id)
                held.state, held.pages, held.made_at = MADE, made.pages, now
                held.save()
                note(here, held, BUNDLE_MADE, {"purpose": held.purpose, **made.counts}, by, now)
                return True

        return once_more(act)
