"""Which homes are there, who lives in them, and whose patch is it? As a housing system would say it at night.

patches = Patches(rng, stage, files)
patches.bring(play)                     # patches, homes and tenancies, and who takes over when
patches.officer(address, day)           # whose a contact of somebody there is
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random

from kept.actions import bringing, housing, officers
from kept.actions.working.records import Record
from kept.demo import hours, names
from kept.demo.course import Stage
from kept.demo.customers import Customer
from kept.demo.playing import Playing
from kept.demo.staff import MANAGER, OFFICER, Colleague

EMPTY, OTHER_HANDS = 0.2, 2
SYSTEM = "import"


@dataclass(slots=True)
class Patches:
    """Every quarter in which somebody lives is a patch; `officers` says from which day who has it."""

    rng: Random
    stage: Stage
    files: list[Customer]
    officers: dict[str, list[tuple[date, str]]] = field(default_factory=dict)
    quarters: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[date, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        since = self.stage.season.since
        staff = [each for each in self._hands() if each.from_on <= since]
        for number, quarter in enumerate(sorted({each.quarter for each in self.files})):
            self.officers[quarter] = [(since - timedelta(days=400), staff[number % len(staff)].handle)]
        self.quarters = {str(each.given["address"]): each.quarter for each in self.files}
        self.changes = self._changes(staff)

    def _hands(self) -> list[Colleague]:
        """The officers of whichever team looks after tenants, or all of them."""
        found = self.stage.crew.in_role(OFFICER)
        on_call = self.stage.rules.versions[-1].rulebook.association.on_call
        teams = [each.team for each in found if each.team and "housing" in each.team]
        return [each for each in found if each.team in teams] or [
            each for each in found if each.team != on_call
        ]

    def _changes(self, staff: list[Colleague]) -> list[tuple[date, str, str]]:
        """Whoever leaves gives up their patches; two more go from hand to hand in the course of the year."""
        found = []
        days = (self.stage.season.until - self.stage.season.since).days
        for quarter, held in self.officers.items():
            leaver = next((each for each in staff if each.handle == held[0][1] and each.to_on), None)
            if leaver is not None and leaver.to_on is not None:
                found.append((leaver.to_on, quarter))
        for quarter in sorted(self.officers)[:OTHER_HANDS]:
            found.append(
                (
                    self.stage.season.since + timedelta(days=self.rng.randrange(40, max(41, days - 20))),
                    quarter,
                )
            )
        changes = []
        for day, quarter in sorted(found):
            now = self.officers[quarter][-1][1]
            others = [
                each.handle
                for each in self._hands()
                if each.handle != now
                and each.is_in(day)
                and (each.to_on is None or each.to_on > day + timedelta(30))
            ]
            if others:
                to = self.rng.choice(others)
                self.officers[quarter].append((day, to))
                changes.append((day, quarter, to))
        return changes

    def officer(self, address: str, day: date) -> str | None:
        """Who looks after that address on that day; None where it is nobody's patch."""
        held = self.officers.get(self.quarters.get(address, ""), ())
        return next((handle for since, handle in reversed(held) if since <= day), None)

    def bring(self, play: Playing, refs: dict[int, str]) -> None:
        """Bring it all in before the year begins; `refs` are the housing system's names of the files."""
        at = play.since - timedelta(hours=20)
        for what, records in (
            ("patches", self._patches()),
            ("homes", self._homes()),
            ("tenancies", self._tenancies(refs)),
        ):
            done = bringing.bring(records, what=what, association=play.slug, by=SYSTEM, at=at)
            play.refused += [each.refused.sentence for each in done.became if each.refused is not None]
            counts = {"rows": len(records)}
            bringing.finish(
                what=what, file=f"{what}.csv", counts=counts, association=play.slug, by=SYSTEM, at=at
            )
        officers.follow(association=play.slug, by=SYSTEM, at=at)
        for day, quarter, to in self.changes:
            self._other_hands(play, day, quarter, to)

    def _other_hands(self, play: Playing, day: date, quarter: str, to: str) -> None:
        at = hours.at_wall(self.stage.calendar(None), day, 10)
        manager = self.stage.crew.in_role(MANAGER)[0].handle
        change = partial(
            housing.change_officer, association=play.slug, patch=_slug(quarter), officer=to, by=manager
        )
        play.do(at, change)
        told = hours.into_hours(
            self.rng, self.stage.calendar(None), at + timedelta(days=self.rng.randrange(2, 8))
        )
        tell = partial(officers.tell_all, association=play.slug, patch=_slug(quarter), how="letter", by=to)
        play.do(told, tell)

    def _patches(self) -> list[Record]:
        hands = [each.handle for each in self._hands()]
        found = []
        for quarter, held in self.officers.items():
            deputy = next((each for each in hands if all(each != officer for _day, officer in held)), None)
            said = {"name": quarter, "officer": held[0][1], "deputy": deputy or ""}
            found.append(Record(_slug(quarter), said))
        return found

    def _homes(self) -> list[Record]:
        found, number = [], 0
        for address, quarter in sorted(self.quarters.items()):
            place, _, code = address.rpartition(", ")
            said = {"address": place, "postcode": code, "patch": _slug(quarter)}
            found.append(Record(self._home(address), said))
        for quarter in sorted(self.officers):
            for _ in range(max(1, int(len(self.quarters) * EMPTY / len(self.officers)))):
                place, code = names.address(self.rng, quarter)
                number += 1
                said = {"address": place, "postcode": code, "patch": _slug(quarter)}
                found.append(Record(f"H-9{number:03d}", said))
        return found

    def _tenancies(self, refs: dict[int, str]) -> list[Record]:
        found, held = [], set()
        for number, each in enumerate(self.files):
            if number not in refs:
                continue
            address = str(each.given["address"])
            kind = "tenant"
            if address in held:
                kind = self.rng.choice(("joint-tenant", "household"))
            held.add(address)
            began = self.stage.season.since - timedelta(days=self.rng.randrange(40, 6_000))
            said = {
                "home": self._home(address),
                "person": refs[number],
                "kind": kind,
                "from_on": began.isoformat(),
            }
            found.append(Record(f"T-{number:04d}", said))
        return found

    def _home(self, address: str) -> str:
        return f"H-{sorted(self.quarters).index(address):04d}"


def _slug(quarter: str) -> str:
    return quarter.lower().replace(" ", "-")
