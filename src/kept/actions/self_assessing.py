"""What if the house assesses itself against the rules for complaints, as it must once a year?

    made = begin(association=karin, code="housing-ombudsman", year=2026, why="yearly", by="mia", at=now)
    answer(association=karin, assessment=made.pk, provision="ho-6-2", said="yes", words="…", by="mia", at=now)
    review(…), approve(…, approved_by="The Board", approved_on=day, response="…"), publish(…), sent(…, on=day)

1. It is read through by somebody who did not answer it, and then approved by the governing body with its
   answer; only then it is published, with what stood beside each provision on that day.
2. Where a provision is not met, or not wholly, the house says what it does about it.
3. What is published is not changed any more: the next one is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime

from kept.actions.working.house import note
from kept.actions.working.once_more import once_more
from kept.actions.working.owed_forms import signed
from kept.casework import Refused
from kept.casework.housekeeping import ASSESSED
from kept.casework.permissions import Permission, may
from kept.rulebook.self_assessing import codes_of, provisions_of
from kept.store import rules, tenancy
from kept.store.housing import today
from kept.store.models import Assessment, AssessmentAnswer, Association, Membership

YES, NO, PARTLY = "yes", "no", "partly"
ANSWERS = (YES, NO, PARTLY)
# Why one is made: the yearly one, or after what the code names.
WHYS = ("yearly", "merger", "acquisition", "interruption", "asked")
NOT_YOURS = Refused("Only who leads or keeps the policy works on this. Ask one of them.")
NO_SUCH = Refused("There is no such assessment. Load the page again.", "assessment")
OVER = Refused("This one is published and stays as it is. Begin another one.", "assessment")
LONGEST, EARLIEST, LATEST = 4_000, 2020, 2199


def begin(
    *,
    association: Association | str,
    code: str,
    year: int,
    why: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Assessment | Refused:
    """Begin one. While one of this code, year and cause is not published, that is the one."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> Assessment | Refused:
        with tenancy.association(association) as here:
            if not _may(membership):
                return NOT_YOURS
            if all(each.name != code for each in codes_of(rules.current(here))):
                return Refused("Choose against which rules.", "code")
            if why not in WHYS:
                return Refused("Say why it is made.", "why")
            if not EARLIEST <= year <= LATEST:
                return Refused("Give the year, such as 2026.", "year")
            rows = Assessment.objects.filter(association=here, code=code, year=year, why=why)
            going_on = rows.filter(published_at__isnull=True).first()
            if going_on is not None:
                return going_on
            made = Assessment.objects.create(
                association=here, code=code, year=year, why=why, begun_at=now, begun_by=by
            )
            _told(here, made, "begun", by, now)
            return made

    return once_more(act)


