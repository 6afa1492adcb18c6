"""What does an entry of a register ask for today, and what may be written in one?

    wants(cards, {"expires_on": "2026-04-01"}, looked_on=…, today=date(2026, 4, 8), hours="…")
    # (Want("expired", day=date(2026, 4, 1)),)

Rules that hold here:

1. An entry runs out at the end of its last day; from `SOON` before it is named beforehand.
2. A review is due so long after somebody last looked: when it was made, changed or checked.
3. What was found wrong stays wrong until it is found right.
4. An answer is what its field takes, or the sentence says what is wrong with it; nothing is guessed.
"""

from __future__ import annotations


def name_words(name: str, *, form: str, title: str = "", surname: str = "") -> str:
    """A name in the form that its bearer chose. Without a title there is no title and surname."""
    last = surname.strip() or (name.split() or [""])[-1]
    if form == "title_last" and title.strip():
        return f"{title.strip()} {last}"
    if form == "first":
        return (name.split() or [""])[0]
    return name
