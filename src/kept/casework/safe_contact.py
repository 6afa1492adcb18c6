"""How may this customer be reached, and how never?

    rules = rules_of({"never": ["letter"], "leave_no_message": True})
    check(rules, "letter")              # Refused("Do not write to them by post. … Ring them instead.")
    check(rules, "telephone")           # None
    said(rules)                         # ("Never by letter.", "Leave no message.")

1. What they said *never* to is never done; where they named ways, those alone are used (practice 21).
2. A refusal names the way that is allowed.
3. Whatever is left with anybody else is a name and a number, and nothing else; with some not even that.
4. An answer that the law or a complaint demands is never stopped: it goes the way that is allowed.
5. What has happened already is not lost: it is taken, marked as against this, and the manager hears of it.

Words cannot be held to by a machine: *when* and *by whom* are shown where they matter, *hours* are held to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from types import MappingProxyType

from kept.casework.values import Refused

TELEPHONE, LETTER, EMAIL, TEXT, VISIT = "telephone", "letter", "email", "text", "visit"
WAYS = (TELEPHONE, LETTER, EMAIL, TEXT, VISIT)
MESSAGE = "message"
# These reach whoever is at hand, at whatever hour it is.
_AT_AN_HOUR = frozenset({TELEPHONE, TEXT, VISIT})
LEFT_WITH_OTHERS = (
    "If somebody else answers, leave your name and a number to ring, and nothing else: "
    "not who we are, and not what it is about."
)
_DO_NOT = {
    TELEPHONE: "Do not ring them",
    LETTER: "Do not write to them by post",
    EMAIL: "Do not e-mail them",
    TEXT: "Do not text them",
    VISIT: "Do not go to their home",
}
_RATHER = {
    TELEPHONE: "ring them",
    LETTER: "write a letter",
    EMAIL: "write an e-mail",
    TEXT: "send a text",
    VISIT: "visit them",
}
NAMES: Mapping[str, str] = MappingProxyType(
    {TELEPHONE: "telephone", LETTER: "letter", EMAIL: "e-mail", TEXT: "text", VISIT: "visit"}
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What somebody said of how they may be reached, as far as a machine can hold to it.

    `only` names every way that is allowed, or is empty where any is that `never` does not name. `hours` are
    those within which they may be rung, texted or visited; `when` and `by` are in their own words. `called`
    is what they wish to be called, where it is not title and surname.
    """

    never: frozenset[str] = frozenset()
    only: tuple[str, ...] = ()
    hours: tuple[time, time] | None = None
    when: str = ""
    by: str = ""
    leave_no_message: bool = False
    called: str = ""

    def __bool__(self) -> bool:
        return self != Rules()

    @property
    def allowed(self) -> tuple[str, ...]:
        """The ways that are left, those that they named first."""
        return tuple(each for each in self.only or WAYS if each not in self.never)


def rules_of(kept: Mapping[str, object]) -> Rules:
    """The rules out of what is kept of a person; what is no way is left out."""
    hours = kept.get("hours")
    found = None
    if isinstance(hours, Sequence) and len(hours) == 2:
        found = (time.fromisoformat(str(hours[0])), time.fromisoformat(str(hours[1])))
    return Rules(
        never=frozenset(_ways(kept.get("never"))),
        only=tuple(_ways(kept.get("only"))),
        hours=found,
        when=str(kept.get("when") or ""),
        by=str(kept.get("by") or ""),
        leave_no_message=bool(kept.get("leave_no_message")),
        called=str(kept.get("called") or ""),
    )


def _ways(given: object) -> list[str]:
    return [each for each in WAYS if each in given] if isinstance(given, Sequence) else []


def kept_of(rules: Rules) -> dict[str, object]:
    """The same as it is kept of a person; nothing where nothing was said."""
    if not rules:
        return {}
    return {
        "never": [each for each in WAYS if each in rules.never],
        "only": [each for each in WAYS if each in rules.only],
        "hours": [f"{each:%H:%M}" for each in rules.hours] if rules.hours else None,
        "when": rules.when,
        "by": rules.by,
        "leave_no_message": rules.leave_no_message,
        "called": rules.called,
    }


TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr", "rev")


def dear(name: str, rules: Rules) -> str:
    """What to call them: as they wish; else by title and surname where the title was written down, and by the
    whole name where not (karin:staff-contacts.7).
    """
    parts = name.split()
    if not rules.called and len(parts) > 2 and parts[0].rstrip(".").lower() in TITLES:
        return f"{parts[0]} {parts[-1]}"
    return rules.called or name.strip()


def check(
    rules: Rules, channel: str, *, at: datetime | None = None, to_other: bool = False
) -> Refused | None:
    """Why they may not be reached in this way; None where they may.

    `at` is the local time at which it would be; with `to_other`, word is left with somebody else or on a
    machine.
    """
    if channel not in rules.allowed:
        return Refused(f"{_DO_NOT[channel]}: they asked us not to. {rather(rules)}")
    if to_other and rules.leave_no_message:
        return Refused(f"Leave no message for them: they asked us not to. {rather(rules, but=channel)}")
    if at is not None and rules.hours is not None and channel in _AT_AN_HOUR:
        begins, ends = rules.hours
        if not begins <= at.time() < ends:
            between = f"between {begins:%H:%M} and {ends:%H:%M}"
            return Refused(f"{_DO_NOT[channel]} at this hour: they asked us to do it {between}.")
    return None


def rather(rules: Rules, *, but: str = "") -> str:
    """What is allowed instead, as a sentence."""
    ways = [_RATHER[each] for each in rules.allowed if each != but]
    if not ways:
        return "No other way is on record: ask your manager how they can be reached."
    listed = " or ".join([", ".join(ways[:-1]), ways[-1]] if len(ways) > 2 else ways)
    return f"{listed[0].upper()}{listed[1:]} instead."


def strictest(one: Rules, other: Rules) -> Rules:
    """The rules of two files that turn out to be one person's: whatever either forbids stays forbidden."""
    only = tuple(each for each in one.only if each in other.only) if one.only and other.only else ()
    if one.only and other.only and not only:
        # What both allow is nothing: somebody has to ask them again.
        return replace(strictest(replace(one, only=()), replace(other, only=())), never=frozenset(WAYS))
    hours = one.hours or other.hours
    if one.hours and other.hours:
        hours = max(one.hours[0], other.hours[0]), min(one.hours[1], other.hours[1])
    return Rules(
        never=one.never | other.never,
        only=only or one.only or other.only,
        hours=hours,
        when="; ".join(dict.fromkeys(filter(None, (one.when, other.when)))),
        by="; ".join(dict.fromkeys(filter(None, (one.by, other.by)))),
        leave_no_message=one.leave_no_message or other.leave_no_message,
        called=one.called or other.called,
    )


def said(rules: Rules) -> tuple[str, ...]:
    """The rules in short sentences, what is forbidden first."""
    found = []
    if rules.never:
        found.append(f"Never by {_listed(each for each in WAYS if each in rules.never)}.")
    if rules.only and rules.allowed:
        found.append(f"Only by {_listed(rules.allowed)}.")
    if rules.hours:
        found.append(f"Between {rules.hours[0]:%H:%M} and {rules.hours[1]:%H:%M}.")
    if rules.leave_no_message:
        found.append("Leave no message.")
    return tuple(found)


def _listed(ways: Iterable[str]) -> str:
    names = [NAMES[each] for each in ways]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]
