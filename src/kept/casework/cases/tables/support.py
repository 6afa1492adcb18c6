"""The life of adaptations, support plans, referrals and help with money or forms."""

from __future__ import annotations

from kept.casework.cases.model import CaseType

TABLES: tuple[CaseType, ...] = ()
