"""The life of nuisance, harassment, danger at home, broken tenancy terms and illegal occupiers."""

from __future__ import annotations

from kept.casework.cases.model import CaseType

TABLES: tuple[CaseType, ...] = ()
