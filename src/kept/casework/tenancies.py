"""As what does somebody have to do with a home, and does that make it theirs to live in?

KINDS["joint-tenant"]                               # "Joint tenant"
runs(from_on, to_on, date(2026, 4, 14))             # whether it holds on that day
"household" in LIVING, "household" in HOLDING       # (True, False): lives there, and holds no tenancy
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

KINDS: Mapping[str, str] = {
    "tenant": "Tenant",
    "joint-tenant": "Joint tenant",
    "licensee": "Licensee",
    "shared-owner": "Shared owner",
    "leaseholder": "Leaseholder",
    "household": "Member of the household",
    "applicant": "Applicant",
}
# Who holds the home is told who their officer is; children and lodgers are not written to.
HOLDING = ("tenant", "joint-tenant", "licensee", "shared-owner", "leaseholder")
LIVING = (*HOLDING, "household")


def runs(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Whether it holds on that day; both ends belong to it, and an unknown one has no bound."""
    return (from_on is None or from_on <= day) and (to_on is None or to_on >= day)
