"""What is closed to somebody is on no page, in no file and no number of theirs, and asking is written down.

Every page is looked at before the hidden contact is there and afterwards: for whom it is hidden, no page
differs by a single letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.urls import reverse

from kept.actions import connections, customers
from kept.actions.telling import Telling, tell
from kept.casework.permissions import Permission, may
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import AccessLog, Account, Association, Connection, Person
from kept.web.shared.access_table import ACCESS
from tests import cast
from tests.web.conftest import NOW
from tests.web.walking import Walked, address

# What differs from one showing to the next whatever is on record.
_FRESH = re.compile(r'name="(csrfmiddlewaretoken|(?:sort-)?uid|token|together)" value="[^"]*"|nonce="[^"]*"')
# The page of the principles counts how often anything was opened.
_COUNTED = frozenset(
    {"due", "customer-looks", "taken-away", "bundle-file", "complaint-record", "complaint-record-table"}
    | {"data"}
)
LONG_AGO, SINCE = "Monday 2026-03-02 10:00", "Tuesday 2026-04-07 14:00"


@dataclass
class Watching:
    """Somebody who looks at every page that their role opens."""

    walked: Walked
    account: Account
    role: str

    def __post_init__(self) -> None:
        self.browser = cast.client(self.account)

    def pages(self, *only: str) -> dict[str, str]:
        found = {}
        for name, needs in ACCESS.items():
            if not isinstance(needs, Permission) or not may(self.role, needs):
                continue
            # One's own account holds no contacts, and says when one was here; "due" leads to the Desk.
            # Each opening and each taking away is counted, that by whoever watches here too.
            if name not in _COUNTED and not name.startswith("account") and (not only or name in only):
                answer = self.browser.get(address(self.walked, name))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                # A photograph is no words, and is compared byte by byte all the same.
                found[name] = _FRESH.sub("", body.decode(errors="surrogateescape"))
        return found


def differing(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """By the name of the page, the lines that are new on it."""
    return {
        name: sorted(set(page.splitlines()) - set(before[name].splitlines()))
        for name, page in after.items()
        if page != before[name]
    }


def complaint(karin: Association, by: Account, wall: str, **more) -> str:
    """One that somebody took down; the reference."""
    with tenancy.association(karin):
        membership = membership_of(by, on=cast.t(NOW).date())
    facts = {"from_name": "Ms Secret", "about": "Whispered"}
    telling = Telling("complaint.received", cast.t(wall), facts, **more)
    done = tell([telling], association=karin, by=by.handle, at=cast.t(wall), membership=membership)
    assert done.refused is None, done.refused
    return str(done.results[0].thread)


@pytest.mark.parametrize("role", ["receptionist", "officer", "manager", "director"])
def test_whom_a_complaint_is_about_sees_no_trace_of_it_anywhere(
    walked: Walked, ann: Account, role: str
) -> None:
    named = walked.people[role]
    watching = Watching(walked, named, role)
    before = watching.pages()
    for wall in (LONG_AGO, SINCE):
        complaint(walked.karin, ann, wall, about=named.handle)
    assert differing(before, watching.pages()) == {}
    other = Watching(walked, walked.people["manager" if role != "manager" else "director"], "manager")
    assert "Ms Secret" in other.pages("desk")["desk"], "and it is there for somebody else who leads"


def test_whoever_is_connected_with_the_customer_sees_no_trace_of_their_contacts(
    walked: Walked, ann: Account
) -> None:
    manager, at = walked.people["manager"], cast.t("Wednesday 2026-04-08 10:00")
    person = customers.add(association=walked.karin, name="Secret Sister", by="ann", at=at)
    assert isinstance(person, Person)
    tie = connections.declare(
        association=walked.karin,
        account=manager.handle,
        person=person.ref,
        kind="family",
        by=manager.handle,
        at=at,
    )
    assert isinstance(tie, Connection)
    watching = Watching(walked, manager, "manager")
    before = watching.pages()
    ref = complaint(walked.karin, ann, SINCE, person=person.ref)
    assert differing(before, watching.pages()) == {}
    browser = cast.client(manager)
    assert browser.get(reverse("customer", args=["karin", person.ref])).status_code == 404
    assert browser.get(reverse("customer-contact", args=["karin", person.ref])).status_code == 404
    assert browser.get(reverse("thread", args=["karin", ref])).status_code == 404
    with tenancy.association(walked.karin):
        rows = AccessLog.objects.filter(account=manager).order_by("id").values_list("what", "ref", "refused")
        assert list(rows) == [("customer", person.ref, True)] * 2 + [("contact", ref, True)]


def test_who_is_closed_to_a_leader_is_not_named_by_the_tie_of_a_colleague(walked: Walked) -> None:
    manager, director = walked.people["manager"], walked.people["director"]
    at = cast.t("Wednesday 2026-04-08 10:00")
    person = customers.add(association=walked.karin, name="Secret Sister", by="ann", at=at)
    assert isinstance(person, Person)
    ties = [
        connections.declare(
            association=walked.karin,
            account=each.handle,
            person=person.ref,
            kind="friend",
            by=each.handle,
            at=at,
        )
        for each in (manager, director)
    ]
    assert all(isinstance(each, Connection) for each in ties)
    address = reverse("connections", args=["karin"])
    assert "Secret Sister" not in cast.client(manager).get(address).content.decode()
    theirs = reverse("connection-end", args=["karin", ties[1].pk])  # type: ignore[union-attr]
    assert cast.client(manager).get(theirs).status_code == 404


def test_a_concern_is_no_trace_for_anybody_but_its_lead_and_its_raiser(walked: Walked, ann: Account) -> None:
    for role in ("manager", "officer", "auditor", "policy-officer"):
        watching = Watching(walked, walked.people[role], role)
        before = watching.pages()
        with tenancy.association(walked.karin):
            membership = membership_of(ann, on=cast.t(NOW).date())
        telling = Telling("concern.raised", cast.t(SINCE), {"about": "Whispered", "who": "Ms Secret"})
        done = tell([telling], association=walked.karin, by="ann", at=cast.t(SINCE), membership=membership)
        assert done.refused is None
        assert differing(before, watching.pages()) == {}


@pytest.mark.parametrize(
    "name",
    [
        "thread",
        "thread-why",
        "thread-next",
        "thread-hand-over",
        "thread-join",
        "thread-mark",
        "capture-saved",
        "alarm",
    ],
)
def test_every_way_to_a_hidden_contact_is_no_page_and_is_written_down(
    walked: Walked, ann: Account, name: str
) -> None:
    named = walked.people["manager"]
    ref = complaint(walked.karin, ann, SINCE, about=named.handle)
    more = ["note.added"] if name == "thread-next" else []
    browser = cast.client(named)
    there = browser.get(reverse(name, args=["karin", ref, *more]))
    nowhere = browser.get(reverse(name, args=["karin", "ZZZZ-ZZZZ", *more]))
    assert there.status_code == nowhere.status_code == 404
    assert _FRESH.sub("", there.content.decode()) == _FRESH.sub("", nowhere.content.decode())
    with tenancy.association(walked.karin):
        row = AccessLog.objects.get(account=named)
        assert (row.what, row.ref, row.refused, row.via) == ("contact", ref, True, "page")


def test_that_somebody_opened_what_only_few_may_is_written_down_too(walked: Walked, ann: Account) -> None:
    ref = complaint(walked.karin, ann, SINCE, about=walked.people["officer"].handle)
    browser = cast.client(walked.people["manager"])
    said = browser.get(reverse("thread", args=["karin", ref])).content.decode()
    assert "About one of us" in said
    assert "Do not mention this to anyone else in the household" in said
    log = cast.client(walked.people["auditor"]).get(reverse("attempts", args=["karin"])).content.decode()
    assert ref in log
    assert "Opened" in log
    named = cast.client(walked.people["officer"]).get(reverse("thread", args=["karin", ref]))
    assert named.status_code == 404


def test_the_log_does_not_tell_its_reader_of_a_complaint_about_themselves(
    walked: Walked, ann: Account
) -> None:
    named = walked.people["manager"]
    ref = complaint(walked.karin, ann, SINCE, about=named.handle)
    cast.client(walked.people["director"]).get(reverse("thread", args=["karin", ref]))
    cast.client(named).get(reverse("thread", args=["karin", ref]))
    assert ref not in cast.client(named).get(reverse("attempts", args=["karin"])).content.decode()
    assert (
        ref in cast.client(walked.people["auditor"]).get(reverse("attempts", args=["karin"])).content.decode()
    )
