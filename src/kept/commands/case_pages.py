"""What does the life of each sort of case look like, as pages in Markdown with a drawing?

for name, text in case_pages(): …        # ("cases/complaint", "# Complaint\\n…")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kept.casework.cases import TYPES, CaseType, Who
from kept.casework.cases.drawing import drawn
from kept.commands.markdown import cell, code, sentence

WHOSE: Mapping[Who, str] = {
    Who.RECORDS: "whoever records",
    Who.LEADS: "a manager or director",
    Who.DECIDES: "the director",
    Who.PROTECTS_DATA: "whoever answers for personal data",
}


def case_titles() -> list[tuple[str, str]]:
    """The pages by name, with their titles."""
    return [(f"cases/{each.name}", each.label) for each in TYPES.values()]


def case_pages() -> Iterator[tuple[str, str]]:
    """A page for each sort of case."""
    for each in TYPES.values():
        yield f"cases/{each.name}", _page(each)


def _page(kind: CaseType) -> str:
    return "\n".join(
        [
            f"# {kind.label}",
            "",
            sentence(kind.says),
            "",
            f"```mermaid\n{drawn(kind)}\n```",
            "",
            *_states(kind),
            *_steps(kind),
            *_people(kind),
        ]
    )


def _states(kind: CaseType) -> list[str]:
    begins: dict[str, list[str]] = {}
    for opening in kind.opens:
        begins.setdefault(opening.to, []).append(opening.kind)
    rows = [
        f"| {cell(each.label)}{' (end)' if each.ended else ''} | {cell(each.says)} | "
        f"{code(begins[each.name]) if each.name in begins else ''} |"
        for each in kind.states
    ]
    head = "| State | What that means | Begins with |"
    return ["## Where it may stand", "", head, "|---|---|---|", *rows, ""]


def _steps(kind: CaseType) -> list[str]:
    labels = {each.name: each.label for each in kind.states}
    rows = []
    for each in kind.steps:
        leaves = ", ".join(labels[name] for name in each.leaves)
        to = labels[each.to] if each.to else "it stays"
        asks = " ".join([says for _name, says in each.needs] + [one.says for one in each.after])
        asks += f" {each.not_by_says}" if each.not_by else ""
        rows.append(
            f"| {cell(each.label)} | `{each.kind}` | {cell(leaves)} | {cell(to)} | {WHOSE[each.who]} | "
            f"{cell(asks.strip())} |"
        )
    head = "| Step | Event | From | To | Whose step | Refused without it |"
    return ["## What may happen", "", head, "|---|---|---|---|---|---|", *rows, ""]


def _people(kind: CaseType) -> list[str]:
    if not kind.parties:
        return []
    return ["## Who may take part", "", *(f"- {words}" for words in kind.parties.values()), ""]
