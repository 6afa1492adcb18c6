"""What is it that somebody wrote to us, and which clocks does that start?

    suggestions("The roof leaks and nobody has rung back. I wish to complain.")
    # (Suggestion("complaint", ("complain",)), Suggestion("repair", ("roof", "leaks")))
    difference({"complaint": "3f…"}, ["repair"])      # Difference(begins=("repair",), ends=("3f…",))

Rules that hold here:

1. A person who has read it says what it is. What the words suggest is shown beside them, with the words that
   led to it, and nothing follows from it alone.
2. One letter may be several things. Each starts its own clocks on the same contact, and each counts from the
   moment at which the words reached us, whenever somebody read them (practice 9); the earliest leads.
3. What was read wrongly is struck out with a reason, and stays on record as struck out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kept.casework.values import Refused
from kept.rulebook.model import EventKind, Field

CLASSIFIED, INFORMATION, GENERAL = "classified", "information", "general"
HOW, AWARE_AT = "how", "aware_at"
MOST_WORDS, LONGEST_TEXT, LONGEST_REASON = 6, 20_000, 300


@dataclass(frozen=True, slots=True)
class Class:
    """One thing that a letter may be. `tells` is what begins with it; `words` what may point to it, as parts
    of a regular expression.
    """

    name: str
    label: str
    says: str
    tells: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the words may mean, and which of them led to it."""

    sort: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new reading begins, and which entries of an earlier one it strikes out."""

    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


CLASSES: tuple[Class, ...] = (
    Class(
        "hazard",
        "Danger in a home",
        "Something may hurt somebody. The law counts from the moment the words reached us.",
        "hazard.marked",
        (
            r"gas",
            r"carbon monoxide",
            r"fires?",
            r"smoke",
            r"sparks?",
            r"sparking",
            r"electric shocks?",
            r"bare wires?",
            r"exposed wir\w+",
            r"damp",
            r"mou?ldy?",
            r"no heating",
            r"no hot water",
            r"freezing",
            r"flood\w*",
            r"sewage",
            r"rats?",
            r"cockroach\w*",
            r"collaps\w+",
            r"ceiling (?:fell|came|is coming) down",
            r"asbestos",
            r"unsafe",
            r"dangerous",
        ),
    ),
    Class(
        "complaint",
        "Complaint",
        "They are not satisfied with what we did or did not do, whether or not they call it a complaint.",
        "complaint.received",
        (
            r"complain\w*",
            r"dissatisfied",
            r"(?:not|never) satisfied",
            r"not happy",
            r"unhappy",
            r"disgust\w+",
            r"appall\w+",
            r"unacceptable",
            r"disgrace\w*",
            r"ombudsman",
            r"poor service",
            r"let (?:me|us) down",
            r"rude",
            r"ignored",
            r"fed up",
            r"nobody (?:has )?(?:rang|rung|called|answered|came|come|replied)",
            r"still waiting",
        ),
    ),
    Class(
        "repair",
        "Repair",
        "Something in or about the home is broken.",
        "repair.reported",
        (
            r"repairs?",
            r"broken",
            r"leak\w*",
            r"drip\w*",
            r"boiler",
            r"taps?",
            r"gutter\w*",
            r"roof",
            r"toilet",
            r"radiators?",
            r"plumber",
            r"electrician",
            r"blocked",
            r"not working",
            r"does(?:n't|n’t| not) work",
            r"crack\w*",
        ),
    ),
    Class(
        "personal-data",
        "Wants to see what we hold about them",
        "They ask for their own file or information, in whatever words.",
        "personal_data.requested",
        (
            r"subject access",
            r"\bSAR\b",
            r"GDPR",
            r"data protection",
            r"personal (?:data|information)",
            r"you hold (?:about|on) me",
            r"my (?:own )?(?:file|records?)",
        ),
    ),
    Class(
        "information",
        "Asks for information",
        "They ask something about us or our services, not about themselves.",
        "information.requested",
        (
            r"freedom of information",
            r"\bFOI\b",
            r"(?:could|can|would) you (?:please )?(?:tell|explain|let me know)",
            r"(?:would|should) like to know",
            r"please (?:tell|explain)",
            r"information (?:about|on)",
            r"how (?:much|many|do I|can I)",
        ),
    ),
    Class(
        "form",
        "Wants a form",
        "They ask for a form.",
        "form.requested",
        (
            r"application forms?",
            r"(?:transfer|claim|exchange) forms?",
            r"send (?:me|us) (?:a|the) form",
            r"a form",
        ),
    ),
    Class(
        "leaflet",
        "Wants a leaflet",
        "They ask for a leaflet, the handbook or something else that we publish.",
        "literature.requested",
        (r"leaflets?", r"booklets?", r"brochures?", r"handbook", r"newsletters?"),
    ),
    Class(
        "councillor",
        "From a councillor, MP or MSP",
        "They write for somebody. It counts as a letter, by our reading.",
        "",
        (
            r"Cllr",
            r"councillor",
            r"constituents?",
            r"House of Commons",
            r"Scottish Parliament",
            r"\bMP\b",
            r"\bMSP\b",
        ),
    ),
    Class(GENERAL, "General", "An enquiry like others, or something that only wants an answer."),
)
BY_NAME: Mapping[str, Class] = {each.name: each for each in CLASSES}
# In which way the words came, as a complaint asks for it.
_HOW: Mapping[str, str] = {
    "letter": "letter",
    "email": "email",
    "web": "web",
    "social": "social",
    "call": "call",
    "relay": "call",
    "in-person": "in_person",
}
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    # What says "MP" means it in capitals: "mp" is in many words of an e-mail address.
    each.name: re.compile(
        "|".join(
            rf"(?:{word})" if r"\b" in word else rf"(?i:\b(?:{word})\b)"
            for word in sorted(each.words, key=len, reverse=True)
        )
    )
    for each in CLASSES
    if each.words
}


def suggestions(text: str) -> tuple[Suggestion, ...]:
    """What the words may mean, the most telling first; nothing follows from it alone."""
    shown = text[:LONGEST_TEXT]
    found = []
    for each in CLASSES:
        pattern = _PATTERNS.get(each.name)
        words = (
            dict.fromkeys(" ".join(one.split()).lower() for one in pattern.findall(shown)) if pattern else {}
        )
        if words:
            found.append(Suggestion(each.name, tuple(words)[:MOST_WORDS]))
    return tuple(found)


def offered(kinds: Mapping[str, EventKind], opening: EventKind | None) -> tuple[Class, ...]:
    """What a letter may be at an association whose kinds these are."""
    return tuple(
        each for each in CLASSES if not each.tells or each.tells in kinds or settles(each.name, opening)
    )


def settles(sort: str, opening: EventKind | None) -> bool:
    """Whether that reading is an answer to a question of what it began with, and begins nothing beside it."""
    field = opening.field(CLASSIFIED) if opening else None
    return sort == INFORMATION and field is not None and INFORMATION in dict(field.choices)


def asked(sort: str, kinds: Mapping[str, EventKind], opening: EventKind | None) -> tuple[Field, ...]:
    """What has to be known of it beside, so that the right clocks start."""
    kind = kinds.get(BY_NAME[sort].tells)
    if kind is None or settles(sort, opening):
        return ()
    fields = (each for each in kind.fields if each.counts or each.required)
    return tuple(each for each in fields if each.name not in (HOW, AWARE_AT))


def facts_of(
    sort: str, kind: EventKind, *, channel: str, received_at: datetime, said: Mapping[str, object]
) -> dict[str, object]:
    """What is told of it: what was answered, the way by which it came, and since when we know."""
    facts = dict(said)
    how = kind.field(HOW)
    if how is not None:
        names = [slug for slug, _label in how.choices]
        way = _HOW.get(channel, "other")
        if way in names or "other" in names:
            facts[HOW] = way if way in names else "other"
    if kind.field(AWARE_AT) is not None:
        facts[AWARE_AT] = received_at.isoformat()
    usual = {each.name: each.default for each in kind.fields if each.default is not None}
    return usual | facts


def difference(before: Mapping[str, str], chosen: Iterable[str]) -> Difference:
    """What begins and what is struck out, where `before` names the entry of each earlier reading."""
    wanted = list(dict.fromkeys(chosen))
    return Difference(
        tuple(each for each in wanted if each not in before),
        tuple(uid for sort, uid in before.items() if sort not in wanted),
    )


def check(
    chosen: Sequence[str], allowed: Collection[str], *, strikes_out: bool, reason: str
) -> Refused | None:
    """Refuse a reading that says nothing, names what there is not, or takes back without a word why."""
    if not chosen:
        return Refused("Say what it is. Where it is nothing special, choose “General”.", "sorts")
    unknown = next((each for each in chosen if each not in allowed), None)
    if unknown is not None:
        return Refused(
            f"“{unknown[:40]}” is nothing that a letter can be here. Choose from the list.", "sorts"
        )
    if strikes_out and not reason.strip():
        return Refused(
            "It was read as something else before. Say in a few words why that was wrong.", "reason"
        )
    if len(reason) > LONGEST_REASON or "\x00" in reason:
        return Refused(f"Shorten the reason to {LONGEST_REASON} characters.", "reason")
    return None
