"""Who says of the pieces of a bundle whether they go out, and what did others agree to?

    mark(association=karin, gathering="P2D4-X8RB", numbers=[4], mark="withheld", reason="crime", …)
    release_rest(association=karin, gathering="P2D4-X8RB", by="ann", at=now)    # the plain ones
    ask_other(association=karin, gathering="P2D4-X8RB", name="Mr Lowe", asked_on=day, by="ann", at=now)
    answered(association=karin, gathering="P2D4-X8RB", consent=3, answer="yes", on=day, by="ann", at=now)

A piece is marked by a person and never by itself; where somebody else agrees, what stayed back for their sake
is marked anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from kept.actions.working.booked import Undone
from kept.actions.working.bundles import held, not_to_come, note
from kept.actions.working.diary import kept_or_undone
from kept.casework import Refused
from kept.casework.bundling import FOUND, MADE
from kept.casework.housekeeping import BUNDLE_CONSENT, BUNDLE_MARKED
from kept.casework.permissions import Permission, may
from kept.casework.redacting import (
    AGREED,
    CRIME,
    OPEN,
    REDACTED,
    RELEASED,
    THIRD_PARTY,
    WITHHELD,
    Mark,
    refusal,
)
from kept.store import bundles, files, keys
from kept.store.models import Association, BundleConsent, BundleItem, Gathering, Membership

MOST_AT_ONCE, LONGEST_NAME = 2_000, 200
ANSWERS = {"yes": "They agree", "no": "They do not agree", "none": "They did not answer"}


def mark(
    *,
    association: Association | str,
    gathering: str,
    numbers: Sequence[int],
    mark: str,
    by: str,
    at: datetime,
    reason: str = "",
    blacked: Sequence[str] = (),
    details: Mapping[str, str] | None = None,
    membership: Membership | None = None,
) -> int | Refused:
    """Say of these pieces whether they go out; how many were marked. Marked the same again is marked once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> int:
        row = _to_mark(here, gathering, membership)
        given = {name: " ".join(said.split()) for name, said in (details or {}).items() if said.strip()}
        if reason == CRIME:
            given["manager"] = _manager(membership, given)
        said = Mark(mark, reason if mark == WITHHELD else "", tuple(each for each in blacked if each), given)
        rows = _pieces(row, numbers, membership)
        if not rows:
            raise Undone(Refused("Choose at least one piece.", "numbers"))
        today = now.astimezone(ZoneInfo(here.zone)).date()
        for each in rows:
            readable = bool(each.words) or each.file_id is None
            refused = refusal(said, words=each.words, today=today, readable=readable)
            refused = refused or _agreed(row, said)
            if refused is not None:
                raise Undone(refused)
        _marked(rows, said, by, now)
        facts: dict[str, object] = {"mark": mark, "reason": said.reason, "pieces": len(rows)}
        note(here, row, BUNDLE_MARKED, facts, by, now)
        return len(rows)

    return kept_or_undone(act, association, membership)


