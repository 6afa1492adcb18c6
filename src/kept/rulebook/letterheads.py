"""On what paper do letters go out: whose name, which typeface and size, what stands at the foot?

    - name: main
      title: Magna Housing Association
      address: [1 High Street, Exampleton, EX1 1AA]
      phone: 01632 960 100
      email: care@magna.example
      ombudsman: the Housing Ombudsman, 0300 111 3000     # who hears complaints that we could not settle
      font: sans                # or times
      size_pt: 12               # never smaller
      translation_line: If you need this letter in another language …
      translated: [pl, ur]      # the same line in these languages, from wordings.yaml
      must: [who-writes, job-title, telephone, email]     # what every letter on this paper has

In `letterheads.yaml`, an association's own; `offices` names those that a paper is for, and the first without
is for all. `wordings.yaml` holds what the paper itself says, such as “Our reference”, in each language:

    - {name: cy, language: Welsh, dear: 'Annwyl {name},', …}
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry
from kept.rulebook.facts import EMAIL, PHONE
from kept.rulebook.letter_words import BY_ITSELF, LANGUAGE

if TYPE_CHECKING:
    from kept.rulebook.model import Rulebook

# Typefaces that are easy to read, and no others.
TIMES, SANS = "times", "sans"
FONTS = (SANS, TIMES)
SMALLEST, LARGEST = 12, 16
LARGE_PRINT, LARGER_PRINT = 18, 24
SIZES_OF_LARGE_PRINT = (LARGE_PRINT, LARGER_PRINT)
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_LONGEST_LOGO = 20_000
INK = "#1d3557"
RIGHT_TO_LEFT = ("ar", "ckb", "fa", "he", "prs", "ps", "ur")
TRANSLATION_LINE = (
    "If you would like this letter in another language, in large print, in braille, in easy read or on a "
    "recording, please ask us."
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """One headed paper. `logo` is an SVG, `logo_says` what it shows, for whoever cannot see it."""

    name: str
    title: str
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    web: str = ""
    from_email: str = ""
    font: str = SANS
    size_pt: int = SMALLEST
    colour: str = INK
    logo: str = ""
    logo_says: str = ""
    footer: str = ""
    ombudsman: str = ""
    translation_line: str = TRANSLATION_LINE
    translated: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What the paper itself says in one language, by that language's code.

    `translation` is the offer of a translation, which may stand alone; the rest is there or is not. `line` is
    the whole offer of other forms, at the foot of a letter in this language.
    """

    name: str
    language: str
    translation: str = ""
    dear: str = ""
    dear_unknown: str = ""
    yours: str = ""
    yours_unknown: str = ""
    reference: str = ""
    your_reference: str = ""
    telephone: str = ""
    email: str = ""
    enclosed: str = ""
    ask: str = ""
    page: str = ""
    line: str = ""
    months: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether a letter can be written in it: all that the paper says is there."""
        return bool(self.dear)

    @property
    def right_to_left(self) -> bool:
        """Whether it is written from right to left."""
        return self.name in RIGHT_TO_LEFT


ENGLISH = Wording(
    "en",
    "English",
    dear="Dear {name},",
    dear_unknown="Dear Sir or Madam,",
    yours="Yours sincerely,",
    yours_unknown="Yours faithfully,",
    reference="Our reference",
    your_reference="Your reference",
    telephone="Telephone",
    email="E-mail",
    enclosed="Enclosed",
    ask="If you have a question about this letter, please ask {name}: {how}.",
    page="Page {page} of {pages}",
)
_FRAME = (
    *("dear", "dear_unknown", "yours", "yours_unknown", "reference", "your_reference"),
    *("telephone", "email", "enclosed", "ask", "page"),
)


def letterhead_of(rulebook: Rulebook, office: str = "") -> Letterhead:
    """The paper of that office, else of all; a plain one with the name where the house has none."""
    held = rulebook.room("letterheads")
    own = next((each for each in held if office and office in each.offices), None)
    for_all = next((each for each in held if not each.offices), None)
    return own or for_all or Letterhead("plain", rulebook.association.name)


def wording_of(rulebook: Rulebook, lang: str) -> Wording:
    """What the paper says in that language, else in English."""
    found = next((each for each in rulebook.room("wordings") if each.name == lang and each.whole), None)
    return found or ENGLISH


def offers(rulebook: Rulebook, letterhead: Letterhead) -> tuple[tuple[str, str], ...]:
    """The offer of a translation by language, in those that the association's people read."""
    held = {each.name: each.translation for each in rulebook.room("wordings")}
    return tuple((lang, held[lang]) for lang in letterhead.translated if held.get(lang))


