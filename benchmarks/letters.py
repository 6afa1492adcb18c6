"""How long do a thousand letters take to be merged, each filled in for its reader and set as PDF/UA?

The letter that tells of a new rent, on the headed paper of each of the five houses, for a thousand people who
all have other names and figures. Both cores work, each with a compiler of its own, as the worker's processes
do. The same in large print, and how long the first letter of a fresh process takes.
"""

from __future__ import annotations

import os
import random
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from typing import Any

from benchmarks.figure import at_most, seconds
from kept.casework.letter_text import Document, Writer, fill
from kept.printing import pdf
from kept.rulebook import Rulebook, load_folder, policies_folder
from kept.rulebook.letterheads import Letterhead, letterhead_of, offers, wording_of
from kept.rulebook.letters import template_of

LETTERS, CORES = 1_000, 2
HOUSES = ("karin", "redland", "wessex", "moray", "magna")
WRITER = Writer("Grace Mbeki", "Housing Officer", "01632 960 123", "grace.mbeki@kept.example")


def figures() -> dict[str, dict[str, Any]]:
    first = seconds(lambda: _merged(1, range(1), None))
    alone = seconds(lambda: _merged(1, range(200), None))
    both = seconds(lambda: _merged(CORES, range(LETTERS), None))
    large = seconds(lambda: _merged(CORES, range(LETTERS), 18))
    return {
        "1,000 letters to PDF/UA": at_most(
            both, "s", limit=30, cores=os.cpu_count(), processes=CORES, a_letter_ms=round(both, 2)
        ),
        "1,000 letters in large print": at_most(large, "s", limit=30, processes=CORES),
        "200 letters in one process": at_most(alone, "s", limit=6),
        "first letter of a fresh process": at_most(first, "s", limit=3),
    }


def _merged(processes: int, numbers: range, size: int | None) -> int:
    """So many letters by so many processes; how many bytes they are."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return sum(pool.map(partial(_one, size), numbers, chunksize=25))


def _one(size: int | None, number: int) -> int:
    paper, document = _letter(number)
    made = pdf(document, paper, size)
    assert made.startswith(b"%PDF-1.7"), made[:8]
    return len(made)


@cache
def _house(slug: str) -> tuple[Rulebook, Letterhead]:
    rulebook = load_folder(policies_folder() / slug)
    return rulebook, letterhead_of(rulebook)


def _letter(number: int) -> tuple[Letterhead, Document]:
    rng = random.Random(number)
    rulebook, paper = _house(HOUSES[number % len(HOUSES)])
    template = template_of(rulebook, "rent-change")
    assert template is not None
    name, rent = f"{rng.choice(NAMES)} {rng.choice(SURNAMES)}", rng.randrange(7_000, 14_000) / 100
    home = f"{rng.randrange(1, 200)} {rng.choice(STREETS)}"
    values = {
        "home": home,
        "rent_now": f"{rent:.2f}",
        "rent_new": f"{rent * 1.031:.2f}",
        "from_day": "2026-04-06",
        "why": f"The Board looked at the rent of {rng.randrange(100, 4000)} homes in {rng.choice(STREETS)}.",
    }
    document = fill(
        template,
        paper,
        values,
        WRITER,
        on=date(2026, 2, 27),
        to=(name, home, "Exampleton", "EX1 1AA"),
        dear=name,
        reference=f"K{number:03d}-9Q2M",
        wording=wording_of(rulebook, "en"),
        offers=offers(rulebook, paper),
    )
    return paper, document


NAMES = ("Ada", "Zoë", "Łukasz", "Ọlábísí", "Nguyễn", "Fatima", "Siân", "王小明", "Олена", "Eilidh")
SURNAMES = ("Bell", "Okafor", "Wiśniewska", "al-Hadi", "MacLeod", "Đặng", "Ó Briain", "Kaur", "Țurcanu")
STREETS = ("Rose Lane", "Mill Yard", "Station Road", "High Street", "Ffordd y Môr", "Kirk Wynd")
