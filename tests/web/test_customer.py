"""The customer's file: found, read, narrowed, put right, joined, taken apart."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.actions import connections, customers, joining, representing
from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.store import tenancy
from kept.store.accounts import membership_of
from kept.store.models import Account, Association, Event, NotSame, Person, Representative
from tests import cast
from tests.cast import t

MONDAY = "Monday 2026-04-06 10:00"


@pytest.fixture
def okafor(karin: Association, ann: Account) -> str:
    made = customers.add(
        association=karin,
        name="Ngozi Okafor",
        address="14 Mill Road, Leeds LS1 4AB",
        phones=["0113 496 0001"],
        email="n@example.org",
        language="Igbo",
        need_kinds=["interpreter", "large-print"],
        born_on="1980-05-01",
        contact_never="At work",
        contact_when="After six",
        external_ref="T-1001",
        by="ann",
        at=t(MONDAY),
    )
    assert isinstance(made, Person), made
    return made.ref


@pytest.fixture
def desk(ann: Account) -> Client:
    return cast.client(ann)


def told(karin: Association, person: str, kind: str, wall: str, **facts: object) -> str:
    at = t(wall)
    with tenancy.association(karin):
        who = membership_of(Account.objects.get(handle="ann"), on=at.date())
    done = tell([Telling(kind, at, facts, person=person)], association=karin, by="ann", at=at, membership=who)
    assert done.refused is None, done.refused
    return str(done.results[0].thread)


def read(desk: Client, address: str, **post: object) -> str:
    answer = desk.post(address, post) if post else desk.get(address)
    assert answer.status_code == 200, (answer.status_code, answer.content[:2000])
    return answer.content.decode()


def words(html: str) -> str:
    main = html[html.index('<main class="govuk-main-wrapper"') :]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_what_must_never_be_done_is_read_before_the_name(desk: Client, okafor: str) -> None:
    page = words(read(desk, f"/karin/customer/{okafor}"))
    assert page.index("Never: At work") < page.index("Ngozi Okafor")
    for said in ("Igbo", "An interpreter; Large print", "1 May 1980 (45 years old)", "T-1001", "After six"):
        assert said in page


def test_everything_that_happened_stands_in_one_line_with_its_contact(desk, karin, okafor) -> None:
    call = told(karin, okafor, "call.received", "Tuesday 2026-04-07 09:00", about="The boiler")
    letter = told(karin, okafor, "letter.received", "Tuesday 2026-04-07 10:00", about="Damp in the hall")
    page = words(read(desk, f"/karin/customer/{okafor}"))
    assert page.index("Damp in the hall") < page.index("The boiler")
    assert call in page
    assert letter in page
    assert "2 contacts, 2 open." in page
    assert "What we owe them" in page


def test_words_are_looked_for_in_the_body_and_never_in_an_address(desk, karin, okafor) -> None:
    told(karin, okafor, "call.received", "Tuesday 2026-04-07 09:00", about="The boiler")
    told(karin, okafor, "letter.received", "Tuesday 2026-04-07 10:00", about="Damp in the hall")
    page = words(read(desk, f"/karin/customer/{okafor}", words="damp"))
    assert "Damp in the hall" in page
    assert "The boiler" not in page
    assert "Nothing in this file is like that" in read(desk, f"/karin/customer/{okafor}", words="roof")


def test_a_choice_leads_to_an_address_that_can_be_kept(desk, karin, okafor) -> None:
    told(karin, okafor, "call.received", "Tuesday 2026-04-07 09:00", about="The boiler")
    told(karin, okafor, "letter.received", "Tuesday 2026-04-07 10:00", about="Damp in the hall")
    answer = desk.post(f"/karin/customer/{okafor}", {"words": "", "channel": "call", "year": "2026"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/karin/customer/{okafor}?channel=call&year=2026#happened"
    page = words(read(desk, answer["Location"]))
    assert "The boiler" in page
    assert "Damp in the hall" not in page


def test_a_page_holds_fifty_entries_and_leads_to_the_older_ones(desk, karin, okafor) -> None:
    for n in range(60):
        told(
            karin,
            okafor,
            "call.received",
            f"Tuesday 2026-04-07 {9 + n // 60:02}:{n % 60:02}",
            about=f"No {n} damp",
        )
    address = f"/karin/customer/{okafor}"
    first = read(desk, address)
    assert "No 10 damp" in first
    assert "No 9 damp" not in first
    older = re.search(r'href="(\?before=[^"#]+)#happened"', first)
    assert older is not None
    second = words(read(desk, address + older[1].replace("&amp;", "&")))
    assert "No 9 damp" in second
    assert "No 10 damp" not in second
    looked = read(desk, address, words="damp")
    before = re.search(r'name="before" value="([^"]+)"', looked)
    assert before is not None
    assert "No 9 damp" in words(read(desk, address, words="damp", before=before[1]))


@pytest.mark.parametrize(
    "query", ["?before=x", "?year=99999", "?before=20260407T090000.0-999999999999999999999", "?state=?"]
)
def test_an_address_that_makes_no_sense_shows_the_whole_file(desk, okafor, query: str) -> None:
    assert "Ngozi Okafor" in read(desk, f"/karin/customer/{okafor}{query}")


def test_the_number_of_queries_is_the_same_however_long_the_file_is(desk, karin, okafor) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(desk, f"/karin/customer/{okafor}")
        return len(queries)

    told(karin, okafor, "call.received", "Tuesday 2026-04-07 09:00", about="The boiler")
    read(desk, f"/karin/customer/{okafor}")
    short = asked()
    for n in range(30):
        told(karin, okafor, "call.received", f"Tuesday 2026-04-07 10:{n:02}", about="Again")
    assert asked() == short
    assert short <= 40


def test_found_by_what_they_say_first_without_a_word_in_the_address(desk, okafor) -> None:
    for typed in ("okafer", "LS1 4AB", "496 0001", "n@example", "ngozi", "okafor mill"):
        page = words(read(desk, "/karin/customers", q=typed))
        assert "Ngozi Okafor" in page, typed
        assert "Never: At work" in page
    assert "Nobody on record" in read(desk, "/karin/customers", q="Smith")
    assert desk.post("/karin/customers", {"q": okafor})["Location"] == f"/karin/customer/{okafor}"


FORM = {
    "name": "Ngozi Okafor",
    "address": "14 Mill Road, Leeds LS1 4AB",
    "phones": "0113 496 0001",
    "email": "n@example.org",
    "language": "Igbo",
    "need_kinds": ["interpreter", "large-print"],
    "born_on": "1980-05-01",
    "contact_never": "At work",
    "contact_when": "After six",
    "external_ref": "T-1001",
}


def seen(desk: Client, address: str) -> str:
    found = re.search(r'name="file-seen" value="([^"]*)"', read(desk, address))
    assert found is not None
    return found[1]


def test_what_we_know_is_put_right_and_set_back_with_one_button(desk, karin, okafor) -> None:
    address = f"/karin/customer/{okafor}/edit"
    given = FORM | {"email": "ngozi@example.org", "need_kinds": ["braille"], "preferred_channel": "text"}
    answer = desk.post(address, given | {"file-seen": seen(desk, address)})
    assert answer.status_code == 302
    with tenancy.association(karin):
        row = Person.objects.get(ref=okafor)
    assert (row.email, row.need_kinds, row.preferred_channel) == ("ngozi@example.org", ["braille"], "text")
    log = read(desk, f"/karin/customer/{okafor}/changes")
    assert "n@example.org" in log
    entry = re.search(r'name="entry" value="([^"]+)"><input type="hidden" name="field" value="email"', log)
    assert entry is not None
    back = {"entry": entry[1], "field": "email"}
    assert desk.post(f"/karin/customer/{okafor}/changes", back).status_code == 302
    with tenancy.association(karin):
        assert Person.objects.get(ref=okafor).email == "n@example.org"
    # The button pressed twice sets nothing back twice.
    assert desk.post(f"/karin/customer/{okafor}/changes", back).status_code == 409


def test_what_is_wrong_is_said_where_it_stands_and_everything_typed_stays(desk, okafor) -> None:
    address = f"/karin/customer/{okafor}/edit"
    given = FORM | {"email": "no address", "needs": "Ring twice", "file-seen": seen(desk, address)}
    answer = desk.post(address, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Give an e-mail address with one @" in page
    assert "no address" in page
    assert "Ring twice" in page
    answer = desk.post(address, FORM | {"born_on": "31/2/1980", "file-seen": given["file-seen"]})
    assert answer.status_code == 422
    assert "31/2/1980" in answer.content.decode()


def test_whoever_comes_second_is_told_that_somebody_came_first(desk, karin, okafor) -> None:
    address = f"/karin/customer/{okafor}/edit"
    before = seen(desk, address)
    customers.change(
        association=karin,
        person=okafor,
        changes={"email": "x@example.org"},
        by="bea",
        at=t("Tuesday 2026-04-07 09:00"),
    )
    answer = desk.post(address, FORM | {"name": "Ngozi Bell", "file-seen": before})
    assert answer.status_code == 409
    assert "Somebody changed this file while you typed" in answer.content.decode()
    assert "Ngozi Bell" in answer.content.decode()


def test_somebody_new_who_is_like_somebody_on_record_is_asked_about(desk, karin, okafor) -> None:
    given = {"name": "Ngozi Okafer", "phones": "0113 496 0001", "uid": "u1"}
    answer = desk.post("/karin/customers/new", given)
    assert answer.status_code == 422
    assert f"/karin/customer/{okafor}" in answer.content.decode()
    one = desk.post("/karin/customers/new", given | {"sure": "yes"})
    two = desk.post("/karin/customers/new", given | {"sure": "yes"})
    assert one["Location"] == two["Location"]


@pytest.fixture
def twin(karin, okafor) -> str:
    made = customers.add(
        association=karin,
        name="N Okafor",
        phones=["0113 496 0001", "07700 900123"],
        email="N@example.org",
        contact_never="By letter",
        by="ann",
        at=t(MONDAY),
    )
    assert isinstance(made, Person)
    return made.ref


def test_two_files_are_joined_and_taken_apart_again(desk, karin, okafor, twin) -> None:
    letter = told(karin, twin, "letter.received", "Tuesday 2026-04-07 10:00", about="Damp in the hall")
    compare = f"/karin/customer/{okafor}/same/{twin}"
    page = words(read(desk, compare))
    assert "The same telephone number, the same e-mail address." in page
    assert desk.post(compare, {"answer": "same"}).status_code == 302
    page = words(read(desk, f"/karin/customer/{okafor}"))
    assert letter in page
    assert "Never: At work; By letter" in page
    assert desk.get(f"/karin/customer/{twin}")["Location"] == f"/karin/customer/{okafor}"
    part = f"/karin/customer/{okafor}/part/{twin}"
    assert desk.post(part, {"reason": ""}).status_code == 422
    assert desk.post(part, {"reason": "Two sisters"}).status_code == 302
    assert letter not in words(read(desk, f"/karin/customer/{okafor}"))
    assert letter in words(read(desk, f"/karin/customer/{twin}"))


def test_two_who_share_a_home_are_not_joined(desk, karin, okafor) -> None:
    other = customers.add(
        association=karin, name="Ada Okafor", phones=["0113 496 0001"], by="ann", at=t(MONDAY)
    )
    compare = f"/karin/customer/{okafor}/same/{other.ref}"
    assert "only the telephone number does" in read(desk, compare)
    answer = desk.post(compare, {"answer": "same"})
    assert answer.status_code == 409
    with tenancy.association(karin):
        assert Person.objects.get(ref=other.ref).merged_into is None


def test_whoever_may_be_on_record_twice_is_listed_until_somebody_decides(desk, karin, okafor, twin) -> None:
    listed = "/karin/customers/duplicates"
    assert "Ngozi Okafor" in read(desk, listed)
    assert "This may be one person in two files" in read(desk, f"/karin/customer/{okafor}")
    compare = f"/karin/customer/{okafor}/same/{twin}"
    answer = desk.post(compare, {"answer": "apart", "from": "duplicates"})
    assert answer["Location"] == listed
    assert "Nobody seems to be on record twice" in read(desk, listed)
    assert "Ann found that these are two people" in words(read(desk, compare))
    assert desk.post(compare, {"answer": "same"}).status_code == 409
    desk.post(compare, {"answer": "back"})
    assert "Ngozi Okafor" in read(desk, listed)
    desk.post(compare, {"answer": "later"})
    assert "Nobody seems to be on record twice" in read(desk, listed)
    with tenancy.association(karin):
        assert NotSame.objects.get().until == date(2026, 5, 8)


def test_who_is_closed_is_named_by_nobody_for_whom_they_speak(desk, karin, okafor) -> None:
    sister = customers.add(association=karin, name="Secret Sister", by="kept", at=t(MONDAY))
    assert isinstance(sister, Person)
    given = {"other": sister.ref, "relation": "A friend", "authority": "verbal"}
    said = {"association": karin, "person": okafor, "given": given, "at": t(MONDAY)}
    row = representing.name(by="kept", **said)
    assert isinstance(row, Representative), row
    assert "Secret Sister" in read(desk, f"/karin/customer/{okafor}")
    tie = {"account": "ann", "person": sister.ref, "kind": "family", "by": "ann", "at": t(MONDAY)}
    assert not isinstance(connections.declare(association=karin, **tie), Refused)
    for page in ("", "/died"):
        assert "Secret Sister" not in read(desk, f"/karin/customer/{okafor}{page}")
    assert desk.get(f"/karin/customer/{okafor}/speaks/{row.ref}").status_code == 404
    with tenancy.association(karin):
        ann = membership_of(Account.objects.get(handle="ann"), on=t(MONDAY).date())
    assert isinstance(representing.name(by="ann", membership=ann, **said), Refused)


def test_who_speaks_for_them_stands_with_what_they_may_be_told(desk, karin, okafor) -> None:
    new = f"/karin/customer/{okafor}/speaks/new"
    given = {
        "name": "Ada Bell",
        "relation": "Daughter",
        "authority": "written",
        "to_on": "1/5/2026",
        "uid": "u7",
    }
    for _twice in range(2):
        assert desk.post(new, given).status_code == 302
    with tenancy.association(karin):
        row = Representative.objects.get()
        assert row.to_on == date(2026, 5, 1)
    page = words(read(desk, f"/karin/customer/{okafor}"))
    assert "Ada Bell" in page
    assert "authority in writing, until Friday 1 May 2026" in page
    change = f"/karin/customer/{okafor}/speaks/{row.ref}"
    answer = desk.post(change, given | {"from_on": "2/5/2026"})
    assert answer.status_code == 422
    assert "The last day comes before the first" in answer.content.decode()
    assert desk.get(f"/karin/customer/{okafor}/speaks/K7F3-9Q2M").status_code == 404


def test_a_death_stops_what_is_automatic_and_names_to_whom_to_write(desk, karin, okafor) -> None:
    representing.name(
        association=karin,
        person=okafor,
        given={"name": "Ada Bell", "relation": "Executor"},
        by="ann",
        at=t(MONDAY),
    )
    call = told(karin, okafor, "call.received", "Tuesday 2026-04-07 09:00", about="The boiler")
    address = f"/karin/customer/{okafor}/died"
    assert call in words(read(desk, address))
    assert desk.post(address, {"died_on": "9/9/2026", "step": "save"}).status_code == 422
    assert (
        desk.post(address, {"died_on": "7/4/2026", "told_by": "Her daughter", "step": "save"}).status_code
        == 302
    )
    page = words(read(desk, f"/karin/customer/{okafor}"))
    assert "They died on 7 April 2026. Nothing automatic goes to them; write to Ada Bell by name." in page
    with tenancy.association(karin):
        event = Event.objects.get(kind="customer.died")
        assert event.facts == {"person": okafor, "stopped": 1}
    assert desk.post(address, {"step": "back"}).status_code == 302
    assert "They died" not in words(read(desk, f"/karin/customer/{okafor}"))


def test_what_one_may_not_do_is_not_offered(karin, okafor) -> None:
    auditor = cast.client(cast.member(karin, "aud", "auditor"))
    page = read(auditor, f"/karin/customer/{okafor}")
    assert "Put right or add" not in page
    assert "Join with another file" not in page


def test_there_is_no_file_of_elsewhere(desk, karin, okafor) -> None:
    moray = cast.association("moray")
    theirs = customers.add(association=moray, name="Bob Tanner", by="kept", at=t(MONDAY))
    assert desk.get(f"/karin/customer/{theirs.ref}").status_code == 404
    refused = joining.join(association=karin, person=theirs.ref, into=okafor, by="ann", at=t(MONDAY))
    assert isinstance(refused, Refused)
