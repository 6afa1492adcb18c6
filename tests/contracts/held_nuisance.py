"""What the cases among neighbours hold for clauses, each opened for real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kept.actions import cases, composing, customers
from kept.actions.telling import Telling, tell
from kept.casework import Refused
from kept.store import tenancy
from kept.store.models import CaseParty, Letter, Membership, Notice, Person, Thread
from tests.contracts.world import World

SECONDS = count()
CALM = {
    "violence": "none",
    "often": "once",
    "worse": False,
    "targeted": False,
    "vulnerable": False,
    "afraid": False,
    "in_danger": False,
    "serious": False,
}
PLAN = {"we_will": "We ring them", "we_will_not": "We move nobody", "next_contact": "2026-04-14"}
FOUND = {"finding": "partly", "reasons": "Both say so"}
CLOSE = {"outcome": "better", "view": "over"}
WHY = {"reasons": "Nothing helped", "alternatives": "A talk", "welfare": "Two children"}


def refused(
    world: World, ref: str, kind: str, facts: Mapping[str, Any] | None = None, by: str = "officer"
) -> str:
    """The sentence why this may not follow now."""
    told = tell(
        [Telling(kind, world.at, dict(facts or {}), thread=ref)],
        association=world.association,
        by=world.member(by).handle,
        at=world.at,
    )
    assert told.refused is not None, f"{kind} was taken"
    return told.refused.sentence


def tell_next(world: World, kind: str, facts: Mapping[str, Any] | None = None, **telling: Any) -> str:
    """Told as the next thing that happened, a second after the one before."""
    telling.setdefault("happened_at", world.at - timedelta(seconds=7_200 - next(SECONDS)))
    return world.tell(kind, facts, **telling)


def taken_by(world: World, role: str, ref: str, kind: str, facts: Mapping[str, Any]) -> str:
    """The step taken by whoever has that role: the sentence why not, empty where it was taken."""
    account = world.member(role)
    with tenancy.association(world.association):
        member = Membership.objects.select_related("account").get(
            association=world.association, account=account
        )
    done = cases.take(
        association=world.association,
        thread=ref,
        kind=kind,
        facts=facts,
        by=account.handle,
        at=world.at,
        membership=member,
    )
    return done.sentence if isinstance(done, Refused) else ""


def nuisance(world: World, *told: tuple[str, dict[str, Any]], **telling: Any) -> str:
    """A report with what followed."""
    ref = tell_next(world, "nuisance.reported", {"about": "Music at night", "serious": False}, **telling)
    for kind, facts in told:
        tell_next(world, kind, facts, thread=ref)
    return ref


ASSESSED = ("nuisance.risk_assessed", CALM)
EXPLAINED = ("nuisance.explained", {"how": "letter"})
PLANNED = ("nuisance.plan_agreed", PLAN)


def part(which: str) -> tuple[str, dict[str, Any]]:
    return ("nuisance.looked_at", {"part": which, "result": "done", "note": "Said"})


def asked(whose: str) -> tuple[str, dict[str, Any]]:
    return ("nuisance.feedback_asked", {"whose": whose, "how": "sent"})


def harassed(world: World, **facts: Any) -> str:
    return tell_next(world, "harassment.reported", {"about": "Stones", "ground": "race", **facts})


def customer(world: World, name: str, **given: Any) -> Person:
    made = customers.add(
        association=world.association, name=name, by=world.member("officer").handle, at=world.at, **given
    )
    assert isinstance(made, Person), made
    return made


def party(world: World, ref: str, role: str, person: Person) -> None:
    made = cases.add_party(
        association=world.association,
        thread=ref,
        role=role,
        person=person.ref,
        by=world.member("officer").handle,
        at=world.at,
    )
    assert isinstance(made, CaseParty), made


def proof_case(world: World) -> None:
    okafor = customer(world, "Ms Okafor")
    with tenancy.association(world.association):
        Person.objects.filter(pk=okafor.pk).update(
            contact_rules={"never": ["letter"], "only": [], "hours": None}, needs="Cannot climb stairs"
        )
    ref = nuisance(world, person=okafor.ref)
    text = world.get("officer", f"/cases/{ref}")
    assert "Never by letter" in text
    assert "Cannot climb stairs" in text
    assert "It stands on the file of the customer alone" in text


def proof_both_asked(world: World) -> None:
    parts = [part(each) for each in ("complainant", "other", "evidence")]
    ref = nuisance(world, ASSESSED, EXPLAINED, PLANNED, *parts, ("nuisance.found", FOUND))
    tell_next(world, "nuisance.investigated", {}, thread=ref)
    assert "whoever it happened to" in refused(world, ref, "nuisance.dealt_with", CLOSE)
    tell_next(world, *asked("complainant"), thread=ref)
    assert "whoever it is about" in refused(world, ref, "nuisance.dealt_with", CLOSE)
    tell_next(world, *asked("other"), thread=ref)
    tell_next(world, "nuisance.dealt_with", CLOSE, thread=ref)
    assert "The questions were sent" in world.get("officer", f"/cases/{ref}")


def proof_both_accounts(world: World) -> None:
    ref = nuisance(world, ASSESSED, EXPLAINED, PLANNED, part("complainant"))
    assert "hear whoever it is about" in refused(world, ref, "nuisance.found", FOUND)
    tell_next(world, *part("other"), thread=ref)
    assert "put the evidence on record" in refused(world, ref, "nuisance.found", FOUND)
    tell_next(world, *part("evidence"), thread=ref)
    assert refused(world, ref, "nuisance.found", {"finding": "partly"})
    tell_next(world, "nuisance.found", FOUND, thread=ref)
    assert "Both say so" in world.get("officer", f"/cases/{ref}")


def proof_mediation(world: World) -> None:
    ref = nuisance(world, ASSESSED, EXPLAINED, PLANNED)
    tell_next(world, "mediation.considered", {"suitable": "suitable", "reason": "Friends once"}, thread=ref)
    tell_next(world, "mediation.offered", {"whose": "other", "leaflet": True}, thread=ref)
    tell_next(world, "mediation.answered", {"whose": "other", "answer": "rather_not"}, thread=ref)
    assert "for those who want it" in refused(world, ref, "mediation.arranged", {"mediator": "Ms Lee"})
    tell_next(world, "nuisance.acted", {"what": "talk"}, thread=ref)
    text = world.get("officer", f"/cases/{ref}")
    assert "They would rather not" in text
    assert "It counts for or against nobody" in text


def proof_leaflet(world: World) -> None:
    ref = nuisance(world, ASSESSED)
    assert "leaflet" in refused(world, ref, "mediation.offered", {"whose": "other", "leaflet": False})
    assert "mediation-offer" in world.get("officer", f"/cases/{ref}")


def breach(world: World, tenure: str = "tenant") -> str:
    facts = {"about": "Music", "tenure": tenure, "term": "Noise", "advice": "not_yet"}
    return tell_next(world, "tenancy_breach.recorded", facts)


WARNED = {"reasons": "Music after two", "put_right_by": "2026-04-21", "agency": "The advice centre"}
BEFORE_WARNING = (
    ("tenancy_breach.advised", {"agency": "The advice centre"}),
    ("tenancy_breach.evidence_added", {"what": "statement"}),
)
BEFORE_NOTICE = (
    ("tenancy_breach.heard", {"result": "heard"}),
    ("nuisance.option_weighed", {"option": "injunction", "chosen": "rejected", "reason": "Too slow"}),
)


def proof_breach(world: World) -> None:
    ref = breach(world)
    assert "Advice comes first" in refused(world, ref, "tenancy_breach.warned", WARNED)
    for kind, facts in BEFORE_WARNING:
        tell_next(world, kind, facts, thread=ref)
    assert "First a warning" in refused(world, ref, "tenancy_breach.proposed", {"what": "notice", **WHY})
    tell_next(world, "tenancy_breach.warned", WARNED, thread=ref)
    assert "before the court" in refused(world, ref, "tenancy_breach.proposed", {"what": "possession", **WHY})
    text = world.get("manager", f"/cases/{ref}")
    assert "Music after two" in text
    assert "The advice centre" in text


def proof_possession(world: World) -> None:
    ref = breach(world, "leaseholder")
    for kind, facts in (*BEFORE_WARNING, ("tenancy_breach.warned", WARNED)):
        tell_next(world, kind, facts, thread=ref)
    proposed = {"what": "notice", **WHY}
    assert "how they see it" in refused(world, ref, "tenancy_breach.proposed", proposed)
    for kind, facts in BEFORE_NOTICE:
        tell_next(world, kind, facts, thread=ref)
    tell_next(world, "tenancy_breach.proposed", proposed, thread=ref)
    notice = {"ground": "Clause 4", "served_how": "hand", "expires_on": "2026-05-07"}
    assert "No notice without approval" in refused(world, ref, "tenancy_breach.notice_served", notice)
    approved = {"what": "notice", "reasons": "In proportion"}
    assert "does not approve it" in refused(world, ref, "tenancy_breach.approved", approved)
    claim = {"court": "County Court", "hearing_on": "2026-06-01"}
    assert "without approval" in refused(world, ref, "tenancy_breach.claimed", claim)
    kind = "tenancy_breach.approved"
    assert "Ask a manager" in taken_by(world, "officer", ref, kind, approved)
    assert taken_by(world, "manager", ref, kind, approved) == ""
    text = world.get("manager", f"/cases/{ref}")
    assert "Notice approved" in text
    assert "Two children" in text
    assert "A lease" in text


def proof_danger(world: World) -> None:
    ref = harassed(world, in_danger=True)
    where = "In danger, until they are safe"
    assert "There is no safety plan yet" in world.get("manager", "/neighbours").partition(where)[2]
    plan = {"danger": "Stones", "wish": "stay", "look_on": "2026-04-08"}
    tell_next(world, "safety_plan.opened", plan, thread=ref)
    measure = {"what": "away", "answer": "accepted", "by_when": "2026-04-09"}
    tell_next(world, "safety_plan.measure", measure, thread=ref)
    listed = world.get("manager", "/neighbours").partition(where)[2].partition("</section>")[0]
    assert ref in listed
    assert "Wednesday 8 April" in listed
    assert "Somewhere else for a time" in world.get("manager", f"/cases/{ref}")
    tell_next(world, "safety_plan.safe", {"they_say": "themselves"}, thread=ref)
    assert "Nobody, as far as we know." in world.get("manager", "/neighbours")


def proof_diary(world: World) -> None:
    ref = nuisance(world, owner=world.member("officer").handle)
    given = {"day": "2026-04-06", "time": "23:10", "what": "Shouting", "way": "paper", "uid": "d1"}
    sheet = SimpleUploadedFile("sheet.txt", b"Monday: shouting until two in the morning")
    answer = world.post("receptionist", f"/neighbours/{ref}/diary", {**given, "file": sheet})
    assert answer.status_code == 302, answer.content.decode()[:3_000]
    with tenancy.association(world.association):
        told = Notice.objects.get(account=world.member("officer"), what="diary-entry")
        assert ref in told.said
    text = world.get("officer", f"/cases/{ref}")
    assert "Shouting" in text
    assert "sheet.txt" in text
    assert "Diary read" in text


def proof_taken(world: World) -> None:
    for spoken in ("spoken", "not_yet", "skipped"):
        tell_next(world, "nuisance.reported", {"about": "Music", "serious": False, "spoken": spoken})
    assert 'name="f-spoken"' in world.get("officer", "/capture/nuisance.reported")
    assert 'name="f-spoken"' not in world.get("officer", "/capture/harassment.reported")


def draft(world: World, ref: str, template: str) -> Letter:
    made = composing.start(
        association=world.association,
        thread=ref,
        template=template,
        uid=f"{ref}-{template}",
        by=world.member("officer").handle,
        at=world.at,
    )
    assert isinstance(made, Letter), made
    return made


def proof_explained(world: World) -> None:
    ref = nuisance(world, ASSESSED)
    assert "what powers we have" in refused(world, ref, "nuisance.plan_agreed", PLAN)
    assert "template=nuisance-first" in world.get("officer", f"/cases/{ref}")
    text = world.get("officer", f"/letters/{draft(world, ref, 'nuisance-first').ref}")
    assert "Which steps are likely here?" in text
    assert "What can we not do?" in text


def proof_plan(world: World) -> None:
    ref = nuisance(world, ASSESSED, EXPLAINED)
    done = cases.take(
        association=world.association,
        thread=ref,
        kind="nuisance.plan_agreed",
        facts=PLAN,
        by=world.member("officer").handle,
        at=world.at,
    )
    assert isinstance(done, Refused)
    assert "letter" in done.sentence
    text = world.get("officer", f"/letters/{draft(world, ref, 'nuisance-plan').ref}")
    assert "What will we not do, and why not?" in text
    tell_next(world, "nuisance.plan_agreed", PLAN, thread=ref)
    assert "14 April" in world.get("officer", f"/cases/{ref}")


def proof_high(world: World) -> None:
    ref = harassed(world)
    assert "stays serious" in refused(world, ref, "nuisance.risk_assessed", CALM)
    assert "questions about risk" in refused(world, ref, "nuisance.plan_agreed", PLAN)
    tell_next(world, "nuisance.risk_assessed", {**CALM, "serious": True}, thread=ref)
    tell_next(world, "nuisance.explained", {"how": "spoken"}, thread=ref)
    assert "a manager has to see it" in refused(world, ref, "nuisance.plan_agreed", PLAN)
    assert (
        ref
        in world.get("manager", "/neighbours").partition("no manager has seen")[2].partition("</section>")[0]
    )
    seen = ("harassment.manager_saw", {"officer": "Ann Reid"})
    assert "Ask a manager" in taken_by(world, "officer", ref, *seen)
    assert taken_by(world, "manager", ref, *seen) == ""
    text = world.get("manager", f"/cases/{ref}")
    assert "Ann Reid" in text
    assert "High priority" in text


def proof_every_part(world: World) -> None:
    ref = harassed(world)
    told = [("nuisance.risk_assessed", {**CALM, "serious": True}), ("nuisance.explained", {"how": "spoken"})]
    told += [("harassment.manager_saw", {"officer": "Ann Reid"}), PLANNED]
    told += [part(each) for each in ("complainant", "other", "evidence")]
    for kind, facts in told:
        tell_next(world, kind, facts, thread=ref)
    for each, says in (
        ("diary", "what the diary shows"),
        ("witnesses", "witnesses"),
        ("agencies", "agencies"),
    ):
        assert says in refused(world, ref, "nuisance.found", FOUND)
        tell_next(world, *part(each), thread=ref)
    tell_next(world, "nuisance.found", FOUND, thread=ref)
    assert "First tell them what was found" in refused(world, ref, "nuisance.dealt_with", CLOSE)


def proof_few(world: World) -> None:
    ref = harassed(world)
    abuse = tell_next(world, "harassment.abuse_reported", {"about": "Her husband"})
    for each in (ref, abuse):
        world.get("receptionist", f"/cases/{each}", status=404)
        assert each not in world.get("receptionist", "/neighbours")
        world.get("officer", f"/cases/{each}")
    world.get("manager", f"/cases/{ref}")
    with tenancy.association(world.association):
        kept = dict(Thread.objects.filter(ref__in=(ref, abuse)).values_list("ref", "sensitivity"))
    assert kept == {ref: "confidential", abuse: "safeguarding"}


def proof_apart(world: World) -> None:
    okafor, roe, mate = (customer(world, name) for name in ("Ms Okafor", "Kim Roe", "Al Okafor"))
    ref = nuisance(world, person=okafor.ref)
    party(world, ref, "alleged", roe)
    assert ref in world.get("officer", f"/customer/{okafor.ref}")
    for each in (roe, mate):
        assert ref not in world.get("officer", f"/customer/{each.ref}")
    letter = draft(world, ref, "nuisance-first")
    saved = composing.save(
        association=world.association,
        letter=letter.ref,
        version=letter.version,
        values={"asked": "You told us about Kim Roe."},
        by=world.member("officer").handle,
        at=world.at,
    )
    assert isinstance(saved, Letter), saved
    assert "This names Kim Roe, who is on another side" in world.get("officer", f"/letters/{letter.ref}")


def proof_contracts(world: World) -> None:
    ref = nuisance(world, ASSESSED)
    offered = {"terms": "No shouting", "parties": "Mr Roe and us", "police": "PC Ward"}
    tell_next(world, "nuisance.contract_offered", offered, thread=ref)
    days = {"starts_on": "2026-04-07", "ends_on": "2026-10-07", "review_on": "2026-05-05"}
    tell_next(world, "nuisance.contract_signed", days, thread=ref)
    broken = {"what": "Shouting", "evidence": "The diary", "next": "warning"}
    tell_next(world, "nuisance.contract_broken", broken, thread=ref)
    listed = (
        world.get("officer", "/neighbours").partition("Behaviour contracts")[2].partition("</section>")[0]
    )
    assert "5 May" in listed
    assert "Not kept to 1 time" in listed
    text = world.get("officer", f"/cases/{ref}")
    assert "A warning" in text
    assert "PC Ward" in text


def proof_still(world: World) -> None:
    ref = nuisance(world, happened_at=world.at - timedelta(days=30))
    fresh = nuisance(world)
    listed = world.get("officer", "/neighbours").partition("Standing still")[2].partition("</section>")[0]
    assert ref in listed
    assert "Nothing has happened since" in listed or "Nothing in it has a date" in listed
    assert fresh not in listed


def proof_handovers(world: World) -> None:
    ref = nuisance(world)
    for role in ("receptionist", "officer"):
        answer = world.post("manager", f"/thread/{ref}/hand-over", {"to": world.member(role).handle})
        assert answer.status_code == 302, answer.content.decode()[:2_000]
    assert "2 times" in world.get("officer", f"/cases/{ref}")
    assert "2 times" in world.get("officer", "/neighbours")


def proof_list(world: World) -> None:
    ref = nuisance(world, ASSESSED)
    row = world.get("officer", "/neighbours").partition("All that are open")[2]
    assert ref in row
    assert "Low" in row
    assert "by the end of" in row or "by " in row


def proof_occupation(world: World) -> None:
    ref = tell_next(world, "occupation.reported", {"about": "Somebody moved in"})
    passed = {"whom": "The solicitor", "documents": "Tenancy and letters", "next_on": "2026-04-10"}
    assert "Not shared yet" in world.get("officer", f"/cases/{ref}")
    tell_next(world, "occupation.passed_to_legal", passed, thread=ref)
    paper = SimpleUploadedFile("tenancy.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    answer = world.post("officer", f"/neighbours/{ref}/diary", {"file": paper})
    assert answer.status_code == 302, answer.content.decode()[:3_000]
    text = world.get("officer", f"/cases/{ref}")
    for words in ("The solicitor", "Tenancy and letters", "tenancy.pdf", "10 April"):
        assert words in text


def proof_policy(world: World) -> None:
    ref = harassed(world)
    tell_next(
        world, "harassment.departed", {"what": "The visit", "why": "She asked us not to come"}, thread=ref
    )
    text = world.get("manager", f"/cases/{ref}")
    assert "/publications/of/harassment-policy" in text
    assert "She asked us not to come" in text


PROOFS = {
    "figure:handovers": proof_handovers,
    "list:behaviour-contracts": proof_contracts,
    "list:in-danger": proof_danger,
    "list:standing-still": proof_still,
    "page:neighbours": proof_list,
    "page:neighbours-case": proof_case,
    "page:occupation-shared": proof_occupation,
    "page:policy-on-case": proof_policy,
    "rule:both-accounts-first": proof_both_accounts,
    "rule:both-sides-asked": proof_both_asked,
    "rule:breach-in-order": proof_breach,
    "rule:diary-tells-officer": proof_diary,
    "rule:explained-first": proof_explained,
    "rule:harassment-every-part": proof_every_part,
    "rule:harassment-high": proof_high,
    "rule:harassment-kept-for-few": proof_few,
    "rule:leaflet-with-offer": proof_leaflet,
    "rule:mediation-free": proof_mediation,
    "rule:neighbours-kept-apart": proof_apart,
    "rule:plan-in-writing": proof_plan,
    "rule:possession-approved": proof_possession,
    "rule:taken-whatever": proof_taken,
}
