"""What if somebody tells us in which form they can use what we send, or how they want to be dealt with?

    want(association=karin, person="K7F3-9Q2M", form="braille", asked_by="Herself", by="ann", at=now)
    end(association=karin, person="K7F3-9Q2M", form="braille", by="ann", at=later)
    agree(association=karin, person="K7F3-9Q2M", words="Talk to me, not to my sister.", by="ann", at=now)

Each is an event in the log of the file. They are asked again after the time that the house says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from kept.actions.working.filing import check_by, check_may_change, hold, note
from kept.actions.working.once_more import once_more
from kept.actions.working.whose import nobody
from kept.casework import Refused
from kept.casework.housekeeping import CUSTOMER_FORM_ASKED, CUSTOMER_FORM_ENDED, CUSTOMER_PLAN_AGREED
from kept.rulebook.formats import FormatEntry
from kept.store import formats, rules, tenancy
from kept.store.models import Association, Membership, NeedsPlan, Person, PersonForm
from kept.store.people import family
from kept.workclock import Months, due

LONGEST_LINE, LONGEST_TEXT = 200, 2_000
ASKED_AGAIN = Months(12)
PLAN = ("words", "speaking", "letters", "visits")


def want(
    *,
    association: Association | str,
    person: str,
    form: str,
    by: str,
    at: datetime,
    asked_by: str = "",
    asked_on: date | None = None,
    review_on: date | None = None,
    words: str = "",
    membership: Membership | None = None,
) -> PersonForm | Refused:
    """They asked for this form. Asked for once more, what they say now takes the place of what they said."""
    check_by(by)
    now = at.astimezone(UTC)

    def act() -> PersonForm | Refused:
        with tenancy.association(association) as here:
            (whom,) = hold(here, [person], membership)
            if whom is None:
                return nobody(person)
            entry = _entry(here, form)
            if entry is None:
                return Refused("No form is called that here. Choose one of the list.", "form")
            today = _today(here, now)
            first, again = asked_on or today, review_on or _again(here, entry, now)
            refused = check_may_change(membership) or _fault(asked_by, words, first, again, today)
            if refused is not None:
                return refused
            row = _open(whom, form) or PersonForm(association=here, person=whom, form=form)
            said = (asked_by.strip(), words.strip(), again, asked_on or row.asked_on or first)
            if row.pk is not None and said == (row.asked_by, row.words, row.review_on, row.asked_on):
                return row
            row.asked_by, row.words, row.review_on, row.asked_on = said
            row.told_by, row.told_at = by, now
            row.save()
            facts: dict[str, object] = {"person": whom.ref, "review_on": again.isoformat()}
            beside = {"form": entry.label, "asked_by": row.asked_by, "words": row.words}
            note(CUSTOMER_FORM_ASKED, here, by, now, facts, beside, log=whom.log_id)
            return row

    return once_more(act)


def _entry(here: Association, form: str) -> FormatEntry | None:
    known = formats.forms_of_house(rules.current(here))
    return next((each for each in known if each.name == form), None)


def _open(person: Person, form: str) -> PersonForm | None:
    rows = PersonForm.objects.filter(association=person.association_id, person__in=family(person), form=form)
    return rows.filter(ended_at__isnull=True).order_by("-id").first()


def _today(here: Association, at: datetime) -> date:
    return rules.current(here).calendar_for().local(at).date()


def _again(here: Association, entry: FormatEntry, at: datetime) -> date:
    calendar = rules.current(here).calendar_for()
    return calendar.local(due(calendar, entry.review or ASKED_AGAIN, at).at).date()


def _fault(asked_by: str, words: str, asked_on: date, review_on: date, today: date) -> Refused | None:
    if len(asked_by) > LONGEST_LINE or "\x00" in asked_by:
        return Refused(f"Say in at most {LONGEST_LINE} characters who asked for it.", "asked_by")
    if len(words) > LONGEST_TEXT or "\x00" in words:
        return Refused(f"Shorten their words to {LONGEST_TEXT:,} characters.", "words")
    if asked_on > today:
        return Refused("This day is still to come. Give the day on which they asked.", "asked_on")
    if review_on <= asked_on:
        return Refused("Ask again on a later day.", "review_on")
    return None


def end(
    *,
    association: Association | str,
    person: str,
    form: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> Person | Refused:
    """They need this form no longer. Said twice, nothing changes."""
    check_by(by)
    now = at.astimezone(UTC)

    def act() -> Person | Refused:
        with tenancy.association(association) as here:
            (whom,) = hold(here, [person], membership)
            if whom is None:
                return nobody(person)
            refused = check_may_change(membership)
            if refused is not None:
                return refused
            row, entry = _open(whom, form), _entry(here, form)
            if row is not None:
                row.ended_at, row.ended_by = now, by
                row.save(update_fields=["ended_at", "ended_by"])
                beside = {"form": entry.label if entry is not None else form}
                note(CUSTOMER_FORM_ENDED, here, by, now, {"person": whom.ref}, beside, log=whom.log_id)
            return whom

    return once_more(act)


def agree(
    *,
    association: Association | str,
    person: str,
    given: Mapping[str, str],
    by: str,
    at: datetime,
    review_on: date | None = None,
    membership: Membership | None = None,
) -> NeedsPlan | Refused:
    """How we deal with them was agreed with them; it takes the place of what was agreed before.

    `given` has their own `words`, and what they mean for `speaking` with them, `letters` and `visits`.
    """
    check_by(by)
    now = at.astimezone(UTC)
    said = {each: given.get(each, "").strip() for each in PLAN}

    def act() -> NeedsPlan | Refused:
        with tenancy.association(association) as here:
            (whom,) = hold(here, [person], membership)
            if whom is None:
                return nobody(person)
            today = _today(here, now)
            calendar = rules.current(here).calendar_for()
            again = review_on or calendar.local(due(calendar, ASKED_AGAIN, now).at).date()
            refused = check_may_change(membership) or _plan_fault(said, again, today)
            if refused is not None:
                return refused
            before = formats.plan(whom)
            alike = before is not None and all(getattr(before, each) == said[each] for each in PLAN)
            if before is not None and alike and before.review_on == again:
                return before
            if before is not None:
                before.ended_at = now
                before.save(update_fields=["ended_at"])
            made = NeedsPlan.objects.create(
                association=here,
                person=whom,
                agreed_on=today,
                review_on=again,
                told_by=by,
                told_at=now,
                **said,
            )
            facts: dict[str, object] = {"person": whom.ref, "review_on": again.isoformat()}
            note(CUSTOMER_PLAN_AGREED, here, by, now, facts, said, log=whom.log_id)
            return made

    return once_more(act)


def _plan_fault(said: Mapping[str, str], again: date, today: date) -> Refused | None:
    if not said["words"]:
        return Refused("Put down in their own words how they want to be dealt with.", "words")
    for each, words in said.items():
        if len(words) > LONGEST_TEXT or "\x00" in words:
            return Refused(f"Shorten this to {LONGEST_TEXT:,} characters.", each)
    if again <= today:
        return Refused("Ask again on a later day.", "review_on")
    return None
