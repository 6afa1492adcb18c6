"""What the pages of support and of estates hold for clauses, each opened for real."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kept.actions import booking, composing, customers, registering
from kept.actions.telling import Telling, tell
from kept.casework.supporting import WAITS
from kept.store import tenancy
from kept.store.models import Case, Clock, Letter, Person, RegisterEntry
from tests.contracts.held_diary import book
from tests.contracts.held_publications import drafted, issued
from tests.contracts.world import World

JPEG = b"\xff\xd8\xff\xe0 a heap of rubbish"

NEED = {"area": "money", "what": "Post stays shut", "assessed_by": "Social services"}
_SECONDS = count()
ITEM = {"area": "money", "what": "Open it together", "agency": "Us", "consent": True, "hours": 2}
DRAWN = {
    "part": "together",
    "comments": "It suits me",
    "signed": "signed",
    "copy_given": "paper",
    "review_on": "2026-04-30",
}


def refused(world: World, kind: str, facts: dict[str, Any], ref: str) -> str:
    """The sentence with which it is refused on that thread."""
    by = world.member("officer").handle
    telling = Telling(kind, world.at, facts, thread=ref)
    done = tell([telling], association=world.association, by=by, at=world.at)
    assert done.refused is not None
    return done.refused.sentence


def told(world: World, kind: str, facts: dict[str, Any] | None = None, **telling: Any) -> str:
    """Told in the order of these lines, each a second after the one before."""
    when = telling.pop("happened_at", world.at - timedelta(hours=2) + timedelta(seconds=next(_SECONDS)))
    return world.tell(kind, facts, happened_at=when, **telling)


def running(world: World, ref: str) -> set[str]:
    """Which promises run on that thread."""
    with tenancy.association(world.association):
        rows = Clock.objects.filter(thread__ref=ref, verdict="running")
        return {each.promise for each in rows}


def customer(world: World, name: str = "Ngozi Okafor", **more: Any) -> str:
    made = customers.add(
        association=world.association,
        name=name,
        address="14 Mill Road, LS1 4AB",
        by=world.member("officer").handle,
        at=world.at,
        **more,
    )
    assert isinstance(made, Person), made
    return str(made.ref)


# ---- adaptations ---------------------------------------------------------------------------------


def ordered(world: World) -> str:
    ref = told(world, "adaptation.recommended", {"reference": "OT 1"})
    told(world, "adaptation.ordered", {"contractor": "Ramps Ltd"}, thread=ref)
    return ref


def proof_watched(world: World) -> None:
    ref = ordered(world)
    told(world, "adaptation.stage_set", {"stage": "Survey", "due_on": "2026-04-20"}, thread=ref)
    assert "kept:adaptation-watched" in running(world, ref)
    slip = {"due_on": "2026-04-27", "reason": "The surveyor is ill"}
    assert "Tell the resident first" in refused(world, "adaptation.slipped", slip, ref)
    told(world, "adaptation.slipped", {**slip, "resident_told": True}, thread=ref)
    assert "27 April" in world.get("officer", f"/cases/{ref}")
    page = world.get("officer", "/support")
    assert "The surveyor is ill" in page
    assert "Later than first told" in page


def proof_held_open(world: World) -> None:
    ref = ordered(world)
    done = {"satisfied": True, "how": "said"}
    told(world, "adaptation.finished", thread=ref)
    assert "kept:adaptation-inspected" in running(world, ref)
    assert "First it is inspected" in refused(world, "adaptation.signed_off", done, ref)
    told(world, "adaptation.inspected", {"meets": False, "compared": "OT 1"}, thread=ref)
    with tenancy.association(world.association):
        case = Case.objects.get(thread__ref=ref, type="adaptation")
        assert (case.state, case.ended) == ("not-right", False)


def proof_own_word(world: World) -> None:
    ref = ordered(world)
    told(world, "adaptation.finished", thread=ref)
    told(world, "adaptation.inspected", {"meets": True, "compared": "OT 1"}, thread=ref)
    assert "kept:adaptation-own-word" in running(world, ref)
    assert "has not come to its end" in refused(world, "thread.closed", {}, ref)
    told(world, "adaptation.signed_off", {"satisfied": True, "how": "said"}, thread=ref)
    told(world, "adaptation.defect_found", {"what": "Loose", "fix_by": "2026-04-20"}, thread=ref)
    with tenancy.association(world.association):
        assert not Case.objects.get(thread__ref=ref, type="adaptation").ended


# ---- support plans -------------------------------------------------------------------------------


def begun(world: World) -> str:
    ref = told(world, "support_plan.begun", {"from_name": "Mr Haddad", "consent": True})
    told(world, "support_plan.need_assessed", NEED, thread=ref)
    return ref


def proof_meets_needs(world: World) -> None:
    ref = begun(world)
    assert "Nobody has assessed" in refused(world, "support_plan.item_added", {**ITEM, "area": "work"}, ref)
    assert "nothing that meets it" in refused(world, "support_plan.drawn_up", DRAWN, ref)
    assert "Nothing meets this need yet: Money and paperwork" in world.get("officer", "/support")
    assert "nothing planned" in world.get("officer", f"/cases/{ref}")
    told(world, "support_plan.item_added", ITEM, thread=ref)
    told(world, "support_plan.drawn_up", DRAWN, thread=ref)
    assert "nothing planned" not in world.get("officer", f"/cases/{ref}")


def proof_plans_due(world: World) -> None:
    ref = begun(world)
    told(world, "support_plan.item_added", {**ITEM, "agency": "Debt Line", "consent": False}, thread=ref)
    told(world, "support_plan.drawn_up", DRAWN, thread=ref)
    assert "Gone through on Thursday 30 April" in world.get("officer", "/support")
    case = world.get("officer", f"/cases/{ref}")
    assert "They do not agree that we speak to Debt Line about it." in case
    assert "kept:support-plan-gone-through" in running(world, ref)


def proof_outcomes(world: World) -> None:
    ref = begun(world)
    told(world, "support_plan.item_added", ITEM, thread=ref)
    told(world, "support_plan.aim_set", {"aim": 1, "words": "Read my post"}, thread=ref)
    told(world, "support_plan.drawn_up", DRAWN, thread=ref)
    review = {"decision": "end", "reason": "It helped", "took_part": True, "signed": "signed"}
    assert "what came of aim 1" in refused(world, "support_plan.reviewed", review, ref)
    told(world, "support_plan.outcome", {"aim": 1, "outcome": "reached"}, thread=ref)
    told(world, "support_plan.reviewed", review, thread=ref)


def proof_hours(world: World) -> None:
    ref = begun(world)
    told(world, "support_plan.item_added", ITEM, thread=ref)
    paid = {"service": "Floating", "basis": "Care Act", "funder": "Council", "hours": 1}
    told(world, "support_plan.funded", paid, thread=ref)
    assert "Hours a week planned beyond those paid for: 1" in world.get("officer", "/support")
    assert "2 hours a week are planned, and 1 are paid for." in world.get("officer", f"/cases/{ref}")


def proof_participation(world: World) -> None:
    ref = begun(world)
    told(world, "support_plan.item_added", ITEM, thread=ref)
    told(world, "support_plan.drawn_up", {**DRAWN, "signed": "away"}, thread=ref)
    page = world.get("officer", "/support")
    assert "1 of 1 (100 %)" in page
    assert "0 of 1 (0 %)" in page


def proof_basis(world: World) -> None:
    long_ago = world.at - timedelta(days=400)
    said = {"service": "Floating support", "basis": "Care Act 2014", "funder": "Council", "hours": "2"}
    by = world.member("manager").handle
    made = registering.add(
        association=world.association, register="support-services", answers=said, by=by, at=long_ago
    )
    assert isinstance(made, RegisterEntry), made
    assert "Floating support" in world.get("officer", "/support")
    registering.check(association=world.association, entry=made.pk, by=by, at=world.at)
    assert "Floating support" not in world.get("officer", "/support")


# ---- in touch with others, money -----------------------------------------------------------------


def proof_chased(world: World) -> None:
    ref = told(world, "referral.offered", {"from_name": "Ms Bell", "agency": "Debt Line"})
    sent = {"agency": "Debt Line", "consent": True}
    assert "Ask the customer first" in refused(world, "referral.made", sent, ref)
    told(world, "referral.consented", {"how": "said"}, thread=ref)
    assert "Without their yes" in refused(world, "referral.made", {**sent, "consent": False}, ref)
    told(world, "referral.made", sent, thread=ref)
    assert "kept:referral-heard" in running(world, ref)
    assert "Debt Line" in world.get("officer", "/support")
    told(world, "referral.chased", {"again_on": "2026-04-20"}, thread=ref)
    assert "kept:asked-again" in running(world, ref)


def proof_letters_wait(world: World) -> None:
    person = customer(world)
    behind = told(world, "arrears.began", {}, person=person)
    by = world.member("officer").handle
    who: dict[str, Any] = {"association": world.association, "by": by, "at": world.at}
    letter = composing.start(thread=behind, template="arrears-first", uid="arrears", **who)
    assert isinstance(letter, Letter), letter
    assert WAITS not in world.get("officer", f"/letters/{letter.ref}")
    help_ = told(world, "money_help.asked", {"why": "hard_to_pay"}, person=person)
    assert WAITS in world.get("officer", f"/letters/{letter.ref}")
    assert "letters about money owed to us wait" in world.get("officer", f"/cases/{help_}")
    told(world, "money_help.ended", {"outcome": "paying"}, thread=help_)
    assert WAITS not in world.get("officer", f"/letters/{letter.ref}")


def proof_renewal(world: World) -> None:
    ref = told(world, "money_help.asked", {"why": "housing_benefit"})
    claim = {"form": "Housing Benefit", "claimed_on": "2026-04-07"}
    told(world, "money_help.claimed", claim, thread=ref)
    decided = {"form": "Housing Benefit", "outcome": "granted", "renew_on": "2026-09-07"}
    told(world, "money_help.decided", decided, thread=ref)
    assert {"kept:renewal-reminded", "kept:claim-renewed"} <= running(world, ref)
    assert "To be renewed by Monday 7 September" in world.get("officer", "/support")
    by = world.member("officer").handle
    letter = composing.start(
        association=world.association, thread=ref, template="benefit-renewal", uid="renew", by=by, at=world.at
    )
    assert isinstance(letter, Letter), letter
    assert "help with the form" in world.get("officer", f"/letters/{letter.ref}")


def proof_form_help(world: World) -> None:
    ref = told(world, "money_help.asked", {"from_name": "Mr Bell", "why": "form"})
    done = book(world, "form-help", thread=ref)
    assert isinstance(done, booking.Booked), done
    assert "kept:money-help-begun" not in running(world, ref)
    assert "Help with a form" in world.get("officer", "/diary/book")


def proof_extra_care(world: World) -> None:
    person = customer(world, name="Farah Bell", need_kinds=["extra-care"])
    assert "Extra care" in world.get("officer", f"/customer/{person}")


# ---- estates -------------------------------------------------------------------------------------


def litter(world: World, what: str = "litter") -> str:
    return told(world, "estate.reported", {"what": what, "place": "Mill Road"})


def proof_jobs(world: World) -> None:
    ref = litter(world)
    job = {"to": "council", "name": "Streets", "reference": "C-9"}
    told(world, "estate.assigned", job, thread=ref)
    assert "Streets, C-9" in world.get("officer", "/estates")
    assert "No answer yet" in world.get("officer", "/estates")
    told(world, "estate.answered", {"reply": "On Friday", "clear_by": "2026-04-10"}, thread=ref)
    assert "On Friday" in world.get("officer", "/estates")
    told(world, "estate.cleared", {"by_whom": "council"}, thread=ref)
    told(world, "estate.reporter_told", {"how": "said"}, thread=ref)
    assert ref not in world.get("officer", "/estates")


def proof_estate_chased(world: World) -> None:
    ref = litter(world)
    told(world, "estate.assigned", {"to": "council", "name": "Streets"}, thread=ref)
    assert "kept:estate-answered" in running(world, ref)
    told(world, "estate.chased", {"again_on": "2026-04-14"}, thread=ref)
    assert running(world, ref) == {"kept:asked-again"}
    assert "Asked again on Tuesday 7 April" in world.get("officer", "/estates")


def proof_photograph(world: World) -> None:
    ref = litter(world, "rubbish")
    assert "Choose a photograph" in photographed(world, ref, [], status=422)
    photographed(world, ref, [SimpleUploadedFile("heap.jpg", JPEG, "image/jpeg")], status=302)
    assert "heap.jpg" in world.get("officer", f"/cases/{ref}")


def photographed(world: World, ref: str, files: list[SimpleUploadedFile], *, status: int) -> str:
    answer = world.post("officer", f"/estates/{ref}/photograph", {"file": files, "says": "A heap"})
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text


def proof_looks(world: World) -> None:
    seen = {"what": "common_parts", "place": "Elm Court", "found": "untidy"}
    ref = told(world, "estate.inspected", seen)
    told(world, "estate.reminded", {"which": "first", "look_again_on": "2026-04-21"}, thread=ref)
    page = world.get("officer", "/estates")
    for said in ("Elm Court", "It has to be tidied", "21 April", "A shared part"):
        assert said in page
    told(world, "estate.inspected", {**seen, "found": "good"}, thread=ref)
    assert "It is in order" in world.get("officer", "/estates")


def proof_told(world: World) -> None:
    when = world.at - timedelta(days=60)
    ref = told(world, "estate.reported", {"what": "litter", "place": "Mill Road"}, happened_at=when)
    told(world, "estate.cleared", {"by_whom": "ours"}, thread=ref, happened_at=when)
    words = "Reports of litter, rubbish and the like: 1, cleared: 1."
    assert words in world.get("officer", "/estates")
    made = drafted(world, "newsletter")
    assert words in world.get("manager", f"/publications/edition/{made.pk}")
    assert "No issue has carried it yet." in world.get("officer", "/estates")
    issued(world, "newsletter")
    page = world.get("officer", "/estates")
    assert "Newsletter, Spring 2026" in page
    assert "Page 3" in page


# ---- calls while we are closed -------------------------------------------------------------------


def proof_night_log(world: World) -> None:
    called = world.at - timedelta(hours=8)

    def later(minutes: int) -> str:
        return (called + timedelta(minutes=minutes)).isoformat()

    said = {"answered_at": later(2), "answered_by": "Night Line", "outcome": "sent"}
    ref = told(world, "emergency.called", said, happened_at=called)
    went = {"who": "Mr Lee", "provider": "contractor"}
    told(world, "standby.called_out", went, thread=ref, happened_at=called + timedelta(minutes=5))
    told(world, "standby.returned", {"attended_at": later(41), "made_safe": True}, thread=ref)
    page = world.get("officer", "/night/log")
    for words in ("Night Line", "2 minutes", "Mr Lee, A contractor", "41 minutes", "Somebody was sent out"):
        assert words in page


PROOFS = {
    "figure:support-participation": proof_participation,
    "list:estate-jobs": proof_jobs,
    "list:estate-looks": proof_looks,
    "list:plans-due": proof_plans_due,
    "list:service-basis": proof_basis,
    "page:estates-told": proof_told,
    "page:night-log": proof_night_log,
    "rule:adaptation-held-open": proof_held_open,
    "rule:adaptation-own-word": proof_own_word,
    "rule:adaptation-watched": proof_watched,
    "rule:arrears-letters-wait": proof_letters_wait,
    "rule:estate-chased": proof_estate_chased,
    "rule:estate-photograph": proof_photograph,
    "rule:extra-care-noted": proof_extra_care,
    "rule:form-help-booked": proof_form_help,
    "rule:hours-over": proof_hours,
    "rule:plan-meets-needs": proof_meets_needs,
    "rule:referral-chased": proof_chased,
    "rule:renewal-reminded": proof_renewal,
    "rule:review-by-outcomes": proof_outcomes,
}
