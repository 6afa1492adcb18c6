"""What goes out, what stays back, and which words are taken out of it?

    refusal(Mark("withheld", "harm", details={"adviser": "Dr Shah"}), today=day)     # Refused("Give the …")
    black_out("Mr Lowe at 12 shouted", ("Mr Lowe",))        # "[taken out] at 12 shouted"
    left_out({"third-party": 3})                            # what the customer is told of it, and why

1. Everything that was found is marked by a person. What is only proposed is shown, and never done by itself.
2. What stays back has one of the reasons here, with what that reason must say.
3. Words are taken out and not painted over: the copy that goes out no longer has them.
4. Whoever asked is told that something is left out, how much and why, and never what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from kept.casework.values import Refused

OPEN, RELEASED, REDACTED, WITHHELD, NOT_THEIRS = "open", "released", "redacted", "withheld", "not-theirs"
MARKS: Mapping[str, str] = MappingProxyType(
    {
        OPEN: "Not marked yet",
        RELEASED: "Goes out",
        REDACTED: "Goes out with words taken out",
        WITHHELD: "Stays back",
        NOT_THEIRS: "Is not about them",
    }
)
GOES_OUT = frozenset({RELEASED, REDACTED})
THIRD_PARTY, CRIME, HARM, PRIVILEGE = "third-party", "crime", "harm", "privilege"
AGREED = "yes"
GAP = "[taken out]"
LONGEST, SHORTEST_WORD, MOST_WORDS, MOST_PROPOSED = 500, 2, 200, 40
_DAYS = frozenset({"advised_on", "review_on"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a piece may stay back: in our words, what whoever asked is told, and what must be said with it."""

    label: str
    tells: str
    needs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