def release_rest(
    *,
    association: Association | str,
    gathering: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> int | Refused:
    """Let all go out that nobody marked yet and in which nobody else seems to be mentioned; how many."""
    now = at.astimezone(UTC)

    def act(here: Association) -> int:
        row = _to_mark(here, gathering, membership)
        rows = _all_pieces(row, membership).filter(mark=OPEN, proposed=[], how__in=("theirs", "on-thread"))
        ids = list(rows.values_list("pk", flat=True))
        BundleItem.objects.filter(pk__in=ids).update(mark=RELEASED, marked_by=by, marked_at=now)
        if ids:
            note(here, row, BUNDLE_MARKED, {"mark": RELEASED, "pieces": len(ids)}, by, now)
        return len(ids)

    return kept_or_undone(act, association, membership)


def _to_mark(here: Association, gathering: str, membership: Membership | None) -> Gathering:
    """Held, to be marked; what was made of it before is no longer what goes out, and is made again."""
    row = held(here, gathering, membership, (FOUND, MADE))
    if row.state == MADE:
        row.state = FOUND
        row.save(update_fields=["state"])
    return row


def bring_copy(
    *,
    association: Association | str,
    gathering: str,
    number: int,
    stream: files.Readable,
    name: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> BundleItem | Refused:
    """A copy of a file out of which somebody took words by hand: it goes out in its place."""
    now = at.astimezone(UTC)

    def act(here: Association) -> BundleItem:
        row = _to_mark(here, gathering, membership)
        found = _pieces(row, [number], membership)
        if not found or found[0].file_id is None:
            raise Undone(Refused("There is no such file in it. Load the page again.", "numbers"))
        kept = files.keep_sent(here, stream, name, by, now)
        if isinstance(kept, Refused):
            raise Undone(kept)
        one = found[0]
        one.copy_id, one.mark, one.reason = kept.id, REDACTED, ""
        one.marked_by, one.marked_at = by, now
        one.save()
        note(here, row, BUNDLE_MARKED, {"mark": REDACTED, "pieces": 1}, by, now)
        return one

    return kept_or_undone(act, association, membership)


def _pieces(row: Gathering, numbers: Sequence[int], membership: Membership | None) -> list[BundleItem]:
    if len(numbers) > MOST_AT_ONCE:
        raise Undone(Refused(f"Mark at most {MOST_AT_ONCE:,} pieces at once.", "numbers"))
    return list(_all_pieces(row, membership).filter(number__in=list(numbers)))


def _all_pieces(row: Gathering, membership: Membership | None) -> QuerySet[BundleItem]:
    if membership is not None:
        return bundles.seen_by(membership, row)
    return BundleItem.objects.filter(association=row.association_id, gathering=row).order_by("number")


def _marked(rows: Sequence[BundleItem], said: Mark, by: str, at: datetime) -> None:
    for each in rows:
        each.mark, each.reason, each.blacked = said.mark, said.reason, list(said.blacked)
        each.details, each.marked_by, each.marked_at = dict(said.details), by, at
    fields = ["mark", "reason", "blacked", "details", "marked_by", "marked_at"]
    BundleItem.objects.bulk_update(rows, fields, batch_size=500)


def _manager(membership: Membership | None, given: Mapping[str, str]) -> str:
    """A mark for crime is set by a manager under their own name."""
    if membership is None:
        return given.get("manager", "")
    if not may(membership.role, Permission.DATA):
        raise Undone(Refused("Only a manager says that something stays back for this reason.", "reason"))
    return membership.account.name or membership.account.handle


def _agreed(row: Gathering, said: Mark) -> Refused | None:
    """What somebody agreed to does not stay back for their sake."""
    if said.mark != WITHHELD or said.reason != THIRD_PARTY:
        return None
    key = keys.name_key(said.details.get("person", ""))
    found = BundleConsent.objects.filter(gathering=row, name_key=key, answer=AGREED).first()
    if found is None:
        return None
    day = f"{found.answered_on:%-d %B %Y}"
    return Refused(
        f"{found.name} agreed on {day} that it goes out. Let it, or choose another reason.", "reason"
    )


def ask_other(
    *,
    association: Association | str,
    gathering: str,
    name: str,
    asked_on: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> BundleConsent | Refused:
    """Somebody else was asked whether what is said of them may go out. Asked twice, they stand there once."""
    now = at.astimezone(UTC)

    def act(here: Association) -> BundleConsent:
        row = _to_mark(here, gathering, membership)
        given = " ".join(name.split())
        if not given or len(given) > LONGEST_NAME or not keys.name_key(given):
            raise Undone(Refused("Write the name of whoever was asked.", "name"))
        not_to_come(asked_on, now, here, "asked_on")
        made, fresh = BundleConsent.objects.get_or_create(
            association=here,
            gathering=row,
            name_key=keys.name_key(given),
            defaults={"name": given, "asked_on": asked_on, "asked_by": by},
        )
        if fresh:
            note(here, row, BUNDLE_CONSENT, {"answer": "asked"}, by, now)
        return made

    return kept_or_undone(act, association, membership)


def answered(
    *,
    association: Association | str,
    gathering: str,
    consent: int,
    answer: str,
    on: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> BundleConsent | Refused:
    """What they answered, on which day. Where they agree, what stayed back for their sake is marked anew."""
    now = at.astimezone(UTC)

    def act(here: Association) -> BundleConsent:
        row = _to_mark(here, gathering, membership)
        found = BundleConsent.objects.filter(gathering=row, pk=consent).first()
        if found is None:
            raise Undone(Refused("Nobody was asked under this name. Load the page again.", "consent"))
        if answer not in ANSWERS:
            raise Undone(Refused("Choose what they answered.", "answer"))
        if on < found.asked_on:
            raise Undone(Refused("They cannot have answered before they were asked.", "on"))
        not_to_come(on, now, here, "on")
        found.answer, found.answered_on, found.answered_by = answer, on, by
        found.save()
        if answer == AGREED:
            _free(row, found.name)
        note(here, row, BUNDLE_CONSENT, {"answer": answer}, by, now)
        return found

    return kept_or_undone(act, association, membership)


def _free(row: Gathering, name: str) -> None:
    """Put back to be marked whatever stays back, or has words taken out, for that person's sake."""
    key = keys.name_key(name)
    rows = BundleItem.objects.filter(gathering=row, mark__in=(WITHHELD, REDACTED))
    for each in rows.iterator():
        named = each.details.get("person", "") if each.reason == THIRD_PARTY else ""
        if keys.name_key(named) == key or any(keys.name_key(said) == key for said in each.blacked):
            each.mark, each.reason, each.blacked = OPEN, "", []
            each.save(update_fields=["mark", "reason", "blacked"])
