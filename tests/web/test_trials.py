"""The trial of a draft as those who keep the policy see it: asked for, under way, and what came of it."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.actions import trials
from kept.casework.tried import Count, Day, Line, Pair, Tried
from kept.store import tenancy, trying
from kept.store.models import Account, Association, PolicyDraft, PolicyTrial
from kept.web.policy_life.trial_words import busiest_words, headline, left_out, shortly
from kept.web.shared.words import Words
from tests import cast
from tests.contracts.acts_policy_life import drafted

NOW = cast.t("Wednesday 2026-04-08 12:00")
AT = "/karin/clauses/drafts/1/trials"


def words(response: Any, status: int = 200) -> str:
    assert response.status_code == status
    page = html.unescape(response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


@pytest.fixture
def draft(karin: Association, ann: Account, letter: str) -> PolicyDraft:
    """Three days for a letter, not seven; one of March was answered after four, and one of April waits."""
    slow = cast.told(karin, ann, "letter.received", "Monday 2026-03-02 10:00", urgent=False)
    cast.told(karin, ann, "letter.answered", "Friday 2026-03-06 10:00", thread=slow)
    return drafted(karin, **{"within:_7_working_days": "within: 3 working days"})


@pytest.fixture
def pat(draft: PolicyDraft, karin: Association) -> Client:
    """The policy officer."""
    return cast.client(cast.member(karin, "pat-reid", "policy-officer"))


def run(karin: Association) -> PolicyTrial:
    """What the worker does."""
    with tenancy.association(karin):
        row = PolicyTrial.objects.latest("id")
    while trials.step(association=karin.pk, trial=row.pk, by="kept", at=NOW):
        pass
    with tenancy.association(karin):
        return PolicyTrial.objects.get(pk=row.pk)


def test_a_draft_is_tried_watched_and_read(pat: Client, karin: Association) -> None:
    page = words(pat.get(AT))
    assert "This draft has not been tried yet. A year is a good beginning" in page
    assert 'type="date" id="since" name="since" value="2025-04-08"' in pat.get(AT).content.decode()
    begun = pat.post(AT, {"do": "begin", "since": "1/3/2026", "uid": "one"}, follow=True)
    [(address, _status)] = begun.redirect_chain
    assert "It is waiting for its turn" in words(begun)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in begun.content.decode()
    part = pat.get(address, headers={"HX-Request": "true"})
    assert part.content.decode().startswith('<div class="kept-panel" id="trial-progress"')
    run(karin)
    over = pat.get(address, headers={"HX-Request": "true"})
    assert (over.content, over["HX-Refresh"]) == (b"", "true")
    shown = pat.get(address)
    page = words(shown)
    assert "http-equiv" not in shown.content.decode()
    assert "Under the draft, 1 more promise would have been broken: 2 instead of 1." in page
    assert "The largest difference is “Letter answered”: 1 more broken." in page
    assert "From Sunday 1 March 2026 to Wednesday 8 April 2026: " in page
    assert "Letter answered 7 working days becomes 3 karin:letters.1 1 becomes 0 1 fewer" in page
    assert "No team" in page
    assert "Either way the busiest day is" in page
    assert "Asked for by Pat Reid at 12:00 on Wednesday 8 April 2026." in page
    assert "Sunday 1 March 2026 , asked for at 12:00 on Wednesday 8 April 2026 Done 1 more broken" in words(
        pat.get(AT)
    )
    file = pat.get(f"{address}.csv")
    lines = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
    [line] = [each for each in lines if each["clause"] == "karin:letters.1"]
    assert (line["within"], line["within_draft"]) == ("7 working days", "3 working days")
    assert (line["broken_now"], line["broken_draft"], line["running_now"]) == ("0", "1", "1")
    assert {each["what"] for each in lines} == {"in all", "promise", "team", "day"}
    with tenancy.association(karin):
        PolicyDraft.objects.filter(number=1).update(edition=2)
    assert "The draft has been changed since: this is a trial of its edition 1" in words(pat.get(address))


def test_what_cannot_be_tried_keeps_what_was_typed(pat: Client, karin: Association) -> None:
    answer = pat.post(AT, {"do": "begin", "since": "last spring", "uid": "one"})
    assert 'type="text" id="since" name="since" value="last spring"' in answer.content.decode()
    assert "Enter the date as day, month and year" in words(answer, 422)
    assert "has not come yet" in words(pat.post(AT, {"do": "begin", "since": "2027-01-01"}), 422)
    early = pat.post(AT, {"do": "begin", "since": "2001-01-01", "uid": "two"}, follow=True)
    assert "Karin Housing Association counts from Friday 1 December 2017" in words(early)
    with tenancy.association(karin):
        PolicyDraft.objects.filter(number=1).update(files={"association.yaml": "name: Karin"})
    page = words(pat.post(AT, {"do": "begin", "since": "2026-01-01", "uid": "three"}), 422)
    assert "The draft is not in order yet: " in page
    assert "2026-01-01" in pat.post(AT, {"do": "begin", "since": "2026-01-01"}).content.decode()


def test_it_can_be_stopped_and_says_who_did(
    pat: Client, karin: Association, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "AT_ONCE", 1)
    begun = pat.post(AT, {"do": "begin", "since": "2026-03-01", "uid": "one"})
    trial = begun.url.rsplit("/", 1)[1]
    assert trials.step(association=karin.pk, trial=int(trial), by="kept", at=NOW)
    under_way = pat.get(begun.url).content.decode()
    assert "1 of 3 contacts, cases and other records judged." in under_way
    assert '<progress class="kept-progress" max="3" value="1"' in under_way
    page = words(pat.post(AT, {"do": "stop", "trial": trial}, follow=True))
    assert "Stopped Pat Reid stopped it. A comparison that is not whole would mislead" in page
    assert "There is no such trial here." in words(pat.post(AT, {"do": "stop", "trial": "x"}), 422)
    assert pat.get(f"{begun.url}.csv").status_code == 404
    assert pat.get(f"{AT}/4711").status_code == 404
    assert pat.get("/karin/clauses/drafts/9/trials").status_code == 404


def test_others_read_and_do_not_try(draft: PolicyDraft, ann: Account, karin: Association) -> None:
    browser = cast.client(ann)
    page = words(browser.get(AT))
    assert "Try this draft" not in page
    assert browser.post(AT, {"do": "begin", "since": "2026-03-01"}).status_code == 403


def test_many_trials_cost_no_more_queries_than_one(pat: Client, karin: Association) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert pat.get(AT).status_code == 200
        return len(asked)

    def tried(day: int) -> None:
        pat.post(AT, {"do": "begin", "since": f"2026-03-0{day}", "uid": str(day)})
        run(karin)

    tried(1)
    cost()
    one = cost()
    tried(2)
    tried(3)
    assert cost() == one


# ---- in words -------------------------------------------------------------------------------


def found(*lines: tuple[Count, Count], threads: int = 9, **more: Any) -> Tried:
    made = tuple(
        Line(f"karin:{n}", f"letter-{n}", "5 days", "3 days", *each) for n, each in enumerate(lines, 1)
    )
    return Tried(made, {"": Pair()}, (), threads, **{"uncounted": 0, **more})


def test_the_first_sentence_says_what_it_comes_to() -> None:
    def says(now: Count, draft: Count) -> tuple[str, Words]:
        tried = found((Count(kept=100, broken=1), Count(kept=100, broken=1)), (now, draft))
        return next(iter(headline(tried))), shortly(tried)

    assert says(Count(broken=270), Count(broken=311)) == (
        "Under the draft, 41 more promises would have been broken: 312 instead of 271.",
        Words("41 more broken", "bad"),
    )
    assert says(Count(broken=2), Count(broken=1)) == (
        "Under the draft, 1 promise fewer would have been broken: 2 instead of 3.",
        Words("1 fewer broken", "good"),
    )
    assert says(Count(), Count()) == (
        "Under the draft, as many promises would have been kept, and as many broken.",
        Words("No difference", "mute"),
    )
    assert says(Count(kept=1), Count(running=1)) == (
        "Under the draft, as many promises would have been broken as were: 1.",
        Words("As many broken", "calm"),
    )
    nothing = found(threads=0)
    assert list(headline(nothing)) == ["Nothing is on record since that day, so there is nothing to compare."]
    assert shortly(nothing) == Words("Nothing on record", "mute")


def test_what_was_left_out_says_why_and_the_busiest_day_is_named() -> None:
    assert [each.split(":")[0] for each in left_out(found(uncounted=3, never_open=1))] == [
        "2 records were left out",
        "1 record was left out",
    ]
    assert not list(left_out(found()))
    days = [Day(date(2026, 4, 9), 5, 7), Day(date(2026, 4, 10), 6, 1)]
    assert busiest_words(days).endswith("By the policy in force it is Friday 10 April 2026, with 6.")
    assert busiest_words(days[:1]).startswith("Either way the busiest day is Thursday 9 April 2026: 5 to be")
    alike = [Day(date(2026, 4, 9), 5, 5)]
    assert busiest_words(alike) == (
        "Either way the busiest day is Thursday 9 April 2026, with 5 to be kept by its end."
    )
    assert busiest_words([]) == ""