def answer(
    *,
    association: Association | str,
    assessment: int,
    provision: str,
    said: str,
    by: str,
    at: datetime,
    words: str = "",
    membership: Membership | None = None,
) -> AssessmentAnswer | Refused:
    """Say of one provision whether it is met; whatever was said before gives way, and so does the review."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> AssessmentAnswer | Refused:
        with tenancy.association(association) as here:
            row = _open(here, assessment, membership)
            if isinstance(row, Refused):
                return row
            known = {each.name for each in provisions_of(rules.current(here), row.code)}
            if provision not in known:
                return Refused("There is no such provision. Load the page again.", "provision")
            if said not in ANSWERS:
                return Refused("Say whether it is met.", "said")
            if said != YES and not words.strip():
                return Refused("Say what is not met, and what is done about it by when.", "words")
            if len(words) > LONGEST or "\x00" in words:
                return Refused(f"Say it in at most {LONGEST:,} characters.", "words")
            now_says = {"answer": said, "words": words.strip(), "answered_at": now, "answered_by": by}
            before = AssessmentAnswer.objects.filter(
                association=here, assessment=row, provision=provision
            ).first()
            if before is not None and (before.answer, before.words) == (said, words.strip()):
                return before
            made, _new = AssessmentAnswer.objects.update_or_create(
                association=here, assessment=row, provision=provision, defaults=now_says
            )
            if row.reviewed_on is not None or row.approved_on is not None:
                row.reviewed_by, row.reviewed_on = "", None
                row.approved_by, row.approved_on, row.response = "", None, ""
                row.save()
            _told(here, row, f"answered {provision}", by, now)
            return made

    return once_more(act)


def review(
    *,
    association: Association | str,
    assessment: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Assessment | Refused:
    """Somebody who answered none of it has read it through."""

    def step(here: Association, row: Assessment, now: datetime) -> Refused | None:
        answers = AssessmentAnswer.objects.filter(association=here, assessment=row)
        missing = len(provisions_of(rules.current(here), row.code)) - answers.count()
        if missing > 0:
            return Refused(f"{missing} provisions have no answer yet. Answer them first.", "assessment")
        if answers.filter(answered_by=by).exists():
            return Refused("You answered some of it yourself. Somebody else reads it through.", "assessment")
        row.reviewed_by, row.reviewed_on = by, today(here, now)
        return None

    return _step(association, assessment, "reviewed", step, by, at, membership)


def approve(
    *,
    association: Association | str,
    assessment: int,
    approved_by: str,
    approved_on: date | None,
    response: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Assessment | Refused:
    """The governing body approved it, and this is what it says to it."""

    def step(here: Association, row: Assessment, now: datetime) -> Refused | None:
        if row.reviewed_on is None:
            return Refused("It was not read through yet. That comes first.", "assessment")
        if not approved_by.strip() or len(approved_by) > 200:
            return Refused("Say who approved it, and under which minute.", "approved_by")
        if approved_on is None or approved_on > today(here, now):
            return Refused("Give the day on which it was approved.", "approved_on")
        if not response.strip() or len(response) > LONGEST:
            return Refused("Write what the governing body says to it. It is published beside it.", "response")
        row.approved_by, row.approved_on = approved_by.strip(), approved_on
        row.response = response.strip()
        return None

    return _step(association, assessment, "approved", step, by, at, membership)


def publish(
    *,
    association: Association | str,
    assessment: int,
    by: str,
    at: datetime,
    evidence: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    membership: Membership | None = None,
) -> Assessment | Refused:
    """Publish it, with the `evidence` that stands beside each provision today, by its name."""

    def step(here: Association, row: Assessment, now: datetime) -> Refused | None:
        if row.approved_on is None:
            return Refused("The governing body has not approved it yet. That comes first.", "assessment")
        beside = evidence or {}
        for each in AssessmentAnswer.objects.filter(association=here, assessment=row):
            each.evidence = [dict(one) for one in beside.get(each.provision, ())]
            each.save(update_fields=["evidence"])
        row.published_at, row.published_by = now, by
        return None

    return _step(association, assessment, "published", step, by, at, membership)


def sent(
    *,
    association: Association | str,
    assessment: int,
    on: date,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Assessment | Refused:
    """The Ombudsman was sent it on that day. The first day stands."""
    signed(by)
    now = at.astimezone(UTC)

    def act() -> Assessment | Refused:
        with tenancy.association(association) as here:
            if not _may(membership):
                return NOT_YOURS
            row = Assessment.objects.select_for_update().filter(association=here, pk=assessment).first()
            if row is None:
                return NO_SUCH
            if row.published_at is None:
                return Refused("Publish it first, and then send it.", "assessment")
            if on > today(here, now):
                return Refused("This day is still to come. Give the day on which it went.", "on")
            if row.sent_on is None:
                row.sent_on = on
                row.save(update_fields=["sent_on"])
                _told(here, row, "sent", by, now)
            return row

    return once_more(act)


def _step(
    association: Association | str,
    number: int,
    what: str,
    step: Callable[[Association, Assessment, datetime], Refused | None],
    by: str,
    at: datetime,
    membership: Membership | None,
) -> Assessment | Refused:
    signed(by)
    now = at.astimezone(UTC)

    def act() -> Assessment | Refused:
        with tenancy.association(association) as here:
            row = _open(here, number, membership)
            if isinstance(row, Refused):
                return row
            refused = step(here, row, now)
            if refused is not None:
                return refused
            row.save()
            _told(here, row, what, by, now)
            return row

    return once_more(act)


def _open(here: Association, number: int, membership: Membership | None) -> Assessment | Refused:
    """The assessment, held; refused where it is published or not there."""
    if not _may(membership):
        return NOT_YOURS
    row = Assessment.objects.select_for_update().filter(association=here, pk=number).first()
    if row is None:
        return NO_SUCH
    return OVER if row.published_at is not None else row


def _may(membership: Membership | None) -> bool:
    """Who works on it: whoever leads, or keeps the policy."""
    if membership is None:
        return True
    return may(membership.role, Permission.EXCUSE) or may(membership.role, Permission.READINGS)


def _told(here: Association, row: Assessment, what: str, by: str, at: datetime) -> None:
    facts = {"code": row.code, "year": str(row.year), "what": what}
    note(ASSESSED, here=here, by=by, at=at, facts=facts)
