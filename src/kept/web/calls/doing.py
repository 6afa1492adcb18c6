"""What does each panel of the call pad put on record?

    done = do(pad, "issue", request.POST)       # Done(thread, "On record.") or the panel with what is wrong

Each is one thing that happened on the contact, told through the same door as everything else, and is written
once however often it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from kept.actions import calling
from kept.actions.foreseeing import foresee
from kept.actions.handing import hand_over
from kept.actions.telling import tell
from kept.actions.told import Telling, Told
from kept.casework import Refused, Verdict
from kept.casework.identifying import CHECKED, DECLINED, NOT_PASSED, PASSED, agree
from kept.casework.safe_contact import check, rules_of
from kept.casework.wrapping_up import IN_FULL, ISSUE, WRAPPED_UP, may_pass_on, wrap_up
from kept.rulebook.telephone import telephone_of
from kept.store.calls import RETURNED
from kept.web.calls.fetch import ABOUT, OWN_WORDS, SUBJECT
from kept.web.calls.forms import Pad
from kept.web.calls.panels import Panel
from kept.web.shared.demanding import completed

CLOSED, ANSWERED, GIVEN = "thread.closed", "enquiry.answered", "promise.given"
QUESTIONS, FEWEST = "questions", timedelta(minutes=1)
TICK = "yes"


@dataclass(frozen=True, slots=True)
class Done:
    """What was saved, in a sentence; `leave` where the call has gone to somebody else or is over."""

    says: str
    leave: bool = False


Outcome = Done | Panel


def do(pad: Pad, what: str, post: Mapping[str, str]) -> Outcome | None:
    """Do what that panel asks for; None where the pad has no such panel."""
    act = _ACTS.get(what)
    return act(pad, post) if act is not None else None


def _tell(pad: Pad, panel: Panel, *tellings: Telling) -> Refused | None:
    told: Told = tell(
        tellings,
        association=pad.here.association,
        by=pad.here.by,
        at=pad.here.at,
        membership=pad.here.membership,
    )
    return told.refused


def _telling(pad: Pad, kind: str, facts: Mapping[str, object], part: str = "", **more: object) -> Telling:
    uid = f"{pad.uid}-{kind}{part}"
    return Telling(kind, pad.here.at, dict(facts), uid=uid, thread=pad.line.thread.ref, **more)  # type: ignore[arg-type]


def _saved(pad: Pad, panel: Panel, *tellings: Telling, says: str = "", leave: bool = False) -> Outcome:
    if panel.errors:
        return panel
    refused = _tell(pad, panel, *tellings)
    if refused is not None:
        return panel.wrong(refused.field or "", refused.sentence)
    return Done(says or _("On record."), leave)


def _about(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel, opening = pad.about, pad.line.opening
    if opening is None or panel.errors:
        return panel
    if not panel.facts:
        return panel.wrong(ABOUT, _("Write down what it is about, or choose the subject."))
    return _saved(pad, panel, _telling(pad, "event.corrected", panel.facts, corrects=opening.id))


def _identity(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel = pad.identity
    method, asks = str(panel.facts.get("method") or QUESTIONS), telephone_of(pad.here.rulebook)["identity"]
    matched: tuple[str, ...] = ()
    if post.get("declined") == TICK:
        result = DECLINED
    elif method == QUESTIONS:
        said = {each: post.get(f"said-{each}", "")[:200] for each in asks.asks}
        if not any(value.strip() for value in said.values()):
            return panel.wrong("method", _("Type what the caller says, or tick that they would rather not."))
        matched = agree(asks.asks, said, pad.line.on_file)
        result = PASSED if len(matched) >= asks.least else NOT_PASSED
    else:
        result = PASSED
    facts = {"method": method, "result": result} | ({"matched": " ".join(matched)} if matched else {})
    says = {
        PASSED: _("It is them. What is on file is open now."),
        NOT_PASSED: _(
            "Too little agrees with the file, so what is personal stays closed. Ask something else."
        ),
        DECLINED: _("They would rather not say. What is personal stays closed."),
    }
    return _saved(pad, panel, _telling(pad, CHECKED, facts), says=says[result])


def _issue(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel = pad.issue
    if not panel.facts.get("issue"):
        return panel.wrong("issue", _("Say in a few words what they raised."))
    return _saved(pad, panel, _telling(pad, ISSUE, panel.facts), says=_("Noted, to be read back at the end."))


def _note(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel, spoken = pad.note, pad.spoken
    tellings = [_telling(pad, "call.noted", panel.facts)] if panel.facts else []
    if spoken.error:
        return panel.wrong("told", spoken.error)
    if spoken.given:
        tellings.append(_telling(pad, GIVEN, spoken.facts))
    if not tellings and not panel.errors:
        return panel.wrong("points", _("Write down the main points, what was agreed, or what you told them."))
    return _saved(pad, panel, *tellings)


def _offer(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel, kinds = pad.offer, pad.here.rulebook.kinds
    tellings = [_telling(pad, "callback.offered", {})]
    accepted = post.get("answer") == "ring"
    if accepted:
        tellings.append(_telling(pad, "callback.promised", panel.facts))
    elif "callback.offer_declined" in kinds:
        tellings.append(_telling(pad, "callback.offer_declined", {}))
    says = _("Ring them back now.") if accepted else _("They would rather stay on the line.")
    return _saved(pad, panel, *tellings, says=says)


def _transfer(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel, line = pad.transfer, pad.line
    facts = {**panel.facts, "caller_told": panel.facts.get("caller_told") is True}
    about = line.said(ABOUT) or line.said(OWN_WORDS)
    refused = may_pass_on(facts, subject=line.said(SUBJECT), about=about, to=pad.to)
    if panel.errors:
        return panel
    if refused is None:
        done = calling.put_through(
            association=pad.here.association,
            thread=line.thread.ref,
            to=pad.to,
            facts=panel.facts,
            by=pad.here.by,
            at=pad.here.at,
            uid=f"{pad.uid}-transfer",
            membership=pad.here.membership,
        )
        if not isinstance(done, Refused):
            return Done(_("The call is on their screen, with what you passed on."), leave=True)
        refused = done
    return panel.wrong(refused.field or "to", refused.sentence)


def _choice(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel, card = pad.choice, pad.card
    chosen = panel.facts.get("chosen")
    if chosen is None:
        return panel.wrong("chosen", _("Say what the caller chose."))
    if chosen == "voicemail" and card is not None and not card.voicemail:
        return panel.wrong(
            "chosen", _("%(who)s has no voicemail. Offer the other ways.") % {"who": card.name}
        )
    whom = {"whom": card.name} if card is not None else {}
    tellings = [_telling(pad, "call.choice_made", {**panel.facts, **whom})]
    if chosen == "voicemail":
        tellings.append(_telling(pad, "message.left", _left(pad)))
    outcome = _saved(pad, panel, *tellings, says=_("On record."))
    if isinstance(outcome, Done) and chosen == "voicemail" and card is not None:
        hand_over(
            association=pad.here.association,
            thread=pad.line.thread.ref,
            to=card.handle,
            by=pad.here.by,
            at=pad.here.at,
            note=_("They left you a voicemail."),
            membership=pad.here.membership,
        )
        return Done(
            _("Their voicemail runs from now, and the contact is %(who)s’s.") % {"who": card.name}, True
        )
    return outcome


def _left(pad: Pad) -> dict[str, object]:
    line = pad.line
    facts = {"from_name": line.said("from_name"), "phone": line.said("phone"), "about": line.said(ABOUT)}
    return {key: value for key, value in facts.items() if value} | {"reply_wanted": "call"}


def _message(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel, card = pad.message, pad.card
    if card is None:
        return panel.wrong("to", _("Choose the colleague whom the message is for."))
    if panel.errors or pad.wish.errors:
        return panel if panel.errors else pad.wish
    facts = _filled(pad, panel.facts, post)
    tellings = [_telling(pad, "message.taken", facts), *_wished(pad, facts)]
    tellings.append(_telling(pad, "call.choice_made", {"chosen": "message", "whom": card.name}))
    told = calling.take_message(
        tellings,
        to=card.handle,
        association=pad.here.association,
        by=pad.here.by,
        at=pad.here.at,
        membership=pad.here.membership,
    )
    if isinstance(told, Refused):
        return panel.wrong(told.field or "about", told.sentence)
    return Done(_("%(who)s has the message, and their deputy knows of it.") % {"who": card.name}, leave=True)


def _filled(pad: Pad, facts: Mapping[str, object], post: Mapping[str, str]) -> dict[str, object]:
    """With what the call says already, with what is on file, and with what is missing and why."""
    line = pad.line
    own = {each: line.said(each) for each in ("from_name", "phone", SUBJECT)}
    own[ABOUT] = line.said(ABOUT) or line.said(OWN_WORDS)
    return completed(pad.here, {**own, **facts}, line.person, post)


def _wished(pad: Pad, facts: Mapping[str, object]) -> list[Telling]:
    """What the caller would rather have than the time that our promise gives, and our word for it."""
    wish = pad.wish.facts
    if not wish:
        return []
    opening = Telling("message.taken", pad.here.at, dict(facts), thread=pad.line.thread.ref)
    judged = foresee(
        opening,
        association=pad.here.association,
        by=pad.here.by,
        at=pad.here.at,
        membership=pad.here.membership,
    )
    promises = pad.here.rulebook.promises
    dues = (
        min(each.act_by, each.due_at - FEWEST)
        for each in ([] if isinstance(judged, Refused) else judged.clocks)
        if each.verdict is Verdict.RUNNING
        and RETURNED in (p.stops if (p := promises.get(each.promise)) else ())
    )
    first = min(dues, default=None)
    offered = {"first_offer": first.isoformat()} if first is not None else {}
    found = [_telling(pad, "callback.wish", {**offered, **wish})]
    if wish.get("wished_for"):
        given = {
            "what_told": _("We ring you back at the time you asked for."),
            "promised_for": wish["wished_for"],
        }
        found.append(_telling(pad, GIVEN, given, part="-wish"))
    return found


def _outside(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel = pad.outside
    agency = post.get("agency", "").strip()[:200]
    facts = {**panel.facts} | ({"agency": agency} if agency else {})
    for name, sentence in (
        ("explained", _("Say what you explained to them.")),
        ("agency", _("Choose who can help them.")),
        ("details_sent", _("Say how they got the details.")),
    ):
        if not facts.get(name):
            return panel.wrong(name, sentence)
    refused = _forbidden(pad, str(facts["details_sent"]))
    if refused is not None:
        return panel.wrong("details_sent", refused.sentence)
    return _saved(pad, panel, _telling(pad, "service.outside", facts))


def _forbidden(pad: Pad, way: str) -> Refused | None:
    """Why nothing may go to them in this way, by what they asked for."""
    who = pad.line.person
    if who is None or way not in ("letter", "email", "text"):
        return None
    return check(rules_of(who.contact_rules), way, at=pad.here.calendar.local(pad.here.at))


def _not_found(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel = pad.not_found
    return _saved(pad, panel, _telling(pad, "help.not_found", panel.facts), says=_("On record, and counted."))


def _heated(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel = pad.heated
    done = calling.heated(
        association=pad.here.association,
        thread=pad.line.thread.ref,
        note=str(panel.facts.get("note") or ""),
        by=pad.here.by,
        at=pad.here.at,
        uid=f"{pad.uid}-heated",
        membership=pad.here.membership,
    )
    if isinstance(done, Refused):
        return panel.wrong("note", done.sentence)
    return Done(_("Your line manager knows of it now."))


def _escalate(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel = pad.escalate
    done = calling.escalate(
        association=pad.here.association,
        thread=pad.line.thread.ref,
        note=str(panel.facts.get("note") or ""),
        by=pad.here.by,
        at=pad.here.at,
        uid=f"{pad.uid}-escalate",
        membership=pad.here.membership,
    )
    if isinstance(done, Refused):
        return panel.wrong("note", done.sentence)
    return Done(_("Your line manager has it on the screen, and it is theirs from here."), leave=True)


def _take(pad: Pad, post: Mapping[str, str]) -> Outcome:
    done = calling.take_up(
        association=pad.here.association,
        thread=pad.line.thread.ref,
        by=pad.here.by,
        at=pad.here.at,
        uid=f"{pad.uid}-take",
        membership=pad.here.membership,
    )
    if isinstance(done, Refused):
        return pad.issue.wrong("issue", done.sentence)
    return Done(_("You have it."))


def _end(pad: Pad, post: Mapping[str, str]) -> Outcome:
    panel, line, spoken = pad.end, pad.line, pad.end_spoken
    issues = [each.id for each in line.issues]
    ticked = [each for each in issues if post.get(f"read-{each}") == TICK]
    facts = dict(panel.facts)
    number = (
        post.get("end-phone", "").strip()[:40] or line.said("phone") or (line.on_file.phones and "on file")
    )
    refused = wrap_up(
        facts,
        issues,
        ticked,
        subject=line.said(SUBJECT),
        about=line.said(ABOUT) or line.said(OWN_WORDS),
        number=number,
        no_number=post.get("no-phone") == TICK,
        needs=bool(line.person and (line.person.needs or line.person.need_kinds)),
        noted=[
            each
            for each in ("points", "outcome")
            if any(line.word(note, each) for note in line.of_kind("call.noted"))
        ],
        demanded=telephone_of(pad.here.rulebook)["notes"].asks,
    )
    refused = refused or _forbidden(pad, str(facts.get("summary_sent") or ""))
    if panel.errors or refused is not None:
        return panel.wrong(refused.field or "settled", refused.sentence) if refused else panel
    if spoken.error:
        return panel.wrong("told", spoken.error)
    facts["issues_confirmed"] = set(issues) <= set(ticked)
    tellings = [_telling(pad, WRAPPED_UP, facts)]
    if post.get("end-phone", "").strip() and line.opening is not None:
        phone = {"phone": post["end-phone"].strip()}
        tellings.insert(0, _telling(pad, "event.corrected", phone, part="-phone", corrects=line.opening.id))
    if spoken.given:
        tellings.append(_telling(pad, GIVEN, spoken.facts, part="-end"))
    if facts["settled"] == IN_FULL and not spoken.given:
        tellings += _closing(pad, tellings)
    return _saved(pad, panel, *tellings, says=_("The call is wrapped up."), leave=True)


def _closing(pad: Pad, before: list[Telling]) -> list[Telling]:
    """That it was answered; and that it is closed, unless something is still promised."""
    answered = _telling(pad, ANSWERED, {"note": _said_at_the_end(pad)})
    here = pad.here
    judged = foresee(
        *before, answered, association=here.association, by=here.by, at=here.at, membership=here.membership
    )
    running = not isinstance(judged, Refused) and any(e.verdict is Verdict.RUNNING for e in judged.clocks)
    return [answered] if running else [answered, _telling(pad, CLOSED, {})]


def _said_at_the_end(pad: Pad) -> str:
    notes = pad.line.of_kind("call.noted")
    return pad.line.word(notes[-1], "outcome") if notes else _("Settled in the call.")


_ACTS: Mapping[str, Callable[[Pad, Mapping[str, str]], Outcome]] = {
    "about": _about,
    "identity": _identity,
    "issue": _issue,
    "note": _note,
    "offer": _offer,
    "transfer": _transfer,
    "choice": _choice,
    "message": _message,
    "wish": _message,
    "outside": _outside,
    "not-found": _not_found,
    "heated": _heated,
    "escalate": _escalate,
    "take": _take,
    "end": _end,
}
