"""How is a letter read out, so that somebody who hears it once can write down a date and a number?

    spoken("Ring 01632 960 123 about K7F3-9Q2M.")
        ->  "Ring 0 1 6 3 2, 9 6 0, 1 2 3 about K, 7, F, 3, 9, Q, 2, M."

    audio(document)     # a WAV file by espeak-ng, slower than it speaks by itself

None where this machine has no voice for the language. A number to ring is said digit by digit, a reference
and a postcode letter by letter, an e-mail address as somebody would say it, an abbreviation in full.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kept.casework.letter_text import Document
from kept.printing.plain import enclosures, ending, references
from kept.rulebook.letter_words import LIST, TABLE
from kept.rulebook.letters import TEXT

PROGRAM = "espeak-ng"
WORDS_A_MINUTE, GAP = "145", "4"
LONGEST_WAIT = 120
_ABBREVIATIONS = {
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "approx.": "about",
    "No.": "number",
    "Tel.": "telephone",
    "Rd": "Road",
    "Ave": "Avenue",
    "Ltd": "Limited",
    "HA": "Housing Association",
    "asap": "as soon as possible",
    "&": "and",
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_REFERENCE = re.compile(r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{3,}(?:-[A-Z0-9]{2,})+\b")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_PHONE = re.compile(r"(?<![\w£.,])[+(]{0,2}\d[\d ()-]{7,}\d(?!\w)")
LEAST_DIGITS = 9
_MONEY = re.compile(r"£(\d[\d,]*)(?:\.(\d\d))?\b")
_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_WORD = re.compile(r"(?<!\w)(" + "|".join(re.escape(each) for each in _ABBREVIATIONS) + r")(?!\w)")


def spoken(text: str) -> str:
    """English words as they are said."""
    text = _EMAIL.sub(lambda found: _address(found[0]), text)
    text = _REFERENCE.sub(lambda found: _spelt(found[0].replace("-", "")), text)
    text = _POSTCODE.sub(lambda found: "; ".join(_spelt(half) for half in found[0].split()), text)
    text = _PHONE.sub(lambda found: _digits(found[0]), text)
    text = _MONEY.sub(_sum, text)
    text = _CLOCK.sub(_time, text)
    return _WORD.sub(lambda found: _ABBREVIATIONS[found[1]], text)


def script(document: Document) -> str:
    """The whole letter as it is read out, a pause between its parts."""
    english = document.lang == "en"
    said = (part.strip() for part in _parts(document) if part.strip())
    return "\n\n".join(_stopped(spoken(part) if english else part) for part in said)


def audio(document: Document) -> bytes | None:
    """The letter read out, as WAV; None where this machine has no voice for its language."""
    program, voice = shutil.which(PROGRAM), voice_of(document.lang)
    if program is None or voice is None:
        return None
    with tempfile.TemporaryDirectory(prefix="kept-voice-") as folder:
        made = Path(folder) / "letter.wav"
        command = [
            program,
            "-v",
            voice,
            "-s",
            WORDS_A_MINUTE,
            "-g",
            GAP,
            "-b",
            "1",
            "-w",
            str(made),
            "--stdin",
        ]
        # Double square brackets would be read as sounds rather than words.
        words = script(document).replace("[[", "[ [")
        subprocess.run(command, input=words.encode(), check=True, timeout=LONGEST_WAIT, capture_output=True)
        return made.read_bytes()


def voice_of(lang: str) -> str | None:
    """The voice for a language; None where this machine has none."""
    if lang == "en":
        return "en-gb" if "en-gb" in _voices() else None
    return lang if lang in _voices() else None


@cache
def _voices() -> frozenset[str]:
    """The languages in which this machine can speak."""
    program = shutil.which(PROGRAM)
    if program is None:
        return frozenset()
    listed = subprocess.run([program, "--voices"], check=True, timeout=LONGEST_WAIT, capture_output=True)
    return frozenset(line.split()[1] for line in listed.stdout.decode().splitlines()[1:] if line.strip())


def _parts(document: Document) -> Iterator[str]:
    if document.way == TEXT:
        yield from (each.text for each in document.blocks)
        return
    yield document.written_on
    yield document.dear
    yield document.title
    for block in document.blocks:
        if block.sort == LIST:
            yield from block.items
        elif block.sort == TABLE:
            yield from (f"{label}: {value}" for label, value in block.rows)
        else:
            yield block.text
    yield document.ask
    yield document.yours
    yield from ending(document)
    yield enclosures(document)
    yield from references(document)
    yield document.translation_line


def _stopped(part: str) -> str:
    """A part that ends, so that the voice falls and pauses."""
    part = part.rstrip(",،")
    return part if part.endswith((".", "?", "!", ":", "؟", "。", "।")) else f"{part}."


def _spelt(letters: str) -> str:
    return ", ".join(letters)


def _digits(number: str) -> str:
    """A number digit by digit, with a pause between its groups; what is too short for one stays."""
    groups = re.findall(r"\d+", number)
    if sum(map(len, groups)) < LEAST_DIGITS:
        return number
    said = ", ".join(" ".join(group) for group in groups)
    return f"plus {said}" if number.lstrip("(").startswith("+") else said


def _address(address: str) -> str:
    for sign, name in ((".", " dot "), ("@", " at "), ("-", " hyphen "), ("_", " underscore ")):
        address = address.replace(sign, name)
    return address


def _sum(found: re.Match[str]) -> str:
    pounds, pence = found[1].replace(",", ""), found[2]
    said = f"{pounds} pound{'' if pounds == '1' else 's'}"
    return said if pence in (None, "00") else f"{said} {int(pence)}"


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if (hour, minute) == (12, 0):
        return "noon"
    half, short = ("a m" if hour < 12 else "p m"), hour % 12 or 12
    return f"{short} {half}" if minute == 0 else f"{short} {minute:02d} {half}"
