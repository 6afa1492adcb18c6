"""In which spelling are a name, an address and a number compared, so that slips of the pen do not matter?

    name_key("Mrs Ngozi O'Kafor-Bell")          # "bell ngozi okafor"
    sound_key("Okafer")                         # "O216", as Okafor
    address_key("Flat 2, 14 Mill Rd, Leeds LS1 4AB")    # "flat 2 14 mill road leeds ls14ab"
    digits("+44 (0)113 496 0001")               # "01134960001"
    beginnings("ngozi okafor")                  # "ngozi okafor", "okafor ngozi"

What somebody types and what is on record pass through the same folding. An index finds what begins with
something; a text is filed under each of its words, with the others behind, so that any of them finds it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 120
MOST_WORDS = 8
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "lady", "prof", "cllr", "the"})
SHORT_FOR = {
    "rd": "road",
    "st": "street",
    "ave": "avenue",
    "av": "avenue",
    "cres": "crescent",
    "cl": "close",
    "ct": "court",
    "dr": "drive",
    "gdns": "gardens",
    "gr": "grove",
    "hse": "house",
    "ln": "lane",
    "pk": "park",
    "pl": "place",
    "sq": "square",
    "ter": "terrace",
    "terr": "terrace",
    "apt": "flat",
}
# Where somebody may be reached is written with or without the blank in its postcode.
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) (\d[a-z]{2})\b")
_POSTCODE_LAST = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}\Z")
_POSTCODE_BEGUN = re.compile(r"[a-z]{1,2}\d[a-z\d]?(\d[a-z]{0,2})?\Z")
_APART = re.compile(r"[\W_]+")
_JOINED = re.compile("['’`´ʼ]")
# Letters that sound alike share a digit (Soundex, of 1918); vowels part them, h and w do not.
_SOUNDS = {
    letter: digit
    for digit, letters in (
        ("1", "bfpv"),
        ("2", "cgjkqsxz"),
        ("3", "dt"),
        ("4", "l"),
        ("5", "mn"),
        ("6", "r"),
        ("", "hw"),
    )
    for letter in letters
}


def folded(text: str) -> str:
    """Small letters without accents and marks, words parted by one blank."""
    # Taken apart before and after, since either step may leave what the other would change.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(_APART.sub(" ", _JOINED.sub("", plain)).split())


def name_words(text: str) -> list[str]:
    """The words of a name as they come, without titles; with them where there is nothing else."""
    words = folded(text).split()[:MOST_WORDS]
    return [each for each in words if each not in TITLES] or words


def name_key(text: str) -> str:
    """The name whichever part of it is said first."""
    return " ".join(sorted(name_words(text)))[:LONGEST]


def sound_key(text: str) -> str:
    """How the name sounds, whichever part of it is said first; empty for letters that this cannot hear."""
    return " ".join(sorted(sounds(name_words(text))))[:LONGEST]


def sounds(words: Iterable[str]) -> list[str]:
    """The sound of each word that has one."""
    return [code for each in words if (code := _sound(each))]


def _sound(word: str) -> str:
    letters = [each for each in word if "a" <= each <= "z"]
    if not letters:
        return ""
    found, before = letters[0].upper(), _SOUNDS.get(letters[0])
    for letter in letters[1:]:
        sound = _SOUNDS.get(letter)
        if sound and sound != before:
            found += sound
        if sound != "":
            before = sound
    return (found + "000")[:4]


def address_key(text: str) -> str:
    """The address with its usual short forms written out, and its postcode in one piece."""
    words = (SHORT_FOR.get(each, each) for each in _POSTCODE.sub(r"\1\2", folded(text)).split())
    return " ".join(words)[:LONGEST]


def postcode_key(address: str) -> str:
    """The postcode at the end of an address that is folded; empty where there is none."""
    found = _POSTCODE_LAST.search(address)
    return found[0] if found else ""


def postcode_begun(typed: str) -> str:
    """What was typed, in one piece, if it begins like a postcode: "LS1 4" is "ls14"."""
    key = folded(typed).replace(" ", "")
    return key if _POSTCODE_BEGUN.match(key) else ""


def digits(text: str) -> str:
    """The number as it is dialled from within the country."""
    found = "".join(each for each in text if "0" <= each <= "9")
    if text.lstrip(" (").startswith("+44") or found.startswith("0044"):
        return "0" + found.removeprefix("00").removeprefix("44").removeprefix("0")
    return found


def email_key(text: str) -> str:
    """The address of e-mail as it is compared."""
    return text.strip().casefold()[:LONGEST]


def beginnings(text: str) -> list[str]:
    """The text from each of its words on, with what stood before behind it."""
    words = text.split()[:MOST_WORDS]
    return list(dict.fromkeys(" ".join(words[at:] + words[:at]) for at in range(len(words))))
