"""Where contacts are played in these tests: the associations of Kept and a sixth, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from kept.casework import Rules
from kept.demo.course import Course, Stage
from kept.demo.filling import Who
from kept.demo.mix import starts
from kept.demo.season import Season
from kept.demo.staff import hire
from kept.rulebook import load_folder, policies_folder

HARBOUR = Path(__file__).resolve().parents[1] / "sixth" / "harbour"
UNTIL = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
SOMEBODY = Who("Ngozi Okafor", "07700 900123", "ngozi@example.org", "14 Larch Court, Eastmoor, QQ2 4AB")
CONTACTS = 520


def folders() -> dict[str, Path]:
    """Every policy folder by its association's name."""
    own = {each.parent.name: each.parent for each in policies_folder().glob("*/association.yaml")}
    return {**own, "harbour": HARBOUR}


@lru_cache
def stage(slug: str, seed: int = 1) -> Stage:
    """A year at that association, up to a Wednesday afternoon."""
    rulebook = load_folder(folders()[slug], shared=policies_folder())
    since = UNTIL.date() - timedelta(days=365)
    crew = hire(Random(f"{seed}:{slug}"), rulebook, taken=set(), since=since, until=UNTIL.date())
    return Stage(slug, seed, Rules.of(rulebook), crew, Season(f"{seed}:{slug}", since, UNTIL.date()), UNTIL)


@lru_cache
def courses(slug: str, seed: int = 1) -> tuple[Course, ...]:
    """What some hundred contacts of that year came to."""
    here, found = stage(slug, seed), []
    for start in starts(here, CONTACTS):
        course = Course(here, start.name, SOMEBODY, office=start.office)
        if course.run(start.kind, start.at, wanted=start.wanted):
            found.append(course)
    return tuple(found)
