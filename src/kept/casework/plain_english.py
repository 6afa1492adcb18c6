"""How plainly is this written? Advice to whoever writes, and nothing that stops a letter.

    advice("We are in receipt of your correspondence.", lists=lists)
    # Advice(words=7, words_to_change=(Swap("are in receipt of", "have", 1, …),), …)

1. Reading age is Flesch and Kincaid's grade and five years: 0.39 × words a sentence + 11.8 × syllables a word
   − 15.59 + 5. Syllables are counted by ear, as groups of vowels, so it is a guide and no more. Of fewer than
   30 words nothing is said.
2. It reads English. Of a text in another language it says so and counts its words alone.
3. A line of its own ends a sentence: an address or a list is no long sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kept.rulebook.plain_words import PlainWords
from kept.rulebook.writing import Practice

ENOUGH = 30
YEARS_OVER_GRADE = 5
YOUNGEST, OLDEST = 5, 25
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*|\d[\d,.:/]*")
_ABBREVIATION = re.compile(r"\b(Mr|Mrs|Ms|Mx|Dr|Rev|St|No|Rd|e\.g|i\.e|etc|a\.m|p\.m|Ltd|ext|Tel)\.", re.I)
_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9])|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^lae]e|[aeiouy]le?d)\Z")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?"
    r"(?:\w{2,}ed|made|given|taken|sent|done|held|kept|put|seen|written|known|drawn|found|told|paid|set|let)\b",
    re.I,
)
_NO = r"(?:not|never|no|nobody|nothing|none|cannot|neither|\w+n['’]t)"
_TWICE = re.compile(
    rf"\b{_NO}\b(?!,)(?:\s+[\w'’-]+){{0,4}}?\s+(?:{_NO}|un(?:usual|common|likely|reasonable|aware|able|\w{{3,}}able)"
    r"|impossible|insignificant|without|fail(?:s|ed)? to)\b",
    re.I,
)
_SHOUT = re.compile(r"\b[A-Z]{3,}(?:[ ,]+[A-Z]{3,})+\b|\b[A-Z]{7,}\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is long, with how many words it has; `too` where it is far too long."""

    text: str
    words: int
    too: bool


@dataclass(frozen=True, slots=True)
class Swap:
    """A word or phrase that can be said plainly, how often it stands there, and what to say instead."""

    found: str
    plain: str
    times: int
    label: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What might be plainer. `reading_age` is None where there is too little to tell, or no English."""

    english: bool
    words: int
    sentences: int
    reading_age: int | None
    long_sentences: tuple[Sentence, ...] = ()
    swaps: tuple[Swap, ...] = ()
    passive: tuple[str, ...] = ()
    double_negatives: tuple[str, ...] = ()
    shouting: tuple[str, ...] = ()
    long_paragraphs: tuple[Sentence, ...] = ()
    most_words: int = 0
    oldest: int = 0

    @property
    def too_hard(self) -> bool:
        """Whether it asks for an older reader than the house writes for."""
        return self.reading_age is not None and self.oldest > 0 and self.reading_age > self.oldest

    @property
    def too_many(self) -> int:
        """By how many words it is over its guide; 0 where it is not, or there is none."""
        return max(0, self.words - self.most_words) if self.most_words else 0

    @property
    def findings(self) -> int:
        """How many things there are to look at."""
        lists: tuple[Sequence[object], ...] = (
            self.long_sentences,
            self.swaps,
            self.passive,
            self.double_negatives,
            self.shouting,
            self.long_paragraphs,
        )
        return sum(len(each) for each in lists) + self.too_hard + bool(self.too_many)


def advice(
    text: str,
    *,
    lists: Iterable[PlainWords] = (),
    practice: Practice | None = None,
    lang: str = "en",
    most_words: int = 0,
) -> Advice:
    """What could be plainer in the text; `most_words` is the guide for how long it may be."""
    like = practice or Practice("advice")
    words = len(_WORD.findall(text))
    if lang.partition("-")[0] != "en":
        return Advice(False, words, 0, None, most_words=most_words)
    found = sentences(text)
    counted = [(each, len(_WORD.findall(each))) for each in found]
    paragraphs = [(each, len(_WORD.findall(each))) for each in re.split(r"\n\s*\n", text)]
    return Advice(
        english=True,
        words=words,
        sentences=len(found),
        reading_age=reading_age(text),
        long_sentences=tuple(Sentence(t, n, n > like.too_long) for t, n in counted if n > like.sentence),
        swaps=swaps(text, lists),
        passive=_each(_PASSIVE, text),
        double_negatives=_each(_TWICE, text),
        shouting=_each(_SHOUT, text),
        long_paragraphs=tuple(
            Sentence(t.strip(), n, False)
            for t, n in paragraphs
            if n > like.paragraph and "\n" not in t.strip()
        ),
        most_words=most_words,
        oldest=like.reading_age,
    )


def sentences(text: str) -> list[str]:
    """The sentences, those of one word too."""
    safe = _ABBREVIATION.sub(lambda found: found.group(0).replace(".", "\x01"), text)
    parts = (each.replace("\x01", ".").strip() for each in _END.split(safe))
    return [each for each in parts if _WORD.search(each)]


def reading_age(text: str) -> int | None:
    """The age at which somebody reads this with ease; None where there is too little to tell."""
    words = [each for each in _WORD.findall(text) if each[0].isalpha()]
    if len(words) < ENOUGH:
        return None
    grade = 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return min(OLDEST, max(YOUNGEST, round(grade + YEARS_OVER_GRADE)))


def syllables(word: str) -> int:
    """How many are heard: groups of vowels, without a silent e; at least one."""
    plain = word.lower()
    heard = len(_VOWELS.findall(plain))
    if heard > 1 and _SILENT.search(plain):
        heard -= 1
    return max(1, heard)


def swaps(text: str, lists: Iterable[PlainWords]) -> tuple[Swap, ...]:
    """Each word or phrase of the lists that stands in the text, the longest first where one holds another."""
    known = {phrase: (plain, each.label) for each in lists for phrase, plain in each.words}
    if not known:
        return ()
    longest = sorted(known, key=lambda each: (-len(each), each))
    ends = "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in longest)
    times: dict[str, int] = {}
    for found in re.finditer(rf"(?<![\w-])(?:{ends})(?![\w-])", text.replace("’", "'"), re.I):
        phrase = " ".join(found.group(0).lower().split())
        times[phrase] = times.get(phrase, 0) + 1
    return tuple(Swap(each, known[each][0], count, known[each][1]) for each, count in times.items())


def _each(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(found.group(0).split()) for found in pattern.finditer(text)))