REASONS: Mapping[str, Reason] = MappingProxyType(
    {
        THIRD_PARTY: Reason(
            "It tells about somebody else, who has not agreed",
            "It tells about another person, and that person has not agreed that you see it.",
            {"person": "Say whose details they are, by name."},
        ),
        CRIME: Reason(
            "It serves to prevent or to find out a crime",
            "It serves to prevent a crime or to find out about one, and giving it would stand in the way.",
            {
                "manager": "Say which manager decided that it stays back.",
                "review_on": "Give the day on which it is looked at again.",
            },
        ),
        HARM: Reason(
            "It could do them serious harm",
            "Somebody who knows about health advised us that seeing it could do serious harm.",
            {
                "adviser": "Say who advised it, by name.",
                "advised_on": "Give the day on which they advised it.",
                "review_on": "Give the day on which it is looked at again.",
                "instead": "Say what they are given instead, or that there is nothing that can be.",
            },
        ),
        PRIVILEGE: Reason(
            "It is advice of a lawyer, or was written for a court case",
            "It is advice of our lawyer, or was written for a court case, and the law keeps it apart.",
            {"adviser": "Say which lawyer it is of."},
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody says of a piece: whether it goes out, why not, which words go, what is said with it."""

    mark: str
    reason: str = ""
    blacked: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def refusal(given: Mark, *, words: str, today: date, readable: bool = True) -> Refused | None:
    """Why a piece with these `words` may not be marked so; None where it may. `today` is the local day."""
    if given.mark not in MARKS:
        return Refused("Choose what becomes of it: one of those on the page.", "mark")
    if any(len(each) > LONGEST or "\x00" in each for each in given.details.values()):
        return Refused(f"Write at most {LONGEST} characters there.", "details")
    if given.mark == REDACTED:
        return _words_refused(given, words, readable)
    return _reason_refused(given, today) if given.mark == WITHHELD else None


def _words_refused(given: Mark, words: str, readable: bool) -> Refused | None:
    if not readable:
        says = "Kept cannot take words out of a picture. Bring a copy without them, or let it stay back."
        return Refused(says, "blacked")
    if not given.blacked:
        return Refused(
            "Say which words are taken out, one line for each, or let all of it go out.", "blacked"
        )
    if len(given.blacked) > MOST_WORDS or any(len(each) > LONGEST for each in given.blacked):
        return Refused(f"Take out at most {MOST_WORDS} wordings of {LONGEST} characters.", "blacked")
    for each in given.blacked:
        if len(each.strip()) < SHORTEST_WORD or not _found(each).search(words):
            says = f"“{each[:60]}” is not in this piece. Copy the words exactly as they stand."
            return Refused(says, "blacked")
    return None


def _reason_refused(given: Mark, today: date) -> Refused | None:
    reason = REASONS.get(given.reason)
    if reason is None:
        return Refused("Nothing stays back without a reason. Choose one of those on the page.", "reason")
    for name, says in reason.needs.items():
        said = given.details.get(name, "").strip()
        if not said:
            return Refused(says, name)
        if name in _DAYS:
            day = _day(said)
            if day is None:
                return Refused(f"{says} Write it as 2026-11-30.", name)
            if name == "review_on" and day <= today:
                return Refused("The day on which it is looked at again must be still to come.", name)
            if name == "advised_on" and day > today:
                return Refused("They cannot have advised it on a day that is still to come.", name)
    return None


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def black_out(text: str, blacked: Iterable[str]) -> str:
    """The text without these words, wherever they stand and however they are broken over lines.

    Each leaves the same gap, so that its length tells nothing.
    """
    for each in sorted((each for each in blacked if each.strip()), key=len, reverse=True):
        text = _found(each).sub(GAP, text)
    return text


def _found(words: str) -> re.Pattern[str]:
    """Finds these words, whole, in any case, whatever white space is between them."""
    inner = r"\s+".join(re.escape(each) for each in words.split())
    before = r"(?<!\w)" if words.strip()[:1].isalnum() else ""
    after = r"(?!\w)" if words.strip()[-1:].isalnum() else ""
    return re.compile(f"{before}{inner}{after}", re.IGNORECASE)


_NAME = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lady|Lord)\.?\s+)?"
    r"[A-ZÀ-Þ][\w’'-]+(?:[ \t]+(?:[A-ZÀ-Þ][\w’'-]+|de|van|von|bin|al|O’|Mac))*"
)
_PHONE = re.compile(r"(?<![\w+])(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\w)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lady|Lord)\b\.?\s*")


def names_in(text: str) -> tuple[str, ...]:
    """What may be names in it: words that begin with a capital and stand together, each once, in order."""
    found = (each.group().strip() for each in _NAME.finditer(text))
    return tuple(dict.fromkeys(each for each in found if len(each) > SHORTEST_WORD))


def titled(name: str) -> bool:
    """Whether it is certainly somebody: it begins as one addresses a person."""
    return _TITLE.match(name) is not None and len(_TITLE.sub("", name)) > 1


def proposals(text: str, *, own: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    """What of this text seems to be another person's: names among `others`, those addressed as people, and
    telephone numbers and addresses of e-mail that are not the asker's `own`.

    It is for a person to look at.
    """
    ours = {_bare(each) for each in own}
    our_words = {word for each in own for word in each.casefold().split()}
    known = {each for each in others if each.strip() and _found(each).search(text)}
    addressed = {each for each in names_in(text) if titled(each) and not _ours(each, our_words)}
    reached = {each.group() for sort in (_PHONE, _EMAIL) for each in sort.finditer(text)}
    found = {each for each in known | addressed | reached if _bare(each) not in ours}
    return tuple(sorted(found, key=lambda each: (text.casefold().find(each.casefold()), each)))[
        :MOST_PROPOSED
    ]


def _ours(name: str, our_words: set[str]) -> bool:
    return all(each in our_words for each in _TITLE.sub("", name).casefold().split())


def _bare(text: str) -> str:
    plain = "".join(each for each in text.casefold() if each.isalnum())
    return plain[-9:] if plain.isdigit() else plain


def left_out(withheld: Mapping[str, int], redacted: int = 0) -> tuple[str, ...]:
    """What whoever asked is told of what they do not have: how much, and why."""
    said = []
    for name, count in sorted(withheld.items()):
        pieces = "1 piece is left out" if count == 1 else f"{count:,} pieces are left out"
        said.append(f"{pieces}. {REASONS[name].tells}")
    if redacted:
        pieces = "1 piece" if redacted == 1 else f"{redacted:,} pieces"
        said.append(
            f"Words were taken out of {pieces}, because they tell about other people. Where that is so, it "
            f"says {GAP}."
        )
    return tuple(said)
