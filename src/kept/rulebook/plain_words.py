"""Which words do letters not need, and what is the plain word?

    - name: officialese
      label: Official words
      words: {commence: start, in the event of: if}

In `plain_words.yaml`, shared by all or an association's own, which is added under a name of its own. A phrase
is written in small letters, as it stands in a letter; its plain word may name two, with a comma between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kept.rulebook.context import Context
from kept.rulebook.entry import Entry

PHRASE = re.compile(r"[a-z][a-z'’-]*(?: [a-z][a-z'’-]*)*\Z")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class PlainWords:
    """One list: each word or phrase with what says the same plainly."""

    name: str
    label: str
    words: tuple[tuple[str, str], ...]


def read_plain_words(entry: Entry, context: Context) -> PlainWords | None:
    """One list; None where it has no name."""
    entry.only("name", "label", "words")
    name, label = entry.slug("name"), entry.text("label", limit=LONGEST)
    found = []
    for phrase, plain in entry.pairs("words", names=False):
        if not PHRASE.match(phrase) or len(phrase) > LONGEST:
            allowed = "small letters, such as “in the event of”"
            entry.fault(
                "words", "Write the phrase as it stands within a sentence.", found=phrase, allowed=allowed
            )
        elif not plain:
            entry.fault("words", "Say what the plain word is.", found=phrase)
        else:
            found.append((phrase, plain))
    if "words" not in entry:
        entry.missing("words")
    return PlainWords(name, label, tuple(found)) if name and label else None
