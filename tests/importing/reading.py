"""What the tests of importing share: a few event kinds, and a mapping or a file written in a line."""

from __future__ import annotations

from pathlib import Path

from kept.importing.files import Layout, Row, open_table
from kept.importing.mapping import ImportMapping, read_mapping
from kept.rulebook.model import EventKind, Field

KINDS = {
    each.name: each
    for each in (
        EventKind(
            "letter.received",
            "Letter",
            "A letter came.",
            opens="letter",
            fields=(
                Field("about", "About?", "long_text", personal=True),
                Field("from_name", "Who?", "text", personal=True),
                Field("email", "E-mail?", "email", personal=True),
                Field("urgent", "Urgent?", "yes_no", counts=True),
                Field(
                    "classified", "Kind?", "choice", counts=True, choices=(("general", "G"), ("data", "D"))
                ),
                Field("pages", "Pages?", "number"),
                Field("dated", "Dated?", "date", counts=True),
                Field("wanted_by", "By when?", "moment", counts=True),
            ),
        ),
        EventKind("letter.answered", "Answered", "An answer went."),
        EventKind("call.received", "Call", "Somebody rang.", opens="call"),
    )
}
HEAD = """
source: old
reference: ref
"""
SIMPLE = (
    HEAD
    + """
cases:
  - name: letter
    events:
      - {kind: letter.received, at: came}
      - {kind: letter.answered, at: answered, optional: yes}
"""
)


def mapping_of(tmp_path: Path, text: str, zone: str = "Europe/London") -> ImportMapping:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, kinds=KINDS, zone=zone, offices=("main", "north"))


def rows_of(
    tmp_path: Path,
    content: str | bytes,
    *,
    wanted: set[str] | None = None,
    name: str = "in.csv",
    **layout: str,
) -> list[Row]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with open_table(path, Layout(**layout), wanted=wanted if wanted is not None else {"a"}) as table:
        return list(table)
