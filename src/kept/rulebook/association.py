"""Who keeps these promises, where and when? Reads `association.yaml`.

    landlord = read_association(findings, "association.yaml", data, holidays_of)
    landlord.association.slug     ->  "moray"
    landlord.own["moray:4.2.8"]    ->  OwnNumber(Minutes(15), "Sending an e-mail takes minutes …")

`alarm: {after: 5 minutes, chain: [receptionist, officer, manager]}` says whom a matter of safety calls,
one after another, until somebody answers. `danger: {gas: {ring: {Our gas engineer: '01632 960 001'}}}` adds
whom to ring here (see `dangers`).

`reasons: {lift_parts: Parts for a lift}` adds to the reasons why a promise was not kept (see `reasons`).

`before_closing: {'moray:4.2.14': [letter.sent]}` names promises without which nobody closes a contact, each
with what will do instead (see `kept.casework.before_closing`).
`housing_system: {name: Orchard, person: 'https://…/{ref}', home: 'https://…/{ref}'}` leads back to it.

`greetings: {call: "Good {time_of_day}, {association}. {name} speaking."}` says what to say first.

An **own number** is the association's own reading of a word in the policy that has none ("promptly"). It may
come from a table by one fact of the start: `{by: line, within: {main: 4 rings}, otherwise: 10 minutes}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from kept.rulebook.entry import SLUG, Entry
from kept.rulebook.faults import Findings, listed
from kept.rulebook.holidays import LIST_OF, NO_LIST, HolidayList
from kept.rulebook.hours import Hours as Openings
from kept.rulebook.hours import read_closures, read_opening
from kept.rulebook.kinds import CHANNELS
from kept.rulebook.model import ROLES, Alarm, Association, Office, SpanBy
from kept.rulebook.yamlread import Map
from kept.workclock import Calendar, Hours, Minutes, Seconds, Span

LONGEST_DOCUMENT = 1_000_000
# What a greeting leaves open: morning or afternoon, and who speaks.
BLANKS = ("time_of_day", "association", "name", "first_name", "job", "team")
_BLANK = re.compile(r"\{([a-z_]*)\}")
NOBODY = "none"
IN_HOUSING_SYSTEM, REF = ("person", "home", "tenancy", "patch"), "{ref}"


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """The span that the association reads into a word, and why; where in the file, for faults found later."""

    within: Span | SpanBy
    because: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Landlord:
    """What `association.yaml` says."""

    association: Association
    own: Mapping[str, OwnNumber]
    corrects: str | None = None
    dangers: tuple[Entry, ...] = ()
    reasons: tuple[tuple[str, str], ...] = ()
    closing: Entry | None = None


def read_association(
    findings: Findings, file: str, data: object, holidays_of: Callable[[str], HolidayList]
) -> Landlord | None:
    """The association, as much of it as can be read; None where its file is not a mapping at all."""
    if not isinstance(data, Map):
        findings.add(
            file,
            1,
            "Say here, line by line, what the association is.",
            allowed="association: …, name: …, nation: …",
        )
        return None
    entry = Entry(findings, file, data, where="an association")
    entry.only(
        "association",
        "name",
        "nation",
        "zone",
        "starts_on",
        "go_live",
        "document",
        "notes",
        "ring_seconds",
        "hours",
        "offices",
        "closures",
        "members",
        "teams",
        "roles",
        "on_call",
        "alarm",
        "greetings",
        "danger",
        "corrects",
        "own_numbers",
        "reasons",
        "housing_system",
        "safeguarding",
        "capture_floor",
        "publish_after_days",
        "before_closing",
    )
    slug = entry.slug("association") or ""
    nation = entry.choice("nation", LIST_OF)
    zone = _zone(entry)
    starts_on = entry.day("starts_on")
    title, lines = _document(entry)
    ring_seconds = entry.number("ring_seconds", least=0.5, most=60, default=3.0)
    listing = holidays_of(nation) if nation else NO_LIST
    offices = _offices(entry, nation or "england", zone, listing, ring_seconds)
    teams = tuple(entry.pairs("teams"))
    association = Association(
        slug=slug,
        name=entry.text("name", limit=120) or slug,
        nation=nation or "england",
        zone=zone,
        starts_on=starts_on or listing.first,
        go_live=entry.day("go_live") or starts_on or listing.first,
        title=title,
        document_lines=lines,
        ring_seconds=ring_seconds,
        hours_reading=_hours_reading(entry, lines),
        offices=offices,
        members=tuple(entry.pairs("members")),
        teams=teams,
        roles=_roles(entry),
        on_call=_on_call(entry, teams),
        notes=entry.words("notes"),
        alarm=_alarm(entry),
        greetings=_greetings(entry),
        housing_system=_housing_system(entry),
        safeguarding=_safeguarding(entry),
        capture_floor=entry.number("capture_floor", least=0, most=1, default=0.8),
        publish_after_days=int(entry.number("publish_after_days", least=1, most=365, default=14)),
    )
    corrects = entry.text("corrects", limit=64, required=False)
    closing = entry.inner("before_closing", where="“before_closing”")
    danger = entry.inner("danger", where="“danger”")
    own_dangers = tuple(danger.named("danger")) if danger else ()
    reasons = tuple(entry.pairs("reasons"))
    return Landlord(association, _own_numbers(entry), corrects, own_dangers, reasons, closing)


def _zone(entry: Entry) -> str:
    zone = entry.text("zone", limit=60)
    if zone is None:
        return "Europe/London"
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        # The three ways of being no zone: an unknown name, one that leads elsewhere, a folder of zones.
        entry.fault(
            "zone",
            "There is no time zone of this name.",
            found=zone,
            allowed="Europe/London, which serves all of Great Britain",
        )
        return "Europe/London"
    return zone


def _document(entry: Entry) -> tuple[str, int]:
    inner = entry.inner("document", where="the document", required=True)
    if inner is None:
        return "", LONGEST_DOCUMENT
    inner.only("title", "lines")
    title, lines = inner.text("title", limit=200), inner.whole("lines", least=1, most=LONGEST_DOCUMENT)
    return title or "", lines or LONGEST_DOCUMENT


def _hours_reading(entry: Entry, document_lines: int) -> str | None:
    """The reading where the policy gives no hours; None where it gives them, on the lines named."""
    inner = entry.inner("hours", where="“hours”", required=True)
    if inner is None:
        return None
    inner.only("lines", "reading")
    if ("lines" in inner) == ("reading" in inner):
        allowed = "lines: where the policy gives them, or reading: why these are ours"
        inner.fault("hours", "Say where the opening hours come from, in one of two ways.", allowed=allowed)
        return None
    if "lines" in inner:
        inner.lines("lines", document_lines)
        return None
    return inner.text("reading", limit=500)


def _offices(
    entry: Entry, nation: str, zone: str, listing: HolidayList, ring_seconds: float
) -> tuple[Office, ...]:
    closures = read_closures(entry)
    inner = entry.inner(
        "offices", where="“offices”", required=True, allowed="such as {main: {name: Main office, open: {…}}}"
    )
    found = [
        office
        for each in (inner.named("office") if inner else ())
        if (office := _office(each, closures, nation, zone, listing, ring_seconds))
    ]
    if inner is not None and not inner.data.items:
        entry.fault("offices", "There is not one office. Add the first.")
    return tuple(found)


def _office(
    entry: Entry,
    closures: Mapping[date, Openings],
    nation: str,
    zone: str,
    listing: HolidayList,
    ring_seconds: float,
) -> Office | None:
    entry.only("name", "open", "closures")
    if not SLUG.match(entry.name):
        entry.no_short_name(None, "An office needs a short name.", entry.name)
    name, opening = entry.text("name", limit=120), read_opening(entry, closures)
    if opening is None:
        return None
    calendar = Calendar(
        nation=nation,
        zone=zone,
        holidays=listing.holidays,
        first=listing.first,
        last=listing.last,
        opening=opening,
        ring_seconds=ring_seconds,
    )
    return Office(entry.name, name or entry.name, calendar)


def _roles(entry: Entry) -> tuple[tuple[str, str], ...]:
    found = []
    for title, role in entry.pairs("roles", names=False):
        if role in ROLES:
            found.append((title, role))
        else:
            inner = entry.inner("roles", where="“roles”")
            assert inner is not None
            inner.not_among(title, "No role has this name.", role, ROLES)
    return tuple(found)


def _on_call(entry: Entry, teams: tuple[tuple[str, str], ...]) -> str | None:
    """Who answers while the office is shut; nobody, where the policy names nobody."""
    value = entry.choice("on_call", [NOBODY, *(slug for slug, _ in teams)])
    return None if value == NOBODY else value


def _alarm(entry: Entry) -> Alarm:
    inner = entry.inner("alarm", where="“alarm”")
    if inner is None:
        return Alarm()
    inner.only("after", "chain")
    after, chain = inner.span("after"), inner.words("chain", required=True, allowed=listed(ROLES))
    for role in chain:
        if role not in ROLES:
            inner.not_among("chain", "No role has this name.", role, ROLES)
    if after is not None and not isinstance(after, Hours | Minutes | Seconds):
        message = "Say in minutes when the next person is called."
        inner.fault("after", message, found=str(after), allowed="such as 5 minutes")
        after = None
    return Alarm(after, chain) if after and chain else Alarm()


# Where the association names nobody, whoever answers for everything.
NOBODY_NAMED = ("director",)


def _safeguarding(entry: Entry) -> tuple[str, ...]:
    """Who sees a concern about somebody's safety and is called at once: roles, or the handles of accounts."""
    leads = entry.words("safeguarding")
    for each in leads:
        if not SLUG.match(each):
            allowed = "a role, or the short name of an account"
            entry.fault("safeguarding", "Name who leads on safeguarding.", found=each, allowed=allowed)
    return leads or NOBODY_NAMED


