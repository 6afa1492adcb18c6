"""The life of behaviour that we do not accept, what was decided, and contact that we ended."""

from __future__ import annotations

from kept.casework.cases.model import CaseType

TABLES: tuple[CaseType, ...] = ()
