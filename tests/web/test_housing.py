"""Homes and patches on screen: who lives where, whose it is, and where the housing system says otherwise."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kept.actions import bringing, connections, customers, housing, officers
from kept.actions.bringing import Record
from kept.casework import Refused
from kept.config import middleware
from kept.store import tenancy
from kept.store.models import (
    AccessLog,
    Account,
    Association,
    Home,
    Patch,
    Person,
    Tenancy,
    Thread,
)
from tests import cast

NIGHT = cast.t("Tuesday 2026-04-07 02:00")
NOW = cast.t("Wednesday 2026-04-08 12:00")


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "now", lambda: NOW)


@pytest.fixture
def karin(db: None) -> Association:
    return cast.association("karin")


@pytest.fixture
def staff(karin: Association) -> dict[str, Account]:
    roles = {"bea": "officer", "cem": "officer", "dee": "receptionist", "max": "manager"}
    return {handle: cast.member(karin, handle, role) for handle, role in roles.items()}


@pytest.fixture
def town(karin: Association, staff: dict[str, Account]) -> str:
    """Two homes on North; its reference of the first, where Ms Okafor lives and Mr Byrne lived."""
    bring(karin, "patches", Record("N", {"name": "North", "officer": "bea", "deputy": "cem"}))
    bring(
        karin,
        "homes",
        Record("H-1", {"address": "14 Mill Road, Leeds", "postcode": "LS1 4AB", "patch": "N"}),
        Record("H-2", {"address": "16 Mill Road, Leeds", "postcode": "LS1 4AB", "patch": "N"}),
        Record("H-3", {"address": "2 Canal Walk, Leeds", "postcode": "LS2 1AA"}),
    )
    bring(
        karin,
        "people",
        Record("P-1", {"name": "Ngozi Okafor", "email": "ngozi@example.org"}),
        Record("P-2", {"name": "Liam Byrne"}),
        Record("P-3", {"name": "Zofia Nowak"}),
    )
    lived = {"kind": "tenant", "home": "H-1"}
    bring(
        karin,
        "tenancies",
        Record("T-1", {**lived, "person": "P-1", "from_on": "2018-03-01"}),
        Record("T-2", {**lived, "person": "P-2", "from_on": "2009-03-01", "to_on": "2018-02-28"}),
        Record("T-3", {"kind": "tenant", "home": "H-2", "person": "P-3", "from_on": "2011-03-01"}),
    )
    officers.follow(association=karin, by="import", at=NIGHT)
    with tenancy.association(karin):
        return Home.objects.get(external_ref="H-1").ref


def bring(here: Association, what: str, *records: Record, at: datetime = NIGHT) -> None:
    done = bringing.bring(records, what=what, association=here, by="import", at=at)
    assert all(each.refused is None for each in done.became), done


def opened(who: Account, name: str, *args: str) -> str:
    response = cast.client(who).get(reverse(name, args=["karin", *args]))
    assert response.status_code == 200
    return response.content.decode()


def sent(who: Account, name: str, *args: str, **form: str) -> HttpResponse:
    client: Client = cast.client(who)
    return client.post(reverse(name, args=["karin", *args]), form, follow=True)  # type: ignore[return-value]


def test_a_home_says_whose_it_is_and_who_lives_and_lived_there(staff: dict[str, Account], town: str) -> None:
    page = opened(staff["dee"], "homes-one", town)
    for said in ("14 Mill Road, Leeds", "LS1 4AB", "North", "Bea", "deputy: Cem", "H-1"):
        assert said in page
    now, before = page.split("Who lived here before, or will", 1)
    assert "Ngozi Okafor" in now
    assert "Liam Byrne" not in now
    assert "Liam Byrne" in before


def test_a_home_is_found_by_how_its_address_or_postcode_begins(staff: dict[str, Account], town: str) -> None:
    for typed, count in (
        ("14 mill rd", 1),
        ("ls1", 2),
        ("LS1 4AB", 2),
        ("H-2", 1),
        (town.lower(), 1),
        ("x", 0),
    ):
        page = sent(staff["dee"], "homes", q=typed).content.decode()
        assert f"{count} home" in page, typed
        assert (" Mill Road" in page.split('id="found"')[1]) is bool(count)


def test_what_is_typed_is_not_in_the_address(staff: dict[str, Account], town: str) -> None:
    assert "14 mill" not in sent(staff["dee"], "homes", q="14 mill").request["QUERY_STRING"]
    asked = cast.client(staff["dee"]).get(reverse("homes", args=["karin"]), {"q": "14 mill"})
    assert "1 home" not in asked.content.decode()


def test_a_home_is_put_right_and_both_are_shown_until_it_is_settled(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    form = {"address": "14a Mill Road, Leeds", "postcode": "LS1 4AB", "patch": "n"}
    page = sent(staff["dee"], "homes-one", town, **form).content.decode()
    assert "Put right." in page
    assert "The housing system says otherwise" in page
    assert "put right by Dee" in page
    bring(karin, "homes", Record("H-1", {"address": "14 Mill Road, LEEDS 1", "postcode": "LS1 4AB"}), at=NOW)
    # Only whoever leads settles it.
    assert "Take theirs" not in opened(staff["dee"], "homes-one", town)
    listed = opened(staff["max"], "differences")
    for said in ("14 Mill Road, LEEDS 1", "14a Mill Road, Leeds", "Take theirs"):
        assert said in listed
    form = {"what": "homes", "ref": town, "field": "address"}
    page = sent(staff["max"], "differences", **form).content.decode()
    assert "Taken as the housing system has it." in page
    assert "They say the same everywhere." in page
    page = sent(staff["max"], "differences", **form).content.decode()
    assert "There is nothing to settle" in page
    assert "LEEDS 1" in opened(staff["dee"], "homes-one", town)


def test_a_home_without_an_address_is_refused_and_nothing_typed_is_lost(
    staff: dict[str, Account], town: str
) -> None:
    page = sent(staff["dee"], "homes-one", town, address="", postcode="LS9 9ZZ", patch="n").content.decode()
    assert "Something needs putting right" in page
    assert "LS9 9ZZ" in page


def test_the_patches_say_whose_they_are_and_what_is_left_over(staff: dict[str, Account], town: str) -> None:
    page = opened(staff["dee"], "patches")
    for said in ("North", "Bea", "Cem", "1 home is on no patch"):
        assert said in page


def test_a_manager_gives_a_patch_away_and_tells_everybody_by_one_mailing(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    page = sent(staff["max"], "patches-one", "n", officer="cem", deputy="").content.decode()
    assert "2 people are still to hear who the officer is" in page
    with tenancy.association(karin):
        patch = Patch.objects.get()
        assert (patch.officer and patch.officer.handle, patch.deputy) == ("cem", None)
    page = sent(staff["max"], "patches-one", "n", how="email").content.decode()
    assert "1 person has been told. 1 could not be reached this way and stays on the list." in page
    assert "Zofia Nowak" in page
    assert "We have no e-mail address for them." in page
    assert "1 person is still to hear who the officer is" in page
    with tenancy.association(karin):
        assert Thread.objects.filter(kind="officer", closed_at=None).count() == 1


def test_an_officer_who_cannot_be_is_refused_beside_the_question(
    staff: dict[str, Account], town: str
) -> None:
    page = sent(staff["max"], "patches-one", "n", officer="nobody", deputy="cem").content.decode()
    assert "Something needs putting right" in page
    assert 'href="#officer"' in page


def test_whoever_does_not_lead_changes_nothing(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    assert "Give it to somebody else" not in opened(staff["bea"], "patches-one", "n")
    page = sent(staff["bea"], "patches-one", "n", officer="cem", deputy="").content.decode()
    assert "Only a manager or director does this." in page
    with tenancy.association(karin):
        assert Patch.objects.get().officer.handle == "bea"


def test_what_is_not_there_is_not_found(staff: dict[str, Account], town: str) -> None:
    for name, ref in (("homes-one", "0000-0000"), ("patches-one", "south")):
        assert cast.client(staff["max"]).get(reverse(name, args=["karin", ref])).status_code == 404


def test_the_telling_is_an_ordinary_thing_to_do_on_the_officers_desk(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    done = housing.change_officer(association=karin, patch="n", officer="cem", by="max", at=NOW)
    assert not isinstance(done, Refused)
    assert "Ngozi Okafor" in cast.client(staff["cem"]).get(reverse("desk", args=["karin"])).content.decode()
    with tenancy.association(karin):
        ref = Thread.objects.get(kind="officer", person__external_ref="P-1").ref
    page = opened(staff["cem"], "thread", ref)
    assert "Officer changed" in page
    assert "Told who their officer is" in page


def test_the_file_has_every_difference(staff: dict[str, Account], town: str) -> None:
    sent(staff["dee"], "homes-one", town, address="14a Mill Road", postcode="LS1 4AB", patch="n")
    response = cast.client(staff["max"]).get(reverse("differences-csv", args=["karin"]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[1].startswith("Homes,H-1,14a Mill Road,Address,")


def tied(karin: Association, who: str, name: str) -> None:
    with tenancy.association(karin):
        ref = Person.objects.get(name=name).ref
    done = connections.declare(association=karin, account=who, person=ref, kind="family", by=who, at=NOW)
    assert not isinstance(done, Refused)


def test_whoever_is_closed_to_a_manager_is_named_by_neither_list_nor_file(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    with tenancy.association(karin):
        lived = Tenancy.objects.get(external_ref="T-3").ref
    done = housing.correct(
        association=karin, what="tenancies", ref=lived, changes={"kind": "licensee"}, by="dee", at=NOW
    )
    assert not isinstance(done, Refused), done
    assert "Zofia Nowak" in opened(staff["max"], "differences")
    tied(karin, "max", "Zofia Nowak")
    assert "Zofia Nowak" not in opened(staff["max"], "differences")
    response = cast.client(staff["max"]).get(reverse("differences-csv", args=["karin"]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "Zofia Nowak" not in text


def test_a_mailing_names_nobody_who_is_closed_to_the_manager(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    sent(staff["max"], "patches-one", "n", officer="cem", deputy="")
    tied(karin, "max", "Zofia Nowak")
    page = sent(staff["max"], "patches-one", "n", how="email").content.decode()
    assert "Zofia Nowak" not in page
    with tenancy.association(karin):
        assert not AccessLog.objects.exists(), "the manager asked for nothing"
        assert Thread.objects.filter(kind="officer", closed_at=None).count() == 1


def test_lists_cost_the_same_however_long_they_are(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    client = cast.client(staff["max"])

    def asked(name: str, *args: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=["karin", *args])).status_code == 200
        return len(captured)

    pages = (("patches",), ("patches-one", "n"), ("homes-one", town), ("differences",))
    few = [asked(*each) for each in pages]
    more = [Record(f"Q-{n}", {"name": f"Patch {n}", "officer": "bea"}) for n in range(5)]
    bring(karin, "patches", *more)
    bring(karin, "homes", *(Record(f"X-{n}", {"address": f"{n} Long Lane", "patch": "N"}) for n in range(20)))
    bring(karin, "people", *(Record(f"Y-{n}", {"name": f"Tenant {n}"}) for n in range(5)))
    said = {"home": "H-1", "kind": "household"}
    bring(karin, "tenancies", *(Record(f"Z-{n}", {**said, "person": f"Y-{n}"}) for n in range(5)))
    assert [asked(*each) for each in pages] == few


def test_a_file_leads_to_its_home_its_officer_and_the_housing_system(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    with tenancy.association(karin):
        okafor = Person.objects.get(external_ref="P-1").ref
    page = opened(staff["dee"], "customer", okafor)
    assert f'href="/karin/home/{town}"' in page
    assert 'href="/karin/patch/n"><bdi>Bea</bdi></a>' in page
    assert "patch North" in page
    # Letters go elsewhere than to the home until the file says the same, with or without its postcode.
    assert "<dt>Home</dt>" in page
    for address in ("14 mill rd, Leeds, LS1 4AB", "14 Mill Road, Leeds"):
        changes = {"address": address}
        customers.change(association=karin, person=okafor, changes=changes, by="dee", at=NIGHT)
        same = opened(staff["dee"], "customer", okafor)
        assert f'href="/karin/home/{town}"><bdi>{address}</bdi></a>' in same
        assert "<dt>Home</dt>" not in same
    # Nobody said yet where Karin's housing system is.
    assert "open it there" not in page


def test_what_the_housing_system_says_of_a_person_otherwise_is_settled_on_their_file(
    karin: Association, staff: dict[str, Account], town: str
) -> None:
    with tenancy.association(karin):
        okafor = Person.objects.get(external_ref="P-1").ref
    changes = {"email": "okafor@example.org"}
    customers.change(association=karin, person=okafor, changes=changes, by="dee", at=NIGHT)
    page = opened(staff["dee"], "customer", okafor)
    differs = page.split('id="differs"', 1)[1].split("</section>", 1)[0]
    for said in ("ngozi@example.org", "okafor@example.org", "put right by Dee, Tuesday 7 April 2026"):
        assert said in differs
    assert "Take theirs" not in differs
    assert "Take theirs" in opened(staff["max"], "customer", okafor)
    form = {"what": "people", "ref": okafor, "field": "email", "back": "its-own"}
    settled = sent(staff["max"], "differences", **form)
    assert settled.redirect_chain == [(f"/karin/customer/{okafor}", 302)]  # type: ignore[attr-defined]
    page = settled.content.decode()
    assert "Taken as the housing system has it." in page
    assert 'id="differs"' not in page
    with tenancy.association(karin):
        assert Person.objects.get(external_ref="P-1").email == "ngozi@example.org"
