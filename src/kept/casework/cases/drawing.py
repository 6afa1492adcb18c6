"""How does a state table look as a drawing?

    drawn(TYPES["complaint"])      # "stateDiagram-v2\\n    [*] --> received: Complaint received\\n…"

The words are those of the table; a drawing can say nothing else. It is written in Mermaid, which the places
where the documents are read show as a picture, and which reads as a list of arrows where they do not.
"""

from __future__ import annotations

from kept.casework.cases.model import CaseType


def drawn(case_type: CaseType) -> str:
    """The table as a state diagram: every state, every way in, every step that leads somewhere, every end."""
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_plain(each.label)}" as {_id(each.name)}' for each in case_type.states]
    ways: dict[tuple[str, str], list[str]] = {}
    for opening in case_type.opens:
        ways.setdefault(("[*]", _id(opening.to)), []).append(opening.kind)
    for step in case_type.steps:
        # A step that leads back to where it began moves nothing.
        for state in step.leaves if step.to else ():
            if state == step.to:
                continue
            ways.setdefault((_id(state), _id(step.to)), []).append(step.label)
    for each in case_type.states:
        if each.ended:
            ways.setdefault((_id(each.name), "[*]"), [])
    for (here, there), labels in ways.items():
        words = " / ".join(dict.fromkeys(_plain(each) for each in labels))
        lines.append(f"    {here} --> {there}" + (f": {words}" if words else ""))
    return "\n".join(lines)


def _id(name: str) -> str:
    return name.replace("-", "_")


def _plain(words: str) -> str:
    """Without what Mermaid takes for its own."""
    return words.replace(":", ",").replace('"', "'").replace(";", ",").replace("#", "no. ")
