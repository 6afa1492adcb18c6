"""The life of complaints, and what an ombudsman or councillor asks of us."""

from __future__ import annotations

from kept.casework.cases.model import CaseType

TABLES: tuple[CaseType, ...] = ()
