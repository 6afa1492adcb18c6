"""What complaints teach and what is told of them, each opened for real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.test import Client

from kept.actions import customers, lessons, samples_of_words, self_assessing, surveying
from kept.rulebook.letterheads import letterhead_of
from kept.rulebook.self_assessing import codes_of, provisions_of
from kept.store import tenancy
from kept.store.models import Assessment, Clock, Person, SurveyReply, Thread, WordsToRead
from tests import cast
from tests.contracts.world import World

SOON = date(2026, 5, 29)
MONDAY = date(2026, 3, 30)


def known(world: World, role: str = "manager") -> dict[str, Any]:
    return {"association": world.association, "by": world.member(role).handle, "at": world.at}


def complaint(world: World, days: int = 3, *, person: str | None = None, **facts: Any) -> str:
    """A complaint that reached us some days ago."""
    said = {"about": "Nobody came for the gate", "subject": "repairs", "how": "call", **facts}
    at = world.at - timedelta(days=days)
    return world.tell("complaint.received", said, happened_at=at, person=person)


def wrong(world: World) -> str:
    """One in which we were wrong."""
    ref = complaint(world, days=2)
    at = world.at - timedelta(days=1)
    world.tell("complaint.acknowledged", {"answer_by": "2026-04-14"}, thread=ref, happened_at=at)
    world.tell("complaint.answered", {"outcome": "upheld", "apologised": True}, thread=ref)
    return ref


def page_lessons(world: World) -> None:
    ref = wrong(world)
    assert ref in world.get("officer", "/lessons")
    said = {"f-lesson": "A gate is asked after", "f-area": "process", "f-action": "A list on Mondays"}
    said |= {"f-learnt": "lesson", "f-owner": "the-officer", "f-act_by": SOON.isoformat()}
    path = f"/lessons/draw/{ref}"
    assert world.post("officer", path, said | {"f-act_by": ""}).status_code == 422
    assert world.post("officer", path, said).status_code == 302
    page = world.get("officer", "/lessons")
    assert "A gate is asked after" in page
    assert "29 May" in page
    with tenancy.association(world.association):
        lesson = Thread.objects.get(kind="lesson").ref
    done = {"act": "done", "thread": lesson, "what": "Every Monday somebody looks"}
    assert world.post("officer", "/lessons", done).status_code == 302
    assert "Every Monday somebody looks" in world.get("officer", "/lessons").partition("What changed")[2]


def rule_upheld_teaches(world: World) -> None:
    ref = wrong(world)
    assert "it cannot end without this" in world.get("manager", f"/cases/{ref}")
    said = {"f-learnt": "none", "f-why_none": ""}
    assert world.post("manager", f"/lessons/draw/{ref}", said).status_code == 422
    said["f-why_none"] = "The law changed on the day itself"
    assert world.post("manager", f"/lessons/draw/{ref}", said).status_code == 302
    assert "it is on record why" in world.get("manager", f"/cases/{ref}")


def figure_failure_log(world: World) -> None:
    ref = wrong(world)
    world.tell("breach.explained", {"why": "too_few_people"}, thread=complaint(world, days=60))
    lessons.draw(thread=ref, learnt="none", area="told", why="It was one letter", **known(world))
    noted = {"act": "fail", "what": "The line was dead", "area": "system", "done": "It has a second line now"}
    assert world.post("officer", "/lessons", noted | {"done": ""}).status_code == 422
    assert world.post("officer", "/lessons", noted).status_code == 302
    log = world.get("officer", "/lessons").partition("What went wrong in the last quarter")[2]
    for words in ("Too few people on the day", "What we told people", "It has a second line now"):
        assert words in log


def list_soon_after_complaint(world: World) -> None:
    made = customers.add(name="Rosa Vale", address="2 Rose Lane", **known(world))
    assert isinstance(made, Person), made
    complaint(world, days=30, person=made.ref)
    begun = world.tell("behaviour.reported", {"what": "rude", "about": "She shouted"}, person=made.ref)
    assert begun in world.get("manager", "/lessons")
    assert "Nobody is the worse for complaining" not in world.get("officer", "/lessons")
    said = {"act": "fair", "thread": begun, "found": "own", "reasons": "It was agreed in March"}
    assert world.post("manager", "/lessons", said | {"reasons": ""}).status_code == 422
    assert world.post("manager", "/lessons", said).status_code == 302
    assert "Looked at" in world.get("manager", "/lessons")


def list_nothing_said(world: World) -> None:
    ref = world.tell("call.received", {"about": "The lift"})
    said = world.tell("call.received", {"about": "The roof"})
    world.tell("call.wrapped_up", {"settled": "in_full"}, thread=said)
    for each in (ref, said):
        world.tell("thread.closed", {}, thread=each)
    found = world.get("officer", "/lessons").partition("nothing says what came of it")[2]
    assert ref in found
    assert said not in found


def list_surveys_to_send(world: World) -> None:
    ref = world.tell("tenancy.signed", {"from_name": "Ada Bell"})
    page = world.get("officer", "/lessons").partition("Surveys to be sent")[2]
    assert ref in page
    assert f"/{world.slug}/thread/{ref}/survey/new-tenant" in page
    world.post("officer", f"/thread/{ref}/survey/new-tenant", {"f-how": "email"})
    assert "sent on" in world.get("officer", "/lessons").partition("Surveys to be sent")[2]


def many(world: World) -> None:
    """Twelve about repairs, and two about something that few complain of."""
    for n in range(12):
        complaint(world, days=3 + n)
    for n in range(2):
        complaint(world, days=3 + n, subject="contractors")


def page_complaint_records(world: World) -> None:
    many(world)
    said = {"since": "2026-03-01", "until": "2026-04-06", "token": "a" * 16}
    assert world.post("manager", "/complaint-records", said | {"until": "2027-01-01"}).status_code == 422
    made = world.post("manager", "/complaint-records", said)
    assert made.status_code == 302
    path = made["Location"].removeprefix(f"/{world.slug}")
    page = world.get("manager", path)
    assert "14 complaints reached us" in page
    assert "hidden: too few" in page
    assert page.count("<dd>12</dd>") == 0, "twelve of fourteen would tell of the two"
    table = b"".join(world.client("manager").get(f"/{world.slug}{path}/table").streaming_content).decode()
    assert "hidden" in table
    passed = {"sort": "council", "to_whom": "Leeds City Council", "how": "email", "on": "2026-04-07"}
    assert world.post("manager", path, passed | {"to_whom": ""}).status_code == 422
    assert world.post("manager", path, passed).status_code == 302
    assert "Leeds City Council" in world.get("auditor", path)


def figure_complaints_by_group(world: World) -> None:
    many(world)
    page = world.get("manager", "/complaint-records").partition("Is any group worse off?")[2]
    assert "Nothing that we know of" in page
    assert "Homes let" in page
    assert "14" in page
    assert "Is any group worse off?" not in world.get("officer", "/complaint-records")


def page_complaints_public(world: World) -> None:
    many(world)
    said = {"since": "2026-03-01", "until": "2026-04-06", "token": "b" * 16}
    assert world.post("manager", "/complaint-records", said).status_code == 302
    answer = Client().get(f"/{world.slug}/complaints")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "You need no form and no reason" in page
    assert "How to complain" in page
    assert "14 complaints reached us" in page


def page_self_assessment(world: World) -> None:
    code = codes_of(world.rulebook)[0].name
    begun = world.post("manager", "/self-assessment", {"code": code, "year": "2026", "why": "yearly"})
    path = begun["Location"].removeprefix(f"/{world.slug}")
    number = int(path.rpartition("/")[2])
    provisions = provisions_of(world.rulebook, code)
    said = {"act": "answer", "provision": provisions[0].name, "said": "no", "words": ""}
    assert world.post("manager", path, said).status_code == 422
    assert world.post("manager", path, said | {"words": "By June"}).status_code == 302
    for each in provisions[1:]:
        done = self_assessing.answer(assessment=number, provision=each.name, said="yes", **known(world))
        assert not hasattr(done, "sentence"), done
    page = world.get("manager", path)
    assert "nothing due in the last year" in page
    assert world.post("manager", path, {"act": "review"}).status_code == 422
    assert world.post("director", path, {"act": "publish"}).status_code == 422
    assert world.post("director", path, {"act": "review"}).status_code == 302
    approved = {"act": "approve", "approved_by": "The Board, minute 12", "approved_on": "2026-04-07"}
    assert world.post("director", path, approved | {"response": "We want it by June."}).status_code == 302
    assert world.post("director", path, {"act": "publish"}).status_code == 302
    assert world.post("manager", path, said | {"said": "yes"}).status_code == 422
    with tenancy.association(world.association):
        assert Assessment.objects.get().published_at == world.at
    assert "We want it by June." in Client().get(f"/{world.slug}/complaints").content.decode()


def figure_words_read_again(world: World) -> None:
    at = cast.t("Wednesday 2026-04-01 11:00")
    world.tell("call.received", {"about": "I am fed up with the lift"}, happened_at=at)
    calm = world.tell("call.received", {"about": "When is the office open?"}, happened_at=at)
    world.member("manager")
    done = samples_of_words.draw(association=world.association, week=MONDAY, by="kept", at=world.at)
    assert isinstance(done, samples_of_words.Drawing), done
    assert (done.contacts, done.of, len(done.threads)) == (2, 1, 1)
    assert calm not in done.threads
    with tenancy.association(world.association):
        row = WordsToRead.objects.get()
    path = f"/words-again/{row.pk}"
    assert "I am fed up with the lift" in world.get("manager", path)
    assert world.post("manager", path, {"found": "was_not"}).status_code == 422
    assert world.post("manager", path, {"found": "was"}).status_code == 302
    page = world.get("manager", "/words-again")
    assert "Of 1 that were read, 1 were complaints: 100 %" in page


def rule_handling_review(world: World) -> None:
    ref = complaint(world)
    asked = surveying.ask(thread=ref, survey="complaint-handling", how="handed", **known(world))
    assert isinstance(asked, surveying.Asked), asked
    done = surveying.answer(
        association=world.association,
        survey="complaint-handling",
        said={"care": "1", "free": "no", "more": "They laughed"},
        way="link",
        secret=asked.secret,
        by="customer",
        at=world.at,
    )
    assert isinstance(done, SurveyReply), done
    with tenancy.association(world.association):
        row = Thread.objects.select_related("owner").get(kind="handling")
        assert row.owner is not None
        assert row.sensitivity == "confidential"
    page = world.get("manager", f"/thread/{row.ref}")
    assert "Did we deal with it with care and kindness?" in page
    assert "They laughed" not in page
    assert "find" in page


def print_complain_in_footer(world: World) -> None:
    assert "How to complain" in letterhead_of(world.rulebook).footer
    page = Client().get(f"/{world.slug}/complaints").content.decode()
    assert "How to complain" in page


def rule_compensation_named(world: World) -> None:
    templates = {each.name: each for each in world.rulebook.room("letters")}
    for name in ("complaint-answer", "complaint-stage2-answer"):
        assert any("compensation" in str(each) and "apology" in str(each) for each in templates[name].blocks)
    page = Client().get(f"/{world.slug}/complaints").content.decode()
    assert "we may owe you compensation" in page
    assert "When we put things right with money" in page
    ref = complaint(world, days=60)
    assert "we may owe you compensation" in world.get("manager", f"/thread/{ref}/apology.made")


def rule_discrimination_to_manager(world: World) -> None:
    ref = complaint(world, days=0, subject="discrimination")
    calm = complaint(world, days=0)
    public = world.rulebook.promises["kept:discrimination-seen"].public
    assert public in world.get("officer", f"/thread/{ref}")
    assert public not in world.get("officer", f"/thread/{calm}")
    with tenancy.association(world.association):
        clock = Clock.objects.get(promise="kept:discrimination-seen")
        assert clock.verdict == "running"
    world.tell("record.discrimination_seen", {"ground": "race", "done": "Somebody else goes"}, thread=ref)
    with tenancy.association(world.association):
        assert Clock.objects.get(promise="kept:discrimination-seen").verdict == "kept"


def rule_complaints_apart(world: World) -> None:
    made = customers.add(name="Rosa Vale", address="2 Rose Lane", **known(world))
    assert isinstance(made, Person), made
    ref = complaint(world, person=made.ref)
    for kind in ("application.received", "transfer.requested", "tenancy.signed"):
        other = world.tell(kind, {"from_name": "Rosa Vale"}, person=made.ref)
        for page in (f"/thread/{other}", f"/cases/{other}"):
            answer = world.client("officer").get(f"/{world.slug}{page}")
            assert answer.status_code in (200, 404)
            assert ref not in answer.content.decode()


def complaint_page(world: World) -> str:
    return world.get("manager", f"/cases/{complaint(world)}")


PLACES: dict[str, Callable[[World], str]] = {"complaint": complaint_page}
PROOFS = {
    "figure:complaints-by-group": figure_complaints_by_group,
    "figure:failure-log": figure_failure_log,
    "figure:words-read-again": figure_words_read_again,
    "list:nothing-said": list_nothing_said,
    "list:soon-after-complaint": list_soon_after_complaint,
    "list:surveys-to-send": list_surveys_to_send,
    "page:complaint-records": page_complaint_records,
    "page:complaints-public": page_complaints_public,
    "page:lessons": page_lessons,
    "page:self-assessment": page_self_assessment,
    "print:complain-in-footer": print_complain_in_footer,
    "rule:complaints-apart": rule_complaints_apart,
    "rule:compensation-named": rule_compensation_named,
    "rule:discrimination-to-manager": rule_discrimination_to_manager,
    "rule:handling-review": rule_handling_review,
    "rule:upheld-teaches": rule_upheld_teaches,
}
