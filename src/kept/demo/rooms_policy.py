"""Which change of its policy is an association making on the day?

changing(room)      # a promise is to be kept sooner: the draft is with residents, and one of them is answered
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from kept.actions import consulting, drafting
from kept.casework.checked import checked, examples_put_right
from kept.demo.rooms_moments import SOON, Room
from kept.rulebook.clause_parts import with_parts
from kept.rulebook.load import beside
from kept.store import drafts, tenancy
from kept.store.models import Association, PolicyComment
from kept.store.rules import files_in_force
from kept.workclock import WorkingDays

OFFICER = "policy-officer"
WEEKS_AGO, LEAST = 3, 2
NUMBERS = {
    1: "one",
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
}
SAID = (
    ("panel", "meeting", "Sooner is better. Say in the letter of receipt by when we hear from you."),
    ("resident", "telephone", "Please ring those of us who cannot read a letter."),
)
ANSWER = "We agree: the letter of receipt names the day from now on."


def changing(room: Room) -> None:
    """The draft of three weeks ago, put to residents since, with what two of them said."""
    keepers, days = room.stage.crew.in_role(OFFICER), room.lately(7 * WEEKS_AGO)
    found = next(_sooner(room), None)
    if not keepers or len(days) < 5 or found is None:
        return
    clause, values = found
    opens = [room.open(each)[0].start for each in days]
    act = partial(partial, association=room.slug, by=keepers[0].handle)
    title = f"{room.rulebook.promises[clause].name.replace('-', ' ').capitalize()}: {values['within']}"
    starts_on = _first_of_month(room.today + timedelta(days=75))
    begin = act(drafting.begin, title=title, why=WHY, starts_on=starts_on, uid=f"{room.slug}-draft")
    room.do(opens[0] + 5 * SOON, begin)
    change = act(drafting.change_clause, draft=1, edition=1, clause=clause, values=values)
    room.do(opens[0] + 20 * SOON, change)
    room.do(opens[1] + 5 * SOON, partial(_examples, room, act))
    until = room.today + timedelta(days=10)
    how = "A letter to every home, the residents' panel, and a notice in each office."
    room.do(opens[2] + 5 * SOON, act(consulting.consult, draft=1, how=how, until=until))
    for number, (who, by_what, words) in enumerate(SAID):
        at = opens[3 + number] + 30 * SOON
        taken = act(consulting.comment, draft=1, who=who, how=by_what, words=words, clause=clause)
        room.do(at, partial(taken, said_on=days[3 + number], uid=f"{room.slug}-said-{number}"))
    room.do(opens[-1] - 2 * SOON, partial(_answered, room, act))


WHY = "Residents told us that they wait too long."


def _sooner(room: Room) -> Iterator[tuple[str, dict[str, str]]]:
    """Promises of several working days that could be kept sooner, their worked examples put right."""
    with tenancy.association(room.slug) as here:
        files = drafts.own_files(files_in_force(here)[1])
    for clause, promise in room.rulebook.promises.items():
        if not clause.startswith(f"{room.slug}:") or promise.own_number or promise.duty:
            continue
        span = promise.within
        if not isinstance(span, WorkingDays) or not LEAST <= span.n <= max(NUMBERS):
            continue
        fewer = span.n - (2 if span.n > 4 else 1)
        public = promise.public.replace(f" {NUMBERS[span.n]} ", f" {NUMBERS[fewer]} ")
        values = {"within": str(WorkingDays(fewer)), "public": public}
        tried = beside(with_parts(files, clause, values))
        places = [each.place for each in checked(tried).examples]
        if checked(examples_put_right(tried, places)).in_order:
            yield clause, values


def _examples(room: Room, act: Callable[..., Callable[..., object]], *, at: datetime) -> object:
    """Each worked example is looked at, and expects what it comes to now."""
    with tenancy.association(room.slug) as here:
        row = drafts.of_number(here, 1)
        places = [each.place for each in drafts.checked_of(row).examples] if row is not None else []
    if not places:
        return None
    return act(drafting.put_examples_right, draft=1, edition=2, places=places)(at=at)


def _answered(room: Room, act: Callable[..., Callable[..., object]], *, at: datetime) -> object:
    with tenancy.association(room.slug):
        here = Association.objects.get(slug=room.slug)
        first = PolicyComment.objects.filter(association=here).order_by("pk").first()
    if first is None:
        return None
    return act(consulting.answer, comment=first.pk, outcome="changed", words=ANSWER)(at=at)


def _first_of_month(day: date) -> date:
    months = day.year * 12 + day.month
    return date(months // 12, months % 12 + 1, 1)
