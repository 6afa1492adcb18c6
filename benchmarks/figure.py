"""What is one figure of a benchmark, and when is it met?

at_least(5_432.1, "rows/s", limit=5_000)      # {"value": 5432, "unit": "rows/s", "limit": 5000, "met": True}
at_most(0.21, "s", limit=0.3)
median_of(5, lambda: seconds(work))
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any


def at_least(value: float, unit: str, *, limit: float, **more: object) -> dict[str, Any]:
    """A figure that is better the larger it is. `more` may name the `peer` measured in the same run."""
    return {"value": _short(value), "unit": unit, "limit": limit, **more, "met": value >= limit}


def at_most(value: float, unit: str, *, limit: float, **more: object) -> dict[str, Any]:
    """A figure that is better the smaller it is."""
    return {"value": _short(value), "unit": unit, "limit": limit, **more, "met": value <= limit}


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_of(runs: int, measure: Callable[[], float]) -> float:
    """The middle of several measurements."""
    return median(measure() for _ in range(runs))


def _short(value: float) -> float:
    """Four figures that mean something."""
    return float(f"{value:.4g}")