def _greetings(entry: Entry) -> tuple[tuple[str, str], ...]:
    """What to say first, by channel: plain words with blanks for what differs between speakers."""
    inner = entry.inner("greetings", where="“greetings”")
    found = tuple(entry.pairs("greetings", names=False)) if inner is not None else ()
    for channel, words in found:
        assert inner is not None
        if channel not in CHANNELS:
            inner.not_among(channel, "No way of reaching us has this name.", channel, CHANNELS)
        rest = _BLANK.sub("", words)
        if set(_BLANK.findall(words)) - set(BLANKS) or "{" in rest or "}" in rest:
            allowed = ", ".join(f"{{{each}}}" for each in BLANKS)
            inner.fault(channel, "The greeting has a blank that nothing fills.", found=words, allowed=allowed)
    return found


def _housing_system(entry: Entry) -> tuple[tuple[str, str], ...]:
    """What the housing system is called, and where a person, a home or a tenancy stands in it."""
    inner = entry.inner("housing_system", where="“housing_system”")
    if inner is None:
        return ()
    inner.only("name", *IN_HOUSING_SYSTEM)
    found = [("name", inner.text("name", limit=60) or "")]
    for what in IN_HOUSING_SYSTEM:
        address = inner.text(what, limit=300, required=False)
        if address is None:
            continue
        if not address.startswith(("https://", "http://")) or address.count(REF) != 1:
            allowed = "such as https://housing.example.org/person/{ref}"
            inner.fault(
                what,
                "This takes a web address with {ref} in it once, where the reference goes.",
                found=address,
                allowed=allowed,
            )
        found.append((what, address))
    return tuple(found)


def _own_numbers(entry: Entry) -> dict[str, OwnNumber]:
    inner = entry.inner("own_numbers", where="“own_numbers”")
    found = {}
    for each in inner.named("own number") if inner else ():
        each.clause = each.name
        each.only("within", "by", "otherwise", "because")
        because = each.text("because", limit=500)
        within = _table(each) if "by" in each else each.span("within")
        if "by" not in each and "otherwise" in each:
            each.fault(
                "otherwise", "“otherwise” goes with “by”, which says what decides. Write both, or neither."
            )
        if within is not None:
            found[each.name] = OwnNumber(within, because or "", each)
    return found


def _table(entry: Entry) -> SpanBy | None:
    """Spans by one fact of the start event."""
    field, otherwise = entry.text("by", limit=60), entry.span("otherwise")
    inner = entry.inner("within", where="“within”", required=True)
    if inner is None or field is None or otherwise is None:
        return None
    spans = tuple((key, span) for key in inner.data.items if (span := inner.span(key)) is not None)
    if not spans:
        entry.fault(
            "within",
            "Nothing stands in this table yet. Give a time for each answer.",
            allowed=f"a time for each answer to “{field}”",
        )
    return SpanBy(field, spans, otherwise)
