"""Is what changed meanwhile taken over, and nothing that was drafted lost?"""

from __future__ import annotations

from kept.rulebook.overtaken import differ, taken_over

HOUSE = "association: karin\nstarts_on: 2008-10-21     # the Board\nteams: {a: A}\n"
BASE = {
    "association.yaml": HOUSE,
    "clauses/1.yaml": "- one\n",
    "clauses/2.yaml": "- two\n",
    "old.yaml": "- x\n",
}
DRAFT = {**BASE, "association.yaml": HOUSE.replace("2008-10-21", "2027-04-01"), "clauses/2.yaml": "- zwei\n"}


def test_a_draft_of_what_holds_is_not_overtaken() -> None:
    later = HOUSE.replace("2008-10-21", "2027-01-01") + "corrects: 'abcdef12'\n"
    assert not differ(BASE, {**BASE, "association.yaml": later})
    assert differ(BASE, {**BASE, "clauses/1.yaml": "- eins\n"})
    assert differ(BASE, {**BASE, "association.yaml": HOUSE + "on_call: a\n"})
    assert taken_over(base=BASE, newest=BASE, draft=DRAFT) == (DRAFT, ())


def test_what_one_side_changed_is_taken_from_that_side() -> None:
    newest = {**BASE, "clauses/1.yaml": "- eins\n", "clauses/3.yaml": "- three\n"}
    newest["association.yaml"] = HOUSE.replace("2008-10-21", "2027-01-01").replace("{a: A}", "{a: A, b: B}")
    del newest["old.yaml"]
    files, clash = taken_over(base=BASE, newest=newest, draft=DRAFT)
    assert clash == ()
    assert files == {
        "association.yaml": HOUSE.replace("2008-10-21", "2027-04-01").replace("{a: A}", "{a: A, b: B}"),
        "clauses/1.yaml": "- eins\n",
        "clauses/2.yaml": "- zwei\n",
        "clauses/3.yaml": "- three\n",
    }


def test_what_the_draft_took_out_or_added_stays_so() -> None:
    draft = {**DRAFT, "mine.yaml": "- m\n"}
    del draft["old.yaml"]
    files, clash = taken_over(base=BASE, newest={**BASE, "clauses/1.yaml": "- eins\n"}, draft=draft)
    assert clash == ()
    assert "old.yaml" not in files
    assert files["mine.yaml"] == "- m\n"


def test_what_both_changed_is_looked_at_by_a_person() -> None:
    newest = {**BASE, "clauses/2.yaml": "- deux\n"}
    files, clash = taken_over(base=BASE, newest=newest, draft=DRAFT)
    assert clash == ("clauses/2.yaml",)
    assert files["clauses/2.yaml"] == "- zwei\n"
    assert taken_over(base=BASE, newest=newest, draft=DRAFT, keep=["clauses/2.yaml"]) == (files, ())
    assert taken_over(base=BASE, newest={**BASE, "clauses/2.yaml": "- zwei\n"}, draft=DRAFT)[1] == ()


def test_a_file_that_cannot_be_read_is_compared_as_it_is() -> None:
    broken = {**DRAFT, "association.yaml": "a: ["}
    files, clash = taken_over(base=BASE, newest=BASE, draft=broken)
    assert (files, clash) == (broken, ())
    nothing = {name: text for name, text in DRAFT.items() if name != "association.yaml"}
    assert taken_over(base=nothing, newest=BASE, draft=nothing)[0]["association.yaml"] == HOUSE
    dayless = {**DRAFT, "association.yaml": "association: karin\n"}
    assert taken_over(base=BASE, newest=BASE, draft=dayless)[0] == dayless
