"""How many people must answer, so that enough callers are answered in time?

    load = Load(arrivals=100, handling=180)             # a half hour: so many calls, so many seconds each
    needed(load, share=0.95, within=15).people          # 16
    answered_within(14, load, within=15)                # the share that fourteen would answer in time

By Erlang's formula for calls that wait: they come by chance, wait in turn, and nobody gives up. Callers who
do give up make room for others, so that what is said here errs on the side of too many people.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

HALF_HOUR = 1800.0
MOST_PEOPLE = 2_000


@dataclass(frozen=True, slots=True)
class Load:
    """What comes in one interval: `arrivals` calls that keep somebody busy for `handling` seconds each."""

    arrivals: float
    handling: float
    interval: float = HALF_HOUR

    def __post_init__(self) -> None:
        if self.arrivals < 0 or self.handling < 0 or self.interval <= 0:
            raise ValueError("Calls and seconds are not below nought, and an interval lasts some time.")

    @property
    def traffic(self) -> float:
        """How many people this keeps busy on average, in erlangs."""
        return self.arrivals * self.handling / self.interval


@dataclass(frozen=True, slots=True)
class Staffing:
    """So many `people` answer that `share` of the callers within the time.

    `rostered` are to be on the rota, so that so many are at the telephone. `wait` is the average wait in
    seconds, `busy` the share of their time on calls.
    """

    people: int
    rostered: int
    share: float
    wait: float
    busy: float


def waits(people: int, traffic: float) -> float:
    """The share of callers who do not get through at once; all of them where people cannot keep up."""
    if traffic <= 0:
        return 0.0
    if people <= traffic:
        return 1.0
    blocked = 1.0
    for number in range(1, people + 1):
        blocked = traffic * blocked / (number + traffic * blocked)
    return blocked / (1 - traffic / people * (1 - blocked))


def answered_within(people: int, load: Load, within: float) -> float:
    """The share of callers whom so many people answer within so many seconds."""
    if load.traffic <= 0:
        return 1.0
    if people <= load.traffic:
        return 0.0
    spare = people - load.traffic
    return 1 - waits(people, load.traffic) * math.exp(-spare * within / load.handling)


def average_wait(people: int, load: Load) -> float:
    """How long a caller waits on average, in seconds; endless where people cannot keep up."""
    if load.traffic <= 0:
        return 0.0
    if people <= load.traffic:
        return math.inf
    return waits(people, load.traffic) * load.handling / (people - load.traffic)


def needed(load: Load, *, share: float, within: float, lost: float = 0.0) -> Staffing:
    """The fewest people who answer that share within so many seconds.

    `lost` is the share of paid time in which nobody answers: breaks, training, meetings, sickness. Where
    nobody rings, nobody is needed. Raises ValueError for a share of everybody, which no number of people
    can promise.
    """
    if not 0 < share < 1:
        raise ValueError(
            "The share must lie between 0 and 1: no number of people answers every call in time."
        )
    if within < 0:
        raise ValueError("Nobody answers before it rings: give the seconds as 0 or more.")
    if not 0 <= lost < 1:
        raise ValueError("The share of time that is lost must be 0 or more, and below 1.")
    if load.traffic <= 0:
        return Staffing(0, 0, 1.0, 0.0, 0.0)
    people = math.floor(load.traffic) + 1
    while answered_within(people, load, within) < share:
        people += 1
        if people > MOST_PEOPLE:
            raise ValueError(f"This takes more than {MOST_PEOPLE:,} people. Check the calls and the seconds.")
    return Staffing(
        people=people,
        rostered=math.ceil(people / (1 - lost) - 1e-9),
        share=answered_within(people, load, within),
        wait=average_wait(people, load),
        busy=load.traffic / people,
    )
