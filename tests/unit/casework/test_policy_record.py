"""When is the policy to be reviewed next, which review came late, and what does its record lack?"""

from __future__ import annotations

from datetime import date

import pytest

from kept.casework.policy_record import (
    NO_DATE,
    NO_REVIEW,
    NOT_APPROVED,
    OVERDUE,
    REVIEWING,
    Late,
    Review,
    standing,
)
from kept.rulebook.policy_record import UNDER_REVIEW, PolicyRecord, When
from kept.workclock.spans import Years

MONTHS = tuple(
    When(date(year, month, 1), whole_month=True) for year, month in ((2007, 9), (2008, 11), (2009, 2))
)
WESSEX = PolicyRecord(
    "policy", "How we deal with people.", approved=(When(date(2009, 2, 11)),), reviewed=MONTHS, every=Years(1)
)
NAMED = PolicyRecord("policy", "Every three years.", next_on=date(2007, 3, 1), every=Years(3))


def test_the_next_review_is_a_year_after_the_last_and_one_that_came_later_was_late() -> None:
    found = standing(WESSEX, (), today=date(2010, 1, 31))
    assert (found.last, found.due, found.lacks) == (date(2009, 2, 1), date(2010, 2, 1), ())
    assert found.late == (Late(date(2008, 11, 1), date(2008, 9, 1), 2),)
    assert standing(WESSEX, (), today=date(2010, 2, 2)).lacks == (OVERDUE,)


def test_what_is_on_record_since_goes_on_and_names_its_own_day() -> None:
    since = [Review(date(2010, 1, 4)), Review(date(2011, 1, 3), date(2011, 7, 1))]
    assert standing(WESSEX, since, today=date(2011, 2, 1)).due == date(2011, 7, 1)
    assert standing(WESSEX, since[:1], today=date(2010, 2, 1)).due == date(2011, 1, 4)


def test_the_day_that_the_document_names_holds_until_there_is_a_review() -> None:
    found = standing(NAMED, (), today=date(2006, 12, 1))
    assert (found.due, found.lacks) == (date(2007, 3, 1), (NOT_APPROVED, NO_REVIEW))
    early = standing(NAMED, [Review(date(2006, 5, 1))], approved=True, today=date(2006, 12, 1))
    assert (early.due, early.lacks) == (date(2007, 3, 1), ())
    done = standing(NAMED, [Review(date(2007, 4, 20))], today=date(2008, 1, 1))
    assert (done.due, done.lacks) == (date(2010, 4, 20), (NOT_APPROVED,))


@pytest.mark.parametrize(
    ("came", "months"), [(date(2008, 9, 2), 0), (date(2008, 10, 1), 1), (date(2009, 8, 31), 11)]
)
def test_whole_months_are_counted(came: date, months: int) -> None:
    record = PolicyRecord("policy", "x", reviewed=(MONTHS[0], When(came)), every=Years(1))
    assert standing(record, (), today=came).late == (Late(came, date(2008, 9, 1), months),)


def test_a_document_without_a_date_says_so_until_it_is_approved() -> None:
    moray = PolicyRecord("policy", "x", state=UNDER_REVIEW)
    assert standing(moray, (), today=date(2026, 4, 7)).lacks == (REVIEWING, NOT_APPROVED, NO_REVIEW, NO_DATE)
    since = [Review(date(2026, 4, 1), date(2027, 4, 1))]
    assert standing(moray, since, approved=True, today=date(2026, 4, 7)).lacks == ()
