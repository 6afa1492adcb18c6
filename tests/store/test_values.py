"""What is written and read again equals what was written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.casework import Clock, Event, Grade, Judgement, Owed, Verdict
from kept.casework.standing import Standing
from kept.store import dockets, models, tenancy, values, writing
from kept.store.writing import Outcome
from tests.store.making import landlord, new_docket

pytestmark = pytest.mark.django_db

# All that PostgreSQL can keep: astral and right-to-left text too, but neither NUL nor half a character.
TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=30)
NAME = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60)
_FIRST, _LAST = datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2199-12-31")
MOMENT = st.datetimes(_FIRST, _LAST, timezones=st.just(UTC))
SOMETIMES = st.none() | MOMENT
FACT = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15) | TEXT
FACTS = st.dictionaries(NAME, FACT | st.lists(TEXT, max_size=3), max_size=5)

EVENTS = st.builds(
    Event,
    id=NAME,
    kind=NAME,
    happened_at=MOMENT,
    recorded_at=MOMENT,
    by=NAME,
    grade=st.sampled_from(Grade),
    facts=FACTS,
    corrects=st.none() | NAME,
    answers=st.lists(NAME, max_size=3).map(tuple),
    thread=st.just(""),
    via=NAME,
)
CLOCKS = st.builds(
    Clock,
    promise=NAME,
    start=NAME,
    version=st.text("0123456789abcdef", min_size=64, max_size=64),
    started_at=MOMENT,
    due_at=MOMENT,
    first_due_at=MOMENT,
    act_by=MOMENT,
    act_by_open=st.booleans(),
    verdict=st.sampled_from(Verdict),
    aim_at=SOMETIMES,
    provisional=st.booleans(),
    stop=st.none() | NAME,
    ended_at=SOMETIMES,
    breached_at=SOMETIMES,
    first_verdict=st.none() | st.sampled_from(Verdict),
    grade=st.none() | st.sampled_from(Grade),
    took=st.none() | st.floats(0, 1e10),
    took_days=st.none() | st.integers(0, 100_000),
    owner=st.none() | NAME,
    unanswered=st.lists(NAME, max_size=3).map(tuple),
    paused=st.booleans(),
)
OWED = st.builds(Owed, promise=NAME, start=NAME, what=NAME, step=st.integers(1, 9), since=MOMENT)


@pytest.fixture
def red():
    found = landlord("red")
    with tenancy.association(found):
        yield found


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(EVENTS, max_size=4, unique_by=lambda each: each.id),
    st.lists(CLOCKS, max_size=4, unique_by=lambda each: (each.promise, each.start)),
    st.lists(OWED, max_size=3, unique_by=lambda each: (each.promise, each.start, each.what, each.step)),
    st.builds(Standing, NAME, MOMENT, SOMETIMES, NAME, SOMETIMES, SOMETIMES),
    st.dictionaries(NAME, TEXT, min_size=1, max_size=3),
)
def test_rows_and_values_are_one_another(red, events, clocks, owed, standing, words) -> None:
    sid = transaction.savepoint()
    try:
        docket = new_docket()
        judged = Judgement(tuple(clocks), tuple(owed), "open", None, None)
        beside = {each.id: words for each in events}
        writing.write(
            [Outcome(docket, judged, standing, events=events, written=clocks, words=beside)],
        )
        (read,) = dockets.read(dockets.lock([docket.id]))
        assert read.standing == standing
        named = {each.id: each for each in read.history}
        assert named == {each.id: values.event_of(row, thread=docket.ref) for each, row in _rows(events)}
        for each in events:
            assert named[each.id].facts == each.facts
            assert named[each.id] == Event(**{**_fields(each), "thread": docket.ref})
        assert {(each.promise, each.start): each for each in read.clocks} == {
            (each.promise, each.start): each for each in clocks
        }
        assert {values.clock_of(row) for row in models.Clock.objects.all()} == set(clocks)
        found = models.Owed.objects.values_list("promise", "start", "what", "step", "since")
        assert {Owed(*row) for row in found} == set(owed)
        assert all(row.words == words for row in models.EventText.objects.all())
    finally:
        transaction.savepoint_rollback(sid)


def _rows(events):
    return [(each, models.Event.objects.get(uid=each.id)) for each in events]


def _fields(event: Event) -> dict[str, object]:
    return {name: getattr(event, name) for name in Event.__dataclass_fields__}


def test_moments_and_dates_among_the_facts_become_text_of_one_spelling() -> None:
    facts = {
        "on": date(2026, 4, 7),
        "at": datetime(2026, 4, 7, 9, tzinfo=UTC),
        "from": time(9, 30),
        "many": (date(2026, 4, 7), "x"),
        "inner": {"by": date(2026, 4, 8)},
        "n": 3,
    }
    assert values.plain(facts) == {
        "on": "2026-04-07",
        "at": "2026-04-07T09:00:00+00:00",
        "from": "09:30:00",
        "many": ["2026-04-07", "x"],
        "inner": {"by": "2026-04-08"},
        "n": 3,
    }


def test_an_instant_comes_back_to_the_microsecond(red) -> None:
    odd = datetime(2026, 10, 25, 0, 59, 59, 999_999, tzinfo=UTC) + timedelta(microseconds=1)
    docket = new_docket()
    told = Event("E1", "letter.received", odd, odd, "ann")
    stands = Standing("letter", odd, None, "open", None, None)
    writing.write([Outcome(docket, Judgement((), (), "open", None, None), stands, events=[told])])
    assert models.Event.objects.get().happened_at == odd
