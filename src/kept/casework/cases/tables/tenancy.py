"""The life of transfers, exchanges, assignments, successions, deaths, endings and settling in."""

from __future__ import annotations

from kept.casework.cases.model import CaseType

TABLES: tuple[CaseType, ...] = ()
