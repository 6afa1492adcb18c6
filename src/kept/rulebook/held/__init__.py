"""Which keepers of clauses are held by the program itself, and what does each of them do?

    HELD["rule:two-staff"]      # "Nobody visits alone where the customer's file says so."

Each room of the house has a file here for its own. Each name is proved in `tests/contracts/held_*.py`: the
proof opens the real thing, and fails when it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

from kept.rulebook.held import (
    behaviour,
    bundles,
    calls,
    complaints,
    confidence,
    contractors,
    data_care,
    diary,
    dispatch,
    email,
    formats,
    inbox,
    keys,
    lessons,
    letters,
    letters_making,
    mailbook,
    nuisance,
    policy,
    premises,
    publications,
    reception,
    schemes,
    staff,
    standing,
    support,
    surveys,
    telephone,
    tenancies,
    visits,
)

# figure: a number that is counted; list: what still has to be seen to; page: a screen; permission: who may;
# print: something on paper; rule: what is refused or warned of.
SORTS = ("figure", "list", "page", "permission", "print", "rule")

HELD: Mapping[str, str] = {
    **bundles.HELD,
    **behaviour.HELD,
    **calls.HELD,
    **complaints.HELD,
    **confidence.HELD,
    **contractors.HELD,
    **data_care.HELD,
    **diary.HELD,
    **dispatch.HELD,
    **email.HELD,
    **formats.HELD,
    **inbox.HELD,
    **keys.HELD,
    **lessons.HELD,
    **letters.HELD,
    **letters_making.HELD,
    **mailbook.HELD,
    **nuisance.HELD,
    **policy.HELD,
    **premises.HELD,
    **publications.HELD,
    **reception.HELD,
    **schemes.HELD,
    **staff.HELD,
    **standing.HELD,
    **support.HELD,
    **surveys.HELD,
    **telephone.HELD,
    **tenancies.HELD,
    **visits.HELD,
}
