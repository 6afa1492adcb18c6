"""Which way is proposed, and why: the weightiest of what is known decides."""

from __future__ import annotations

import pytest

from kept.casework.filing import FILED, filed_with
from kept.casework.reply_way import Choice, Known, choose
from kept.casework.safe_contact import Rules
from kept.rulebook.writing import Practice
from tests import cast

WAYS = ("letter", "email", "text")
ALL: dict[str, bool] = {"has_address": True, "has_email": True, "has_phone": True}
# Moray's policy: e-mail for a business, letters for others, and whoever wrote by e-mail may be answered so.
MORAY = Practice("ways")


@pytest.mark.parametrize(
    ("known", "way", "why"),
    [
        (Known(**ALL), "letter", "normally written to by letter"),
        (Known(business=True, **ALL), "email", "It is a business"),
        (Known(came_by="email", **ALL), "email", "They got in touch by e-mail"),
        (Known(came_by="fax", **ALL), "email", "They got in touch by e-mail"),
        (Known(came_by="letter", business=True, **ALL), "letter", "They got in touch by letter"),
        (Known(came_by="call", **ALL), "letter", "normally"),
        (Known(preferred="text", came_by="email", **ALL), "text", "prefer"),
        (Known(chosen="email", preferred="text", **ALL), "email", "chose"),
        (Known(rules=Rules(only=("text",)), preferred="email", **ALL), "text", "They asked us to use text"),
        (Known(rules=Rules(never=frozenset({"letter"})), **ALL), "email", "no better way is open"),
        (Known(has_email=True, preferred="letter"), "email", "no better way is open"),
        (Known(), "", "There is no way"),
    ],
)
def test_the_weightiest_decides(known: Known, way: str, why: str) -> None:
    found = choose(WAYS, MORAY, known)
    assert found.way == way
    assert why in found.why


def test_each_way_says_why_it_is_not_open_and_others_of_the_template_are_not_named() -> None:
    known = Known(rules=Rules(never=frozenset({"letter"})), has_address=True)
    found = choose(("letter", "email"), MORAY, known)
    assert found.choices == (
        Choice("letter", "They asked us not to use letter."),
        Choice("email", "We have no e-mail address of theirs."),
    )


def test_the_way_by_which_they_wrote_counts_where_the_association_says_so() -> None:
    found = choose(WAYS, Practice("ways", as_asked=False), Known(came_by="email", **ALL))
    assert found.way == "letter"


def test_filing_is_told_where_somebody_promises_it_and_nowhere_else() -> None:
    assert filed_with("letter.answered", cast.rulebook("moray").promises.values()) == (FILED,)
    assert filed_with("letter.acknowledged", cast.rulebook("moray").promises.values()) == ()
    assert filed_with("letter.answered", cast.rulebook("karin").promises.values()) == ()
