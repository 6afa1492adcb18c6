"""What is held for the policy's own life, its standards and those who keep them, each opened and tried."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from pypdf import PdfReader

from kept.actions import absences, customers, handing, registering
from kept.actions.notices import tell_owed
from kept.actions.sweeping import sweep
from kept.casework import Refused
from kept.casework.in_public import public_promises
from kept.rulebook import RulebookFaults, load_files, policies_folder
from kept.rulebook.load import files_of
from kept.store import tenancy
from kept.store.models import Account, Clock, Event, Letter, Notice, Person, RegisterEntry, Thread
from kept.web.shared.words import day_words
from tests import cast
from tests.contracts.world import World

PAGE = "/clauses/about"
REVIEW = {
    "policy": "Customer Care Policy",
    "reviewed_on": "2026-03-02",
    "staff": "Shorter letters.",
    "consulted_on": "2026-02-10",
    "comments": "The committee wants five days.",
    "residents": "Six residents of the panel.",
    "goals": "Answer at once, proposed by the panel: taken.",
    "standards": "Letters: seven days before, five proposed, nine in ten kept, taken.",
    "statute": "The complaint code of 2024: taken in.",
    "practice": "Three other landlords: nothing to take.",
    "changes": "Letters within five days.",
    "decision": "Approved.",
    "approved_on": "2026-03-20",
    "minute": "14/26",
    "next_on": "2027-03-02",
}


def add(world: World, register: str, answers: Mapping[str, str], subject: str = "") -> RegisterEntry:
    made = registering.add(
        association=world.association,
        register=register,
        subject=subject,
        answers=answers,
        by=world.member("manager").handle,
        at=world.at,
    )
    assert isinstance(made, RegisterEntry), made
    return made


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# ---- what anybody may read of it --------------------------------------------------------------------------


def page_our_promises(world: World) -> None:
    answer = Client().get(f"/{world.slug}/promises")
    assert answer.status_code == 200
    page = html.unescape(plain(answer.content.decode()))
    promised = public_promises(world.rulebook, world.at.date())
    assert promised
    assert [each for each in promised if world.rulebook.promises[each].public not in page] == []
    # Staff have the same list, with what is theirs.
    standards = world.get("officer", "/clauses/standards")
    own = [each for each in promised if world.rulebook.clause_by_id[each].source == "policy"]
    assert all(each in standards for each in own)


def print_our_promises(world: World) -> None:
    for sheet in ("poster-a4", "leaflet", "leaflet-large"):
        answer = Client().get(f"/{world.slug}/promises/{sheet}.pdf")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"


# ---- the policy itself ------------------------------------------------------------------------------------


def page_policy_record(world: World) -> None:
    record = world.rulebook.room("record")[0]
    add(world, "policy-contact", {"post": "Managing Director", "phone": "01632 960 100",
        "email": "care@example.org", "website": "example.org"})  # fmt: skip
    add(
        world,
        "policy-posts",
        {"task": "owner", "holder": world.member("manager").handle, "since": "2026-01-05"},
    )
    add(world, "policy-reviews", REVIEW)
    page = plain(world.get("receptionist", PAGE))
    for each in (
        record.says,
        *(who for _task, who in record.posts),
        *(day_words(each.on) for each in record.approved),
        *record.replaces,
        world.member("manager").name,
        "Minute: 14/26",
        "01632 960 100",
        "We have no fax any more.",
        "care@example.org",
        "Next review",
        "Tuesday 2 March 2027",
    ):
        assert each in page, each
    assert f"/{world.slug}/capture/enquiry.received" in world.get("receptionist", PAGE)


def list_policy_record_due(world: World) -> None:
    gone = world.member("officer")
    add(world, "policy-posts", {"task": "reviewer", "holder": gone.handle, "since": "2026-01-05"})
    document = add(world, "policy-documents", _document(world))
    before = plain(world.get("manager", PAGE))
    assert "To be put right" in before
    assert "The review has been due since" in before
    assert "1 document that goes with it is to be compared with it." in before
    registering.check(
        association=world.association, entry=document.pk, result="agrees", by="kept", at=world.at
    )
    assert "to be compared with it" not in plain(world.get("manager", PAGE))
    answers = {**_document(world), "version": "9"}
    registering.change(
        association=world.association, entry=document.pk, answers=answers, by="kept", at=world.at
    )
    assert "to be compared with it" in plain(world.get("manager", PAGE))
    add(world, "policy-reviews", REVIEW)
    after = plain(world.get("manager", PAGE))
    assert "The review has been due since" not in after
    assert "months late: it was due on" in after
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    assert "does not work here any more" in plain(world.get("manager", PAGE))


def _document(world: World) -> dict[str, str]:
    register = next(each for each in world.rulebook.room("registers") if each.name == "policy-documents")
    named = register.field("document")
    title = named.choices[0][0] if named and named.choices else "Complaints"
    return {
        "document": title,
        "version": "3",
        "owner": world.member("manager").handle,
        "review_by": "2027-01-01",
    }


def rule_review_reminded(world: World) -> None:
    said = "The review of our policy has been due since"
    assert said not in plain(world.get("manager", "/notices"))
    add(
        world,
        "policy-posts",
        {"task": "reviewer", "holder": world.member("manager").handle, "since": "2026-01-05"},
    )
    assert said in plain(world.get("manager", "/notices"))
    assert said not in plain(world.get("officer", "/notices"))


def rule_earlier_led_on(world: World) -> None:
    answer = world.client("receptionist").get(f"/{world.slug}/clauses/earlier/kingfisher")
    assert answer.status_code == 302
    assert answer["Location"] == f"/{world.slug}{PAGE}"


# ---- the standards ----------------------------------------------------------------------------------------


def page_standards(world: World) -> None:
    officer = world.member("officer")
    # Seven working days later it is April, with Easter between.
    came = world.at - timedelta(days=14)
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"}, happened_at=came)
    world.tell("letter.answered", thread=ref, happened_at=came + timedelta(days=1))
    with tenancy.association(world.association):
        Thread.objects.filter(ref=ref).update(owner=officer)
        clocks = Clock.objects.filter(thread__ref=ref, verdict="kept", promise__startswith=world.slug)
        last = clocks.order_by("-first_due_at")[0].promise
    clause = world.rulebook.clause_by_id[last]
    begun = {"action": "A desk for letters", "standard": clause.id, "found_in": "figures"}
    begun |= {"result_then": "80 %", "owner": officer.handle, "due_on": "2026-06-01"}
    add(world, "improvement-actions", begun)
    page = world.get("officer", "/clauses/standards")
    row = page[page.index(f">{clause.id}<") :].partition("</tr>")[0]
    assert "A desk for letters, by Monday 1 June 2026; it was 80 %" in plain(row)
    cells = re.findall(r'data-label="([^"]+)">(.*?)</td>', row, re.DOTALL)
    found = {label: plain(cell) for label, cell in cells}
    assert found["Target"]
    assert found["This quarter"] == "100 %"
    assert found["Yours"] == "1 of 1", found
    assert found["Watched by"] == "a clock on each contact"
    assert f"/{world.slug}/mine" in page


def list_standards_gaps(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    world.tell("letter.answered", thread=ref)
    page = world.get("manager", "/clauses/standards")
    ways = plain(page[page.index('id="ways"') :].partition("</table>")[0])
    assert "Letter" in ways
    assert "No time is set" in ways or "No level is set" in ways
    assert re.search(r"[0-9]+ of [0-9]+ kept", ways)
    if world.rulebook.measures:
        assert "Now: " in ways
    assert plain(page[page.index('id="areas"') :].partition("</ul>")[0]) != ""
    vacant = page[page.index('id="vacant"') :].partition("</ul>")[0]
    posts = [each for each in world.rulebook.room("answering") if each.teams]
    assert posts
    assert all(each.who in vacant for each in posts)


def page_clause_trend(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    world.tell("letter.answered", thread=ref)
    clause = next(
        each.id for each in world.rulebook.clauses if each.promise and "letter.answered" in each.promise.stops
    )
    assert "Month by month" in world.get("manager", f"/clauses/{clause}")


def figure_given_promises(world: World) -> None:
    facts = {"what_told": "We ring you", "promised_for": "2026-04-08T10:00:00+00:00"}
    ref = world.tell("promise.given", facts, happened_at=world.at - timedelta(hours=1))
    world.tell("promise.fulfilled", thread=ref)
    page = world.get("manager", "/performance?period=month")
    table = page[page.index('id="table"') :]
    row = next(each for each in table.split("</tr>") if "kept:given-promise" in each)
    assert "100 %" in row, plain(row)
    assert "1 of 1" in row


def rule_promise_date_warned(world: World) -> None:
    sent = {
        "uid": "d" * 32,
        "step": "check",
        "told": "the form goes out Saturday",
        "f-from_name": "Ms Okafor",
        "f-happened_at": "2026-04-07",
        "f-happened_at-time": "09:55",
    }
    answer = world.post("receptionist", "/capture/call.received", sent)
    assert "Saturday 11 April is a day on which the office is shut." in answer.content.decode()
    member = world.member("receptionist")
    away = absences.tell(
        association=world.slug,
        handle=member.handle,
        from_at=world.at + timedelta(days=1),
        to_at=world.at + timedelta(days=10),
        by=world.member("manager").handle,
        at=world.at,
    )
    assert not isinstance(away, Refused), away
    answer = world.post(
        "receptionist", "/capture/call.received", {**sent, "told": "I will ring Thursday noon"}
    )
    assert "away" in plain(answer.content.decode())


def rule_sorry_owed(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    for day in range(1, 40):
        sweep(at=world.at + timedelta(days=day, hours=3))
        tell_owed(by="worker", at=world.at + timedelta(days=day, hours=3))
    page = world.get("officer", f"/thread/{ref}")
    assert "Put it right" in page
    assert f"/thread/{ref}/apology.made" in page
    assert f"/thread/{ref}/apology.not_made" in page


def rule_log_unalterable(world: World) -> None:
    world.tell("letter.received", {"from_name": "Ms Okafor"})
    with tenancy.association(world.association):
        for change in (
            lambda rows: rows.update(by="somebody-else"),
            lambda rows: rows.delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(Event.objects.filter(kind="letter.received"))
        assert Event.objects.get(kind="letter.received").by == world.member("officer").handle


# ---- those who keep them ----------------------------------------------------------------------------------


def rule_file_for_anybody(world: World) -> None:
    page = world.get("receptionist", "/customers/new")
    field = next(name for name in re.findall(r'name="([^"]+)"', page) if name.endswith("name"))
    sent = {field: "Leeds City Council", "uid": "c" * 32}
    answer = world.post("receptionist", "/customers/new", sent)
    assert answer.status_code == 302, plain(answer.content.decode())
    with tenancy.association(world.association):
        assert Person.objects.get(name="Leeds City Council").ref in answer["Location"]


def page_guidance(world: World) -> None:
    page = world.get("receptionist", "/clauses/guidance")
    for each in world.rulebook.room("guidance"):
        assert each.says in page
    assert f"/{world.slug}/reception" in page
    signed = [each for each in world.rulebook.room("registers") if each.sign]
    assert signed
    assert all(each.title in page for each in signed)


def guidance_inside(world: World) -> None:
    says = world.rulebook.room("guidance")[0].says
    answer = Client().get(f"/{world.slug}/clauses/guidance")
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]
    assert says in world.get("receptionist", "/clauses/guidance")
    for public in ("/publications/for-you", "/complaints"):
        assert says not in world.get("receptionist", public)


def list_to_read(world: World) -> None:
    ann, register = world.member("receptionist"), _signed(world)
    entry = add(world, register.name, _answers(world, register))
    said = f"To be read and confirmed: {register.title}"
    assert said in plain(world.get("receptionist", "/notices"))
    assert ann.name in plain(world.get("manager", f"/register/{entry.pk}"))
    still = world.get("receptionist", "/clauses/guidance")
    assert f"/{world.slug}/register/{entry.pk}" in still[still.index('id="still"') :].partition("</ul>")[0]
    world.post("receptionist", f"/register/{entry.pk}", {"do": "sign"})
    assert 'id="still"' not in world.get("receptionist", "/clauses/guidance")
    with tenancy.association(world.association):
        told = Notice.objects.filter(key__startswith=f"to-read:{entry.pk}:").values_list("account", flat=True)
        assert ann.pk in set(told)


def _signed(world: World) -> Any:
    keepers = {each for clause in world.rulebook.clauses for each in clause.held}
    return next(
        each
        for each in world.rulebook.room("registers")
        if each.sign and f"register:{each.name}/sign" in keepers
    )


def _answers(world: World, register: Any) -> dict[str, str]:
    kinds = {
        "date": "2026-04-07",
        "number": "1",
        "yes_no": "yes",
        "colleague": world.member("manager").handle,
    }
    return {
        each.name: each.choices[0][0] if each.choices else kinds.get(each.type, "Something")
        for each in register.fields
        if each.required
    }


def figure_share_trained(world: World) -> None:
    world.member("receptionist"), world.member("manager")
    register = next(each for each in world.rulebook.room("registers") if each.name == "care-training")
    before = plain(world.get("manager", "/registers/care-training"))
    assert "0 of 2 colleagues have one: 0 %." in before
    add(world, "care-training", _answers(world, register), world.member("receptionist").handle)
    assert "1 of 2 colleagues have one: 50 %." in plain(world.get("manager", "/registers/care-training"))


def page_team_work(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    assert "Letter" in plain(world.get("manager", "/board"))
    page = world.get("officer", f"/thread/{ref}/hand-over")
    assert 'name="note"' in page


def page_desk_order(world: World) -> None:
    later = world.tell("letter.received", {"from_name": "Ms Okafor"})
    sooner = world.tell(
        "promise.given", {"what_told": "We ring you", "promised_for": "2026-04-07T15:00:00+00:00"}
    )
    waiting = world.tell("visitor.arrived", {"from_name": "Mr Bell"})
    page = world.get("officer", "/desk?whose=all")
    assert page.index(waiting) < page.index(sooner) < page.index(later)


def page_rights_on_file(world: World) -> None:
    person = customers.add(name="Ms Okafor", association=world.association, by="kept", at=world.at)
    assert not isinstance(person, Refused), person
    told = {"own": "They are at the counter"}
    assert world.post("receptionist", f"/opening/customer/{person.ref}", told).status_code == 302
    page = world.get("receptionist", f"/customer/{person.ref}")
    rights = page[page.index('id="rights"') :].partition("</section>")[0]
    for each in (
        "/capture/personal_data.requested?person=",
        "/capture/correction.requested?person=",
        "/capture/complaint.received?person=",
        f"/customer/{person.ref}/data",
        f"/customer/{person.ref}/contact",
    ):
        assert each in rights, each


def list_nothing_next(world: World) -> None:
    ref = world.tell("comment.received", {"about": "The garden"})
    page = world.get("officer", "/desk?list=adrift&whose=all")
    assert ref in page
    world.tell(
        "promise.given", {"what_told": "We look", "promised_for": "2026-04-09T10:00:00+00:00"}, thread=ref
    )
    assert ref not in world.get("officer", "/desk?list=adrift&whose=all")


def rule_edition_told(world: World) -> None:
    said = f"Version {world.rulebook.version[:8]} of our standards, in force from "
    said += f"{day_words(world.rulebook.starts_on)} and published on "
    assert said in html.unescape(plain(Client().get(f"/{world.slug}/promises").content.decode()))
    for sheet in ("poster-a4", "leaflet"):
        pages = PdfReader(io.BytesIO(Client().get(f"/{world.slug}/promises/{sheet}.pdf").content)).pages
        assert said in " ".join(" ".join(each.extract_text() for each in pages).split()), sheet
        assert sheet == "leaflet" or len(pages) == 1


def rule_number_holds(world: World) -> None:
    own = files_of(policies_folder() / world.slug)
    numbered = next(
        each
        for each in world.rulebook.promises.values()
        if not each.own_number
        and each.aim is None
        and each.duty is None
        and each.clause.startswith(f"{world.slug}:")
    )
    own["association.yaml"] = own["association.yaml"].replace(
        "own_numbers:\n", f"own_numbers:\n  {numbered.clause}: {{within: 90 days, because: We are busy.}}\n"
    )
    with pytest.raises(RulebookFaults, match="gives a number itself"):
        load_files(own)


def rule_same_for_everybody(world: World) -> None:
    ran = []
    for caller in ("tenant", "applicant", "neighbour", "other", None):
        ref = world.tell(
            "letter.received", {"from_name": "Ms Okafor", **({"caller": caller} if caller else {})}
        )
        with tenancy.association(world.association):
            clocks = Clock.objects.filter(thread__ref=ref).order_by("promise")
            ran.append([(each.promise, each.due_at) for each in clocks])
    assert ran[0]
    assert all(each == ran[0] for each in ran)
    assert not any(
        name == "caller" for each in world.rulebook.promises.values() for name, _values in each.when
    )


def _okafor(world: World) -> Person:
    made = customers.add(
        association=world.association, name="Mrs Ngozi Okafor", address="1 Mill Lane", by="kept", at=world.at
    )
    assert isinstance(made, Person)
    return made


def page_journey(world: World) -> None:
    person = _okafor(world)
    first = world.tell("letter.received", {"from_name": "x"}, happened_at=world.at - timedelta(days=60))
    sweep(at=world.at)
    second = world.tell("letter.received", {"from_name": "x"})
    for ref in (first, second):
        done = customers.attach(
            association=world.association,
            thread=ref,
            person=person.ref,
            by=world.member("officer").handle,
            at=world.at,
        )
        assert not isinstance(done, Refused), done
    page = plain(world.get("officer", f"/thread/{second}"))
    assert "1 other contact in a year. It is still open, since Friday 6 February 2026." in page
    assert re.search(r"We missed [1-9] promises? to them\. What happened", page)
    assert f"/{world.slug}/customer/{person.ref}?broken=yes" in world.get("officer", f"/thread/{second}")


def rule_called_as_they_wish(world: World) -> None:
    person = _okafor(world)
    ref = world.tell("letter.received", {"from_name": "x"})
    customers.attach(
        association=world.association,
        thread=ref,
        person=person.ref,
        by=world.member("officer").handle,
        at=world.at,
    )
    assert "Call them: Mrs Okafor" in plain(world.get("officer", f"/thread/{ref}"))
    form = world.get("officer", f"/customer/{person.ref}/contact")
    assert "Without an answer we say and write “Mrs Okafor”." in plain(form)
    said = world.post("officer", f"/customer/{person.ref}/contact", {"called": "Ngozi"})
    assert said.status_code == 302
    for page in (f"/thread/{ref}", f"/customer/{person.ref}"):
        assert "Call them: Ngozi" in plain(world.get("officer", page)), page
    begun = world.post("officer", f"/thread/{ref}/letters/new", {"template": "answer", "uid": "e" * 32})
    assert begun.status_code == 302
    with tenancy.association(world.association):
        assert Letter.objects.get(thread__ref=ref).to["dear"] == "Ngozi"


def rule_not_closed_before(world: World) -> None:
    # At Wessex whoever was let down is told why first; at Moray a call back comes before the end.
    long_ago = world.at - timedelta(days=60)
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"}, happened_at=long_ago)
    world.tell("letter.answered", thread=ref)
    assert "Before this is closed: put right." in _closing(world, ref)
    world.tell("apology.made", {"reason": "It was mislaid", "how": "letter"}, thread=ref)
    assert _closing(world, ref) == ""
    moray = World(cast.association("moray"), world.at)
    ref = moray.tell("message.taken", {"reply_wanted": "call"}, happened_at=long_ago)
    assert "Record “Rang back and spoke”, “Letter sent” or" in _closing(moray, ref)
    moray.tell("message.returned", thread=ref)
    assert _closing(moray, ref) == ""


def _closing(world: World, ref: str) -> str:
    """Why the page does not close it yet; empty where nothing comes before."""
    sent = {"f-happened_at": "2026-04-07", "f-happened_at-time": "10:00", "step": "save", "uid": uuid4().hex}
    answer = html.unescape(world.post("officer", f"/thread/{ref}/thread.closed", sent).content.decode())
    found = re.search(r"Before this is closed: [^<]+", answer)
    return found[0] if found else ""


def rule_handover_taken_on(world: World) -> None:
    ref = world.tell("letter.received", {"from_name": "Ms Okafor"})
    waits = "and not taken on yet."
    assert waits not in plain(world.get("officer", f"/thread/{ref}"))
    bea = cast.member(world.association, "bea", "officer")
    assert (
        handing.hand_over(association=world.slug, thread=ref, to="bea", by="the-officer", at=world.at) == ref
    )
    page = plain(world.get("officer", f"/thread/{ref}"))
    assert waits in page
    assert bea.name in page
    assert f"/thread/{ref}/handover.taken_on" in world.get("officer", f"/thread/{ref}")
    world.tell("handover.taken_on", {"note": "I ring her"}, thread=ref)
    assert waits not in plain(world.get("officer", f"/thread/{ref}"))


PROOFS = {
    "rule:not-closed-before": rule_not_closed_before,
    "rule:handover-taken-on": rule_handover_taken_on,
    "rule:edition-told": rule_edition_told,
    "rule:number-holds": rule_number_holds,
    "rule:same-for-everybody": rule_same_for_everybody,
    "page:journey": page_journey,
    "rule:called-as-they-wish": rule_called_as_they_wish,
    "page:our-promises": page_our_promises,
    "print:our-promises": print_our_promises,
    "page:policy-record": page_policy_record,
    "list:policy-record-due": list_policy_record_due,
    "rule:review-reminded": rule_review_reminded,
    "rule:earlier-led-on": rule_earlier_led_on,
    "page:standards": page_standards,
    "list:standards-gaps": list_standards_gaps,
    "page:clause-trend": page_clause_trend,
    "figure:given-promises": figure_given_promises,
    "rule:promise-date-warned": rule_promise_date_warned,
    "rule:sorry-owed": rule_sorry_owed,
    "rule:log-unalterable": rule_log_unalterable,
    "rule:file-for-anybody": rule_file_for_anybody,
    "page:guidance": page_guidance,
    "permission:guidance-inside": guidance_inside,
    "list:to-read": list_to_read,
    "figure:share-trained": figure_share_trained,
    "page:team-work": page_team_work,
    "page:desk-order": page_desk_order,
    "page:rights-on-file": page_rights_on_file,
    "list:nothing-next": list_nothing_next,
}
PLACES = {"desk": lambda world: world.get("receptionist", "/desk")}
