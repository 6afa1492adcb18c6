"""What if the letters of the day are printed, and taken to the post?

    made = make(association=karin, office="main", uid="…", by="ann", at=now)        # PrintBatch or Refused
    taken(association=karin, batch=made.ref, by="ann", at=later)        # all of them have gone
    reprint(association=karin, outgoing="K7F3-9Q2M", by="ann", at=now)  # this one again, in the next batch

A letter counts as sent when the post is collected after it was taken there, not when it is printed: what is
brought after the last collection of the day goes with the next one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.casework import Refused
from kept.casework.collecting import Paper, goes_at, in_order, postcode_of
from kept.casework.dispatching import GOING, HELD, POST, WAITING, check_may_reach
from kept.casework.housekeeping import BATCH_MADE, BATCH_TAKEN
from kept.casework.permissions import Permission, may
from kept.casework.safe_contact import rules_of
from kept.printing import paper
from kept.printing.run_sheet import run_sheet
from kept.rulebook.dispatch import POST as COLLECTED
from kept.rulebook.dispatch import dispatch_of
from kept.store import batches, dispatch, files, jobs, refs, rules, tenancy
from kept.store.housing import today
from kept.store.models import Association, Event, Membership, Office, Outgoing, PrintBatch

MOST = 300
NO_ROLE = Refused("Your role reads what is on record and sends nothing. Ask a colleague at the desk.")
NO_BATCH = Refused("There is no such batch. Load the page again.", "batch")


def make(
    *,
    association: Association | str,
    office: str,
    uid: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PrintBatch | Refused:
    """Put the letters that wait at this office (or, with none named, at no office) into one PDF.

    The same `uid` makes one batch. A reader who may no longer be written to is left out and held.
    """
    if not by:
        raise ValueError("Every batch says who made it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NO_ROLE
    now = at.astimezone(UTC)

    def act() -> PrintBatch | Refused:
        with tenancy.association(association) as here:
            before = _made_before(here, uid)
            if before is not None:
                return before
            place = Office.objects.filter(association=here, slug=office).first() if office else None
            if office and place is None:
                return Refused("There is no such office. Choose one of the list.", "office")
            rows = batches.to_print(here, place, at=now).select_for_update(of=("self",), skip_locked=True)
            found = list(rows.select_related("person", "person__merged_into", "file").order_by("id")[:MOST])
            papers = [each for each in found if _may_still(each)]
            if not papers:
                return Refused("No letter waits to be printed at this office.", "office")
            return _made(here, place, papers, uid, by, now)

    return once_more(act)


def _made_before(here: Association, uid: str) -> PrintBatch | None:
    told = Event.objects.filter(association=here, uid=f"batch:{uid}").values_list("facts", flat=True).first()
    return PrintBatch.objects.filter(association=here, ref=told["batch"]).first() if told else None


def _may_still(row: Outgoing) -> bool:
    """Hold what may no longer be sent so, and leave it out."""
    whom = row.person.stands if row.person is not None else None
    if whom is None:
        return True
    refused = check_may_reach(
        POST,
        rules=rules_of(whom.contact_rules),
        died_on=whom.died_on,
        speaking=dispatch.speaking(whom) if whom.died_on else (),
        reader=str(row.recipient.get("name") or ""),
        automatic=row.automatic,
    )
    if refused is None:
        return True
    row.state, row.fault = HELD, refused.sentence[:200]
    row.save(update_fields=["state", "fault"])
    return False


def _made(
    here: Association, place: Office | None, papers: Sequence[Outgoing], uid: str, by: str, at: datetime
) -> PrintBatch:
    by_id, pages = {each.pk: each for each in papers}, {each.pk: _opened(here, each) for each in papers}
    for each in papers:
        each.sheets = paper.sheets_of(pages[each.pk])
    order = in_order(Paper(each.pk, each.sheets, each.address) for each in papers)
    letters = [by_id[each] for each in order]
    day = today(here, at)
    of_day = PrintBatch.objects.filter(association=here, office=place, day=day)
    batch = PrintBatch(
        association=here,
        ref=refs.new_ref(),
        office=place,
        day=day,
        number=of_day.count() + 1,
        letters=len(letters),
        sheets=sum(each.sheets for each in letters),
        made_at=at,
        made_by=by,
    )
    pdf = paper.together(pages[each] for each in order)
    batch.file_id = _kept(here, pdf, f"letters {day:%Y-%m-%d} {batch.number}.pdf", by, at)
    sheet = _run_sheet(here, place, batch, letters)
    batch.sheet_id = _kept(here, sheet, f"run sheet {day:%Y-%m-%d} {batch.number}.pdf", by, at)
    batch.save()
    for each in letters:
        each.state, each.batch, each.claimed_at, each.tries = GOING, batch, at, each.tries + 1
    Outgoing.objects.bulk_update(letters, ["state", "batch", "claimed_at", "tries", "sheets"])
    facts = {"batch": batch.ref, "letters": len(letters), "office": place.slug if place else None}
    note(BATCH_MADE, here=here, by=by, at=at, facts=facts, uid=f"batch:{uid}")
    return batch


def _opened(here: Association, row: Outgoing) -> bytes:
    if row.file is None:
        raise ValueError(f"There is no letter in {row.ref}.")
    with files.shelf().open(here.slug, row.file.sha256) as stream:
        return stream.read()


def _run_sheet(
    here: Association, place: Office | None, batch: PrintBatch, letters: Sequence[Outgoing]
) -> bytes:
    day = f"{batch.day.day} {batch.day:%B %Y}"
    return run_sheet(
        house=here.name,
        title=f"Letters of {day}, batch {batch.number}",
        lines=[
            place.name if place is not None else here.name,
            f"Batch {batch.ref}: {batch.letters} letters on {batch.sheets} sheets, printed on both sides.",
            "In the order of the envelopes: those of one sheet first.",
        ],
        rows=[
            (str(number), each.ref, postcode_of(each.address), str(each.sheets))
            for number, each in enumerate(letters, start=1)
        ],
    )


def _kept(here: Association, content: bytes, name: str, by: str, at: datetime) -> int:
    kept = files.keep(here, io.BytesIO(content), name, by, at)
    if isinstance(kept, Refused):
        raise ValueError(kept.sentence)
    return kept.id


def taken(
    *,
    association: Association | str,
    batch: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PrintBatch | Refused:
    """The batch was taken to the post: every letter of it goes with the next collection."""
    if not by:
        raise ValueError("Every batch says who took it: give `by`.")
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NO_ROLE
    now = at.astimezone(UTC)

    def act() -> PrintBatch | Refused:
        with tenancy.association(association) as here:
            rows = PrintBatch.objects.select_for_update(of=("self",)).select_related("office")
            row = rows.filter(association=here, ref=batch).first()
            if row is None:
                return NO_BATCH
            if row.taken_at is not None:
                return row
            rulebook = rules.current(here)
            calendar = rulebook.calendar_for(row.office.slug if row.office is not None else None)
            goes = goes_at(dict(dispatch_of(rulebook)[COLLECTED].collected), now, calendar)
            row.taken_at, row.taken_by = now, by
            row.save(update_fields=["taken_at", "taken_by"])
            going = batches.going_in(row)
            ids = [{"association": here.pk, "outgoing": each} for each in going.values_list("pk", flat=True)]
            going.update(next_at=goes)
            jobs.defer_many(jobs.DISPATCH, ids, queue=jobs.NOTICE, after=goes - now if goes > now else None)
            facts = {"batch": row.ref, "letters": len(ids), "goes_at": goes.isoformat()}
            note(BATCH_TAKEN, here=here, by=by, at=now, facts=facts, uid=f"batch:{row.ref}:taken")
            return row

    return once_more(act)


def reprint(
    *,
    association: Association | str,
    outgoing: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Outgoing | Refused:
    """Take one letter out of a batch that was not taken yet, to be printed with the next: it was spoilt."""
    if membership is not None and not may(membership.role, Permission.RECORD):
        return NO_ROLE
    with tenancy.association(association) as here:
        seen = dispatch.seen_by(membership) if membership is not None else Outgoing.objects
        known = seen.filter(association=here, ref=outgoing, way=POST).values_list("pk", flat=True).first()
        rows = Outgoing.objects.select_for_update(of=("self",)).select_related("batch")
        row = rows.filter(pk=known).first() if known is not None else None
        if row is None:
            return Refused("There is no such letter. Load the page again.", "outgoing")
        if row.state == WAITING:
            return row
        if row.state != GOING or row.batch is None or row.batch.taken_at is not None:
            return Refused("It was taken to the post already. Send it again from its own page.", "outgoing")
        row.state, row.batch, row.claimed_at = WAITING, None, None
        row.save(update_fields=["state", "batch", "claimed_at"])
        return row
