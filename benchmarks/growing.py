"""The page of how each figure grows with the number of contacts: `python -m benchmarks.growing grown.json`.

`KEPT_BENCH_GROWN=grown.json make bench ARGS=scale` measures; this writes docs/performance.md from it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
CHARTED = ("Desk", "customer file", "clause page", "performance of a year", "search, a common word")
# What was measured of the policy stands below, by other benchmarks, and stays.
POLICY = "## The policy"
Grown = dict[str, dict[str, dict[str, Any]]]

TOP = """# How quick is Kept with a million contacts?

Measured by `make bench ARGS=scale` on two cores with PostgreSQL on the same machine: the web server as
`kept run` starts it, eight clients at once, everything else at rest. The 99th centile in milliseconds, the
median in brackets; what is over its limit is **bold**. One contact in thirty is recent and has not been
answered. The machine of the makers is no measure for yours: run it there.

"""


def main(path: str) -> None:
    """Write the page from what was measured."""
    grown: Grown = json.loads(Path(path).read_text())
    _, heading, below = PAGE.read_text().partition(POLICY)
    policy = f"\n{heading}{below}" if heading else ""
    PAGE.write_text(TOP + _table(grown) + _chart(grown) + _rates(grown) + _rest(grown) + policy)


def _table(grown: Grown) -> str:
    sizes = list(grown)
    heads = " | ".join(f"{int(each):,}" for each in sizes)
    lines = [f"| contacts | limit | {heads} |", "|---|---|" + "---|" * len(sizes)]
    for name in _timed(grown):
        limit = grown[sizes[-1]][name]["limit"]
        lines.append(f"| {name} | {limit} | " + " | ".join(_cell(grown[each][name]) for each in sizes) + " |")
    return "\n".join(lines) + "\n\n"


def _timed(grown: Grown) -> list[str]:
    last = list(grown.values())[-1]
    first = next(iter(grown.values()))
    return [
        name for name, each in last.items() if name in first and each["unit"] == "ms" and "median" in each
    ]


def _cell(figure: dict[str, Any]) -> str:
    value = f"{figure['value']:.0f}"
    return f"{value if figure['met'] else f'**{value}**'} ({figure['median']:.0f})"


def _chart(grown: Grown) -> str:
    sizes = list(grown)
    most = max(grown[each][name]["median"] for each in sizes for name in CHARTED)
    axis = ", ".join(f'"{int(each):,}"' for each in sizes)
    lines = [
        "```mermaid",
        "xychart-beta",
        '    title "Median of each page in milliseconds, by the number of contacts"',
        f"    x-axis [{axis}]",
        f'    y-axis "ms" 0 --> {int(most * 1.1)}',
    ]
    for name in CHARTED:
        values = ", ".join(f"{grown[each][name]['median']:.0f}" for each in sizes)
        lines.append(f"    line [{values}]")
    named = ", ".join(CHARTED)
    return "\n".join([*lines, "```", "", f"The lines from the first to the last: {named}.", "", ""])


def _rates(grown: Grown) -> str:
    sizes = list(grown)
    lines = ["| a second | at least | " + " | ".join(f"{int(each):,}" for each in sizes) + " |"]
    lines.append("|---|---|" + "---|" * len(sizes))
    for name in ("Desk, a second", "contacts through the API, a second"):
        cells = [f"{grown[each][name]['value']:.0f}" for each in sizes]
        lines.append(
            f"| {name.removesuffix(', a second')} | {grown[sizes[-1]][name]['limit']} | {' | '.join(cells)} |"
        )
    return "\n".join(lines) + "\n\n"


def _rest(grown: Grown) -> str:
    last = list(grown.values())[-1]
    lines = ["| with the most contacts | measured | limit |", "|---|---|---|"]
    for name, each in last.items():
        if name in ("web and worker",) or name.startswith(("sweep", "breaches")):
            more = f", of {each['swept']:,} swept" if "swept" in each else ""
            lines.append(f"| {name}{more} | {each['value']:g} {each['unit']} | {each['limit']} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1])
