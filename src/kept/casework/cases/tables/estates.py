"""The life of litter, graffiti, abandoned vehicles, gardens and shared parts."""

from __future__ import annotations

from kept.casework.cases.model import CaseType

TABLES: tuple[CaseType, ...] = ()
