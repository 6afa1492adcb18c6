"""The life of corrections, data complaints, breaches, disclosures and concerns about somebody's safety."""

from __future__ import annotations

from kept.casework.cases.model import CaseType

TABLES: tuple[CaseType, ...] = ()