_KEYS = (
    *("name", "title", "address", "phone", "email", "web", "from_email", "font", "size_pt", "colour", "logo"),
    *("logo_says", "footer", "ombudsman", "translation_line", "translated", "must", "offices"),
)


def read_letterhead(entry: Entry, context: Context) -> Letterhead | None:
    """One headed paper; None where it has no name or title."""
    entry.only(*_KEYS)
    name, title = entry.slug("name"), entry.text("title", limit=80)
    logo = entry.text("logo", limit=_LONGEST_LOGO, required=False) or ""
    logo_says = entry.text("logo_says", limit=100, required=bool(logo)) or ""
    if logo and not logo.startswith("<svg "):
        entry.fault(
            "logo",
            "A logo is a drawing in the SVG format. Copy the whole of it in here.",
            found=logo[:20],
            allowed="<svg …>…</svg>",
        )
    size = entry.whole("size_pt", least=SMALLEST, most=LARGEST) if "size_pt" in entry else SMALLEST
    must = entry.words("must")
    for each in must:
        if each not in BY_ITSELF:
            message = "Nothing that headed paper asks for has this name."
            entry.not_among("must", message, each, BY_ITSELF)
    offices, known = entry.words("offices"), [each.slug for each in context.association.offices]
    for each in offices:
        if each not in known:
            entry.not_among("offices", "The association has no office of this name.", each, known)
    if not (name and title):
        return None
    return Letterhead(
        name,
        title,
        address=entry.words("address"),
        phone=_shaped(entry, "phone", PHONE, "a telephone number, such as 01632 960 001"),
        email=_shaped(entry, "email", EMAIL, "an e-mail address, such as care@example.org"),
        web=entry.text("web", limit=80, required=False) or "",
        from_email=_shaped(entry, "from_email", EMAIL, "an e-mail address, such as care@example.org"),
        font=entry.choice("font", FONTS, required=False) or SANS,
        size_pt=size or SMALLEST,
        colour=_shaped(entry, "colour", _COLOUR, "a colour as #1d3557") or INK,
        logo=logo,
        logo_says=logo_says,
        footer=entry.text("footer", limit=200, required=False) or "",
        ombudsman=entry.text("ombudsman", limit=200, required=False) or "",
        translation_line=entry.text("translation_line", limit=300) or TRANSLATION_LINE,
        translated=entry.words("translated"),
        must=must,
        offices=offices,
    )


def _shaped(entry: Entry, key: str, shape: re.Pattern[str], allowed: str) -> str:
    """Words of that shape; none where they are of another, which is noted."""
    found = entry.text(key, limit=100, required=False) or ""
    if found and not shape.match(found):
        entry.fault(key, f"Kept cannot use “{key}” as it is written.", found=found, allowed=allowed)
        return ""
    return found


_BLANKS = (("dear", "{name}"), ("ask", "{name}"), ("ask", "{how}"), ("page", "{page}"), ("page", "{pages}"))


def read_wording(entry: Entry, context: Context) -> Wording | None:
    """What the paper says in one language: the offer of a translation alone, or all of it."""
    entry.only("name", "language", "translation", "line", "months", *_FRAME)
    name, language = entry.text("name", limit=3), entry.text("language", limit=60)
    if name is not None and not LANGUAGE.match(name):
        entry.fault(
            "name",
            "This is not the code of a language.",
            found=name,
            allowed="two or three small letters, such as cy",
        )
        return None
    whole = any(key in entry for key in _FRAME)
    said = {key: entry.text(key, limit=120, required=whole) or "" for key in _FRAME}
    months = entry.words("months", required=whole)
    if whole and len(months) != 12:
        entry.fault("months", "A year has twelve months. Give the name of each.", found=str(len(months)))
    for key, blank in _BLANKS:
        if whole and said[key] and blank not in said[key]:
            entry.fault(
                key,
                "The words leave no room for what belongs here. Add this blank.",
                found=said[key],
                allowed=blank,
            )
    if not (name and language):
        return None
    offer = entry.text("translation", limit=200) or ""
    line = entry.text("line", limit=300, required=whole) or ""
    return Wording(name, language, translation=offer, line=line, months=months, **said)
