"""Which sorts of case are there? One module for each family.

TYPES["complaint"].states
types_opened_by("complaint.received")      # the tables that this event begins
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kept.casework.cases.model import CaseType
from kept.casework.cases.tables import (
    behaviour,
    complaints,
    data_care,
    estates,
    nuisance,
    requests,
    support,
    tenancy,
)

_FAMILIES = (
    behaviour.TABLES,
    complaints.TABLES,
    data_care.TABLES,
    estates.TABLES,
    nuisance.TABLES,
    requests.TABLES,
    support.TABLES,
    tenancy.TABLES,
)
TYPES: Mapping[str, CaseType] = MappingProxyType({each.name: each for family in _FAMILIES for each in family})


def types_opened_by(kind: str) -> tuple[CaseType, ...]:
    """Every sort of case that an event of this kind begins."""
    return tuple(each for each in TYPES.values() if any(one.kind == kind for one in each.opens))
