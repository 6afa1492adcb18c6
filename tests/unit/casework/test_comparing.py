"""Do promises of several houses stand side by side, and is the kinder one told by dates?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kept.casework.comparing import ALIKE, DEPENDS, NOBODY, ONE, OWN_NUMBER, TOLD, Cell, Row, compared
from kept.rulebook import RulebookFaults, load_folder, policies_folder
from kept.rulebook.model import Clause, Promise, Rulebook, Tries, UntilTold
from kept.rulebook.shipped import carried, carried_in
from kept.workclock import Before, Days, Hours, OfficeHours, Opening, Span, WorkingDays

BOOKS = carried()
MAGNA, MORAY, REDLAND, WESSEX = (BOOKS[name] for name in ("magna", "moray", "redland", "wessex"))
TODAY = date(2026, 11, 26)


def promise(within: Span | UntilTold, **parts: object) -> Promise:
    found = Promise("x:1", "done", "We do.", ("letter.received",), ("letter.answered",), within, "")
    return replace(found, **parts)  # type: ignore[arg-type]


def house(book: Rulebook, *promises: Promise) -> Rulebook:
    return replace(
        book, clauses=tuple(Clause("x:1", (1, 1), "timed", "We do.", promise=each) for each in promises)
    )


def only(*books: Rulebook) -> Row:
    (row,) = compared(books, TODAY)
    return row


def about(books: Sequence[Rulebook], subject: str) -> Row:
    return next(each for each in compared(books, TODAY) if each.subject.name == subject)


def test_three_days_and_two_working_days_depend_on_the_day() -> None:
    row = about([REDLAND, MAGNA], "appointments")
    assert (row.how, row.kindest, row.sometimes) == (DEPENDS, (), (0, 1))
    redland, magna = ({each.name for each in days} for days in row.days)
    assert "Christmas Eve" in redland - magna
    assert "an ordinary day" in magna - redland
    assert row.example is not None
    first, second = row.example.dues
    assert first is not None
    assert second is not None
    assert first < second
    assert row.example.moment.name == "Christmas Eve"


def test_the_same_number_in_two_nations_parts_where_only_one_has_a_holiday() -> None:
    row = about([MORAY, MAGNA], "letters-answered")
    assert row.how == DEPENDS
    assert {"just before Good Friday"} <= {each.name for each in row.days[0]} - {
        each.name for each in row.days[1]
    }


def test_sooner_is_kinder_and_as_soon_is_alike() -> None:
    assert (
        about([WESSEX, MAGNA], "letters-answered").how,
        about([WESSEX, MAGNA], "letters-answered").kindest,
    ) == (ONE, (1,))
    assert about([WESSEX, MAGNA], "messages").how == ALIKE
    assert about([WESSEX, MAGNA], "waiting").how == ALIKE


def test_four_slow_rings_are_as_long_as_five() -> None:
    row = about([MORAY, WESSEX, MAGNA], "telephone")
    assert (row.how, row.kindest) == (ONE, (0, 1))


def test_trying_longer_is_kinder_and_so_is_what_its_subject_says() -> None:
    tries = Tries("call.tried", 2)
    assert only(*(house(MAGNA, promise(WorkingDays(n), tries=tries)) for n in (1, 2))).kindest == (1,)
    again = (house(MAGNA, promise(WorkingDays(n), starts=("callback.attempted",))) for n in (3, 2))
    row = only(*again)
    assert (row.subject.later, row.kindest) == (True, (0,))


def test_what_anybody_may_count_on_is_the_longest_of_the_plainest() -> None:
    quick = promise(Hours(1), when=(("urgent", (True,)),))
    row = only(house(MAGNA, quick, promise(Days(3)), promise(Days(9))), house(WESSEX, promise(Days(5))))
    assert row.cells[0].main is not None
    assert row.cells[0].main.promise.within == Days(9)
    assert len(row.cells[0].said) == 3
    assert row.kindest == (1,)


def test_what_cannot_be_compared_is_still_told() -> None:
    told, silent = house(MAGNA, promise(UntilTold(("by",)))), house(WESSEX)
    row = only(told, silent)
    assert (row.how, row.example) == (NOBODY, None)
    assert (row.cells[0].main, row.cells[0].vague, row.cells[1]) == (None, True, Cell())
    assert row.cells[0].said[0].vague == TOLD
    assert not row.cells[1].vague
    before = house(WESSEX, promise(Before(Days(1))))
    assert only(house(MAGNA, promise(Days(1))), before).how == NOBODY


def test_the_hours_of_an_office_that_has_none_give_no_date() -> None:
    landlord = WESSEX.association
    office = landlord.offices[0]
    shut = replace(office, calendar=replace(office.calendar, opening=Opening(((),) * 7)))
    never = replace(WESSEX, association=replace(landlord, offices=(shut,)))
    row = only(house(never, promise(OfficeHours(1))), house(MAGNA, promise(Days(1))))
    assert (row.how, row.example) == (NOBODY, None)


def test_a_number_of_the_house_is_vague() -> None:
    row = about([BOOKS["karin"], WESSEX], "complaints-answered")
    assert row.cells[0].vague
    assert {each.vague for each in row.cells[0].said} == {OWN_NUMBER}
    assert not about([WESSEX, MAGNA], "letters-answered").cells[0].vague


def test_all_of_them_stand_in_one_table_in_the_order_of_the_subjects() -> None:
    rows = compared(list(BOOKS.values()), TODAY)
    names = [each.subject.name for each in rows]
    assert names[:3] == ["urgent", "telephone", "messages"]
    assert names[-1] == "again"
    assert rows[-1].how == NOBODY
    assert len(names) == len(set(names))
    said = {each.clause.id for row in rows for cell in row.cells for each in cell.said}
    own = {each.id for book in BOOKS.values() for each in book.clauses if each.promise}
    assert said == own


def test_a_house_with_subjects_of_its_own_adds_them() -> None:
    one, other = (replace(MAGNA, rooms={}), replace(MAGNA, rooms=MAGNA.rooms))
    assert len(compared([one, other], TODAY)) >= len(compared([other], TODAY))
    late = TODAY + timedelta(days=400)
    assert [each.subject.name for each in compared([other], late)] == [
        each.subject.name for each in compared([other], TODAY)
    ]


def test_a_folder_that_is_not_in_order_is_not_carried(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("policies")
    (folder / "broken").mkdir()
    (folder / "broken" / "association.yaml").write_text("association: broken\n")
    with pytest.raises(RulebookFaults):
        load_folder(folder / "broken")
    assert dict(carried_in(folder)) == {}
    assert set(BOOKS) == {path.parent.name for path in policies_folder().glob("*/association.yaml")}
