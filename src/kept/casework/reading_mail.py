"""How is an e-mail read: what is new in it, what is only quoted, and is there anything odd about its sender?

    stretches("Thank you.\\n\\nOn Tuesday Kept wrote:\\n> Dear Ms Okafor")
    # (Stretch("Thank you.\\n", False), Stretch("On Tuesday Kept wrote:\\n> Dear Ms Okafor", True))
    first_words("Dear Sir,\\n\\nThe lift is broken.")                        # "The lift is broken."
    oddities(Sender("pay@bank.example", "x@else.example"))                 # ("other-name",)

1. Nothing is lost: the stretches, put together line by line, are the text.
2. Where all of it looks quoted, nothing is folded away: then the quotation is what they wanted to say.
3. What is odd is told and decides nothing: people write from their children's addresses every day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# How many characters of an e-mail stand in a list.
SHOWN = 140
# A form of address is no news. Longer than this it is a sentence that begins like one.
LONGEST_GREETING = 60
# So far below "From:" the rest of the head of a quoted message is found.
HEAD = 6

OTHER_NAME, ANSWERS_ELSEWHERE, LOOKALIKE, NOT_ON_FILE = (
    "other-name",
    "answers-elsewhere",
    "lookalike",
    "not-on-file",
)

_GREETING = re.compile(r"(dear|hi|hello|hallo|good (morning|afternoon|evening)|to whom)\b", re.IGNORECASE)
_WROTE = re.compile(r"(on|am|le|el)\b.{6,200}\b(wrote|schrieb|a écrit|escribió)\s*:\s*\Z", re.IGNORECASE)
_BEGINS_WROTE = re.compile(r"(on|am|le|el)\b.*\d", re.IGNORECASE)
_FORWARDED = re.compile(
    r"[-_\s]*(original message|original appointment|forwarded message)[-_\s]*\Z", re.IGNORECASE
)
_FROM = re.compile(r"\*?from:\*?\s*\S", re.IGNORECASE)
_OF_A_HEAD = re.compile(r"\*?(sent|date|to|subject):", re.IGNORECASE)
_AN_ADDRESS = re.compile(r"[^\s<>@\"']+@([A-Za-z0-9.-]+)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines of a text that are alike: new, or quoted from an earlier message."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """Who an e-mail says that it is from. `on_file` are the addresses of whoever it is taken to be from."""

    name: str
    address: str
    reply_to: str = ""
    on_file: tuple[str, ...] = ()


def stretches(text: str) -> tuple[Stretch, ...]:
    """The text in stretches that are new or quoted, in their order."""
    lines = text.split("\n")
    quoted = _quoted(lines)
    if not any(line.strip() and not marked for line, marked in zip(lines, quoted, strict=True)):
        return (Stretch(text, False),) if text else ()
    found: list[Stretch] = []
    begun = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or quoted[at] != quoted[begun]:
            found.append(Stretch("\n".join(lines[begun:at]), quoted[begun]))
            begun = at
    return tuple(found)


def _quoted(lines: list[str]) -> list[bool]:
    """Of each line, whether it is quoted. Blank lines go with what stands before them."""
    marked = [line.startswith(">") for line in lines]
    for at, line in enumerate(lines):
        if marked[at]:
            continue
        if _begins_the_rest(lines, at):
            marked[at:] = [True] * (len(lines) - at)
            break
        if line.strip().endswith(":") and _next_is_quoted(lines, at):
            marked[at] = True
            if at and not _WROTE.match(line.strip()) and _BEGINS_WROTE.match(lines[at - 1].strip()):
                marked[at - 1] = True
    for at, line in enumerate(lines):
        if at and not line.strip():
            marked[at] = marked[at - 1]
    return marked


def _begins_the_rest(lines: list[str], at: int) -> bool:
    """Whether all that follows is an earlier message, put below without a mark of its own."""
    line = lines[at].strip()
    if len(line) > 8 and _FORWARDED.match(line):
        return True
    if _FROM.match(line):
        return sum(1 for each in lines[at + 1 : at + HEAD] if _OF_A_HEAD.match(each.strip())) >= 2
    return bool(_WROTE.match(line)) and not _next_is_quoted(lines, at)


def _next_is_quoted(lines: list[str], at: int) -> bool:
    follows = next((line for line in lines[at + 1 :] if line.strip()), "")
    return follows.startswith(">")


def first_words(text: str) -> str:
    """The first of what is new, without the form of address, in one line of a list."""
    said = " ".join(_told(text))
    return said if len(said) <= SHOWN else f"{said[: SHOWN - 1].rstrip()}…"


def _told(text: str) -> Iterator[str]:
    length = 0
    for stretch in stretches(text):
        for line in stretch.text.split("\n") if not stretch.quoted else ():
            words = " ".join(line.split())
            if not words or (not length and len(words) <= LONGEST_GREETING and _greets(words)):
                continue
            yield words
            length += len(words) + 1
            if length > SHOWN:
                return


def _greets(words: str) -> bool:
    """Whether the line is a form of address and nothing else."""
    return bool(_GREETING.match(words)) and not words.endswith((".", "?"))


def oddities(sender: Sender) -> tuple[str, ...]:
    """What does not fit together about a sender; nothing for most."""
    return tuple(_odd(sender))


def _odd(sender: Sender) -> Iterator[str]:
    domain = domain_of(sender.address)
    named = _AN_ADDRESS.search(sender.name)
    if named is not None and named.group(1).lower().rstrip(".") != domain:
        yield OTHER_NAME
    if sender.reply_to and domain_of(sender.reply_to) != domain:
        yield ANSWERS_ELSEWHERE
    if not domain.isascii() or any(part.startswith("xn--") for part in domain.split(".")):
        yield LOOKALIKE
    if sender.on_file and sender.address.casefold() not in {each.casefold() for each in sender.on_file}:
        yield NOT_ON_FILE


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2].strip().lower()
