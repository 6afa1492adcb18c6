"""Whose is a contact that has just come in?

    owner_of(named=None, taker=17, attended=True, answered=False, patch=Patch(officer=22, deputy=23))    # 22

1. Whoever was named when it was told.
2. Whoever took it in, where they answered it there and then: nothing is left for anybody else.
3. The officer on whose patch the customer lives; while they are away the deputy, then whoever stands in.
4. Whoever took it in. What a machine or an import brings from somebody whom no patch knows has nobody yet.

Nobody gets what they must never have: a contact about themselves, or of somebody they are connected with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PatchHands:
    """Who looks after a patch at a moment. `away` are those of them who are not there, `stand_ins` who
    answers for whom; `team` is the patch's, `teams` those of its people.
    """

    officer: int | None = None
    deputy: int | None = None
    away: frozenset[int] = frozenset()
    stand_ins: Mapping[int, int] = field(default_factory=dict)
    team: int | None = None
    teams: Mapping[int, int] = field(default_factory=dict)

    def answers(self, never: Collection[int] = ()) -> int | None:
        """Who answers for the patch now: the officer, the deputy, whoever stands in for either."""
        hands = [each for each in (self.officer, self.deputy) if each is not None]
        there = [each for each in hands if each not in self.away]
        covers = [self.stand_ins[each] for each in hands if each in self.stand_ins]
        return next((each for each in (*there, *covers) if each not in never), None)

    def team_of(self, account: int) -> int | None:
        """The team that has what this account owns here."""
        return self.team if self.team is not None else self.teams.get(account)


NO_PATCH = PatchHands()


def owner_of(
    *,
    named: int | None,
    taker: int | None,
    attended: bool,
    answered: bool,
    patch: PatchHands = NO_PATCH,
    never: Collection[int] = (),
) -> int | None:
    """The account that owns a new contact; None where nobody can yet.

    `attended` says that a person took it in, `answered` that they answered it in the same breath.
    """
    if named is not None:
        return named
    if attended and answered and taker is not None:
        return taker
    return patch.answers(never) or (taker if attended else None)
